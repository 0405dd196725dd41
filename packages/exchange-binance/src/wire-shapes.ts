import { choice, type FieldTypes, type Nested, optional, type WireShape } from '@feedloom/core'

/**
 * Every field that a market sends, read or not: what a frame is held against. A field may be left out where recordings
 * or the venue's pages show it left out (see `messages.ts` for the pages).
 */
export interface MarketShapes {
  /** Messages of the streams by type; those without a type (`e`) by the names in `untyped`. */
  readonly messages: Readonly<Record<string, WireShape>>
  /** REST replies by channel. */
  readonly replies: Readonly<Record<string, Nested>>
}

/** Names of messages that carry no `e`; answers to what we send have the name of their field. */
export const untyped = { quote: 'bookTicker', partial: 'partialDepth' } as const

/** Around every message of a combined stream. */
export const wrapperShape: WireShape = { stream: 'text', data: 'object' }

/** Around the messages of all symbols. */
export const listWrapperShape: WireShape = { stream: 'text', data: 'list' }

/** Streams that send lists. `!forceOrder@arr` is none, in spite of its name. */
export const listStreams: RegExp = /^!(?:ticker|miniTicker|markPrice)@arr/

/** Names of plain fields by type, `?` behind those that may be left out; then what is nested. */
function shapeOf(names: Readonly<Partial<Record<FieldTypes, string>>>, nested: WireShape = {}): WireShape {
  const plain: Record<string, FieldTypes | `${FieldTypes}?`> = {}
  for (const [type, list] of Object.entries(names) as [FieldTypes, string][]) {
    for (const name of list.split(' ')) {
      if (name.endsWith('?')) plain[name.slice(0, -1)] = `${type}?`
      else plain[name] = type
    }
  }
  return { ...plain, ...nested }
}

const levels: Nested = [['decimal', 'decimal']]
const sides: WireShape = { b: levels, a: levels }
const book: WireShape = { lastUpdateId: 'integer', bids: levels, asks: levels }
const trade = shapeOf({ text: 'e s', integer: 'E T t', decimal: 'p q', flag: 'm' })
const fills = shapeOf({ integer: 'a f l T', decimal: 'p q', flag: 'm' })
const quote = shapeOf({ text: 's', integer: 'u', decimal: 'b B a A' })
const candle = shapeOf({ text: 's i', integer: 't T f L n', decimal: 'o c h l v q V Q B', flag: 'x' })
const kline = shapeOf({ text: 'e s', integer: 'E' }, { k: candle })
const ticker = shapeOf({ text: 'e s', integer: 'E O C F L n', decimal: 'p P w c Q o h l v q' })
const miniTicker = shapeOf({ text: 'e s', integer: 'E', decimal: 'c o h l v q' })

const shutdown: WireShape = { e: 'text', E: 'integer' }

/** An announcement of the server, and what it says to our requests. */
const ofServer: MarketShapes['messages'] = {
  serverShutdown: shutdown,
  event: { event: choice('e', { serverShutdown: shutdown }) },
  result: shapeOf({ null: 'result', integer: 'id' }),
  error: shapeOf({ integer: 'id' }, { error: shapeOf({ integer: 'code', text: 'msg' }) }),
  code: shapeOf({ integer: 'code id?', text: 'msg' }),
}

const klineRows: Nested = [
  // Open time, open, high, low, close, volume, close time, quote volume, trades, taker volumes, ignore.
  ['integer', 'decimal', 'decimal', 'decimal', 'decimal', 'decimal', 'integer', 'decimal', 'integer', 'decimal', 'decimal', 'decimal'],
]
const tradeRow = shapeOf({ integer: 'id time', decimal: 'price qty quoteQty', flag: 'isBuyerMaker' })
const topReply = shapeOf({ text: 'symbol', decimal: 'bidPrice bidQty askPrice askQty' })
const dayReply = shapeOf({
  text: 'symbol',
  decimal: 'priceChange priceChangePercent weightedAvgPrice lastPrice lastQty openPrice highPrice lowPrice volume quoteVolume',
  integer: 'openTime closeTime firstId lastId count',
})
const rateLimit = shapeOf({ text: 'rateLimitType interval', integer: 'intervalNum limit' })
const exchangeInfo = shapeOf({ text: 'timezone', integer: 'serverTime', list: 'exchangeFilters' }, { rateLimits: [rateLimit] })

