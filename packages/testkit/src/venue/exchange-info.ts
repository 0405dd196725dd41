import { decimalText } from './decimals.ts'
import type { MarketSpec, VenueName } from './market-spec.ts'

type Described = Pick<MarketSpec, 'symbol' | 'base' | 'quote' | 'priceDecimals' | 'sizeDecimals'>

/** The body of `GET /exchangeInfo`, with the fields of 2026. */
export function exchangeInfoBody(venue: VenueName, specs: readonly Described[], now: number, weightPerMinute: number): string {
  const weights = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: weightPerMinute }
  if (venue === 'binance') {
    const orders = { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 }
    const symbols = specs.map((spec) => spotSymbol(spec))
    return JSON.stringify({ timezone: 'UTC', serverTime: now, rateLimits: [weights, orders], exchangeFilters: [], symbols })
  }
  const orders = { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 }
  const assets = [{ asset: 'USDT', marginAvailable: true, autoAssetExchange: '-10000' }]
  const symbols = specs.map((spec) => usdmSymbol(spec))
  return JSON.stringify({
    timezone: 'UTC',
    serverTime: now,
    futuresType: 'U_MARGINED',
    rateLimits: [weights, orders],
    exchangeFilters: [],
    assets,
    symbols,
  })
}

function spotSymbol(spec: Described): object {
  const price = (ticks: number): string => decimalText(ticks, spec.priceDecimals, 8)
  const size = (steps: number): string => decimalText(steps, spec.sizeDecimals, 8)
  return {
    symbol: spec.symbol,
    status: 'TRADING',
    baseAsset: spec.base,
    baseAssetPrecision: 8,
    quoteAsset: spec.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'],
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: true,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: price(1), maxPrice: '1000000.00000000', tickSize: price(1) },
      { filterType: 'LOT_SIZE', minQty: size(1), maxQty: '9000.00000000', stepSize: size(1) },
      { filterType: 'ICEBERG_PARTS', limit: 100 },
      {
        filterType: 'NOTIONAL',
        minNotional: '5.00000000',
        applyMinToMarket: true,
        maxNotional: '9000000.00000000',
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
    ],
    permissions: [],
    permissionSets: [['SPOT', 'MARGIN']],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
  }
}

function usdmSymbol(spec: Described): object {
  const tick = decimalText(1, spec.priceDecimals)
  const step = decimalText(1, spec.sizeDecimals)
  return {
    symbol: spec.symbol,
    pair: spec.symbol,
    contractType: 'PERPETUAL',
    deliveryDate: 4_133_404_800_000,
    onboardDate: 1_569_398_400_000,
    status: 'TRADING',
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: spec.base,
    quoteAsset: spec.quote,
    marginAsset: spec.quote,
    pricePrecision: spec.priceDecimals,
    quantityPrecision: spec.sizeDecimals,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: [],
    triggerProtect: '0.0500',
    liquidationFee: '0.012500',
    marketTakeBound: '0.05',
    maxMoveOrderLimit: 10_000,
    filters: [
      { filterType: 'PRICE_FILTER', maxPrice: '1000000', minPrice: tick, tickSize: tick },
      { filterType: 'LOT_SIZE', maxQty: '1000', minQty: step, stepSize: step },
      { filterType: 'MARKET_LOT_SIZE', maxQty: '120', minQty: step, stepSize: step },
      { filterType: 'MAX_NUM_ORDERS', limit: 200 },
      { filterType: 'MIN_NOTIONAL', notional: '5' },
      { filterType: 'PERCENT_PRICE', multiplierUp: '1.0500', multiplierDown: '0.9500', multiplierDecimal: '4' },
    ],
    orderTypes: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  }
}