const lots = shapeOf({ text: 'filterType', decimal: 'minQty maxQty stepSize' })
const prices = shapeOf({ text: 'filterType', decimal: 'minPrice maxPrice tickSize' })
const most = (field: string): WireShape => shapeOf({ text: 'filterType', integer: field })

/** https://developers.binance.com/docs/binance-spot-api-docs/filters (2026-11-20); `MIN_NOTIONAL` until 2023. */
const spotFilters = choice('filterType', {
  PRICE_FILTER: prices,
  PERCENT_PRICE: shapeOf({ text: 'filterType', decimal: 'multiplierUp multiplierDown', integer: 'avgPriceMins' }),
  PERCENT_PRICE_BY_SIDE: shapeOf({
    text: 'filterType',
    decimal: 'bidMultiplierUp bidMultiplierDown askMultiplierUp askMultiplierDown',
    integer: 'avgPriceMins',
  }),
  LOT_SIZE: lots,
  MARKET_LOT_SIZE: lots,
  MIN_NOTIONAL: shapeOf({ text: 'filterType', decimal: 'minNotional', flag: 'applyToMarket', integer: 'avgPriceMins' }),
  NOTIONAL: shapeOf({
    text: 'filterType',
    decimal: 'minNotional maxNotional',
    flag: 'applyMinToMarket applyMaxToMarket',
    integer: 'avgPriceMins',
  }),
  ICEBERG_PARTS: most('limit'),
  MAX_NUM_ORDERS: most('maxNumOrders'),
  MAX_NUM_ALGO_ORDERS: most('maxNumAlgoOrders'),
  MAX_NUM_ICEBERG_ORDERS: most('maxNumIcebergOrders'),
  MAX_NUM_ORDER_AMENDS: most('maxNumOrderAmends'),
  MAX_NUM_ORDER_LISTS: most('maxNumOrderLists'),
  MAX_POSITION: shapeOf({ text: 'filterType', decimal: 'maxPosition' }),
  TRAILING_DELTA: most('minTrailingAboveDelta maxTrailingAboveDelta minTrailingBelowDelta maxTrailingBelowDelta'),
})

/** What may be left out came after 2021. */
const spotSymbol = shapeOf(
  {
    text: 'symbol status baseAsset quoteAsset defaultSelfTradePreventionMode?',
    integer: 'baseAssetPrecision quotePrecision quoteAssetPrecision baseCommissionPrecision quoteCommissionPrecision',
    flag: 'icebergAllowed ocoAllowed otoAllowed? opoAllowed? quoteOrderQtyMarketAllowed allowTrailingStop? cancelReplaceAllowed? amendAllowed? pegInstructionsAllowed? isSpotTradingAllowed isMarginTradingAllowed',
  },
  {
    orderTypes: ['text'],
    filters: [spotFilters],
    permissions: ['text'],
    permissionSets: optional([['text']]),
    allowedSelfTradePreventionModes: optional(['text']),
  },
)

const spotAggTrades: Nested = [{ ...fills, M: 'flag' }]

export const spotShapes: MarketShapes = {
  messages: {
    ...ofServer,
    // Ids of both orders until 2024.
    trade: { ...trade, M: 'flag', b: 'integer?', a: 'integer?' },
    aggTrade: { ...shapeOf({ text: 'e s', integer: 'E', flag: 'M' }), ...fills },
    depthUpdate: shapeOf({ text: 'e s', integer: 'E U u' }, sides),
    [untyped.quote]: quote,
    [untyped.partial]: book,
    kline,
    '24hrTicker': { ...ticker, ...shapeOf({ decimal: 'x b B a A' }) },
    '24hrMiniTicker': miniTicker,
  },
  replies: {
    'rest.depth': book,
    'rest.klines': klineRows,
    'rest.trades': [{ ...tradeRow, isBestMatch: 'flag' }],
    'rest.aggTrades': spotAggTrades,
    'rest.seek': spotAggTrades,
    'rest.ticker': { ...dayReply, ...topReply, prevClosePrice: 'decimal' },
    'rest.bookTicker': topReply,
    'rest.exchangeInfo': { ...exchangeInfo, symbols: [spotSymbol], sors: optional([{ baseAsset: 'text', symbols: ['text'] }]) },
  },
}

const usdmFilters = choice('filterType', {
  PRICE_FILTER: prices,
  PERCENT_PRICE: shapeOf({ text: 'filterType', decimal: 'multiplierUp multiplierDown multiplierDecimal' }),
  LOT_SIZE: lots,
  MARKET_LOT_SIZE: lots,
  MIN_NOTIONAL: shapeOf({ text: 'filterType', decimal: 'notional' }),
  MAX_NUM_ORDERS: most('limit'),
  MAX_NUM_ALGO_ORDERS: most('limit'),
  POSITION_RISK_CONTROL: shapeOf({ text: 'filterType positionControlSide' }),
})

/** The type of a contract is empty before listing and after settlement. What may be left out ended in 2022 or came after it. */
const usdmSymbol = shapeOf(
  {
    text: 'symbol pair status baseAsset quoteAsset marginAsset underlyingType',
    'text|blank': 'contractType',
    integer: 'deliveryDate onboardDate pricePrecision quantityPrecision baseAssetPrecision quotePrecision settlePlan? maxMoveOrderLimit?',
    decimal: 'maintMarginPercent requiredMarginPercent triggerProtect liquidationFee marketTakeBound',
  },
  {
    underlyingSubType: ['text'],
    filters: [usdmFilters],
    orderTypes: ['text'],
    timeInForce: ['text'],
    permissionSets: optional(['text']),
  },
)
const usdmAsset = shapeOf({ text: 'asset', flag: 'marginAvailable', 'decimal|null': 'autoAssetExchange' })

/** Type and pair of the symbol, since 2026. */
const kind = shapeOf({ integer: 'st?', text: 'ps?' })
const order = shapeOf({ text: 's S o f X', decimal: 'q p ap l z', integer: 'T' })
const bracket = shapeOf({ integer: 'bs bnf bnc mi ma', number: 'mmr cf' })

export const usdmShapes: MarketShapes = {
  messages: {
    ...ofServer,
    trade: { ...trade, ...kind, X: 'text' },
    // `nq`: quantity without retail price improvement orders, since 2026.
    aggTrade: { ...shapeOf({ text: 'e s', integer: 'E', decimal: 'nq?' }), ...fills, ...kind },
    depthUpdate: { ...shapeOf({ text: 'e s', integer: 'E T U u pu' }, sides), ...kind },
    [untyped.quote]: { ...shapeOf({ text: 'e', integer: 'E T' }), ...quote, ...kind },
    kline: { ...kline, ...kind },
    '24hrTicker': { ...ticker, ...kind },
    '24hrMiniTicker': { ...miniTicker, ...kind },
    // The rate is empty for delivery contracts; `ap`: mean of the mark price over an hour, since 2025.
    markPriceUpdate: { ...shapeOf({ text: 'e s', integer: 'E T', decimal: 'p i P ap?', 'decimal|blank': 'r' }), ...kind },
    forceOrder: { ...shapeOf({ text: 'e', integer: 'E' }, { o: { ...order, ...kind } }), ...kind },
    contractInfo: {
      ...shapeOf({ text: 'e s ps cs', 'text|blank': 'ct', integer: 'E dt ot st?' }),
      bks: optional([bracket]),
    },
  },
  replies: {
    'rest.depth': { ...book, E: 'integer', T: 'integer' },
    'rest.klines': klineRows,
    'rest.trades': [{ ...tradeRow, isRPITrade: 'flag?' }],
    'rest.aggTrades': [fills],
    'rest.seek': [fills],
    'rest.ticker': dayReply,
    'rest.bookTicker': { ...topReply, time: 'integer', lastUpdateId: 'integer?' },
    'rest.premiumIndex': shapeOf({
      text: 'symbol',
      decimal: 'markPrice indexPrice estimatedSettlePrice',
      'decimal|blank': 'lastFundingRate interestRate',
      integer: 'nextFundingTime time',
    }),
    // The mark price is empty for rates before 2023.
    'rest.fundingRate': [shapeOf({ text: 'symbol', decimal: 'fundingRate', integer: 'fundingTime', 'decimal|blank': 'markPrice?' })],
    'rest.openInterest': shapeOf({ text: 'symbol', decimal: 'openInterest', integer: 'time' }),
    'rest.exchangeInfo': { ...exchangeInfo, futuresType: 'text', symbols: [usdmSymbol], assets: [usdmAsset] },
  },
}
