/** A frame as the venue documents it and nobody has recorded it; `request` goes with a reply. */
export interface DocumentedFrame {
  readonly channel: string
  readonly text: string
  readonly request?: Readonly<Record<string, string>>
}

const message = (value: unknown): DocumentedFrame => ({ channel: 'ws', text: JSON.stringify(value) })
const streamed = (stream: string, data: unknown): DocumentedFrame => message({ stream, data })
const reply = (channel: string, value: unknown): DocumentedFrame => ({
  channel: `rest.${channel}`,
  text: JSON.stringify(value),
  request: { symbol: 'BTCUSDT', interval: '1m' },
})

const amounts = { c: '61685.99', o: '60011.01', h: '62000.00', l: '59800.50', v: '10250.113', q: '624500123.45' }
const mini = { e: '24hrMiniTicker', E: 1_723_161_600_123, s: 'BTCUSDT', ...amounts }
const window = { O: 1_723_075_200_000, C: 1_723_161_600_000, F: 100, L: 1_100, n: 1_001 }
const change = { p: '-1674.98', P: '-2.791', w: '60925.20' }
const kline = { t: 1_723_161_600_000, T: 1_723_161_659_999, s: 'BTCUSDT', i: '1m', f: -1, L: -1, ...amounts, n: 0, x: true }
const day = {
  symbol: 'BTCUSDT',
  priceChange: '-1674.98',
  priceChangePercent: '-2.791',
  weightedAvgPrice: '60925.20',
  lastPrice: '61685.99',
  lastQty: '0.005',
  openPrice: '60011.01',
  highPrice: '62000.00',
  lowPrice: '59800.50',
  volume: '10250.113',
  quoteVolume: '624500123.45',
  openTime: 1_723_075_200_000,
  closeTime: 1_723_161_600_000,
  firstId: 100,
  lastId: 1_100,
  count: 1_001,
}
const top = { bidPrice: '61685.98', bidQty: '1.5', askPrice: '61685.99', askQty: '0.25' }
const limit = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 }
/** To what we send, and of the server itself. */
const answers = [
  message({ result: null, id: 7 }),
  message({ error: { code: 2, msg: 'Invalid request: invalid stream' }, id: 8 }),
  message({ code: 0, msg: 'Unknown property', id: 9 }),
  message({ code: 3, msg: 'Invalid JSON' }),
  message({ e: 'serverShutdown', E: 1_723_161_600_123 }),
  message({ event: { e: 'serverShutdown', E: 1_723_161_600_123 } }),
]

const spotSymbol = {
  symbol: 'BTCUSDT',
  status: 'TRADING',
  baseAsset: 'BTC',
  baseAssetPrecision: 8,
  quoteAsset: 'USDT',
  quotePrecision: 8,
  quoteAssetPrecision: 8,
  baseCommissionPrecision: 8,
  quoteCommissionPrecision: 8,
  orderTypes: ['LIMIT', 'MARKET'],
  icebergAllowed: true,
  ocoAllowed: true,
  otoAllowed: true,
  opoAllowed: true,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: true,
  cancelReplaceAllowed: true,
  amendAllowed: true,
  pegInstructionsAllowed: true,
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: true,
  filters: [
    { filterType: 'NOTIONAL', minNotional: '5.0', applyMinToMarket: true, maxNotional: '9.0', applyMaxToMarket: false, avgPriceMins: 5 },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '5',
      bidMultiplierDown: '0.2',
      askMultiplierUp: '5',
      askMultiplierDown: '0.2',
      avgPriceMins: 5,
    },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2_000,
      minTrailingBelowDelta: 10,
      maxTrailingBelowDelta: 2_000,
    },
    { filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 5 },
    { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 10 },
    { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 20 },
  ],
  permissions: [],
  permissionSets: [['SPOT'], ['SPOT', 'MARGIN', 'TRD_GRP_004']],
  defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
  allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT'],
}

/** https://developers.binance.com/docs/binance-spot-api-docs (2026-11-20) */
export const spotDocumented: readonly DocumentedFrame[] = [
  ...answers,
  streamed('!miniTicker@arr', [mini, { ...mini, s: 'ETHBTC' }]),
  streamed('btcusdt@miniTicker', mini),
  ...[5, 10, 20].map((depth) =>
    streamed(`btcusdt@depth${depth}@100ms`, { lastUpdateId: 160, bids: [['61685.98', '1.5']], asks: [['61685.99', '0.25']] }),
  ),
  // Ids of both orders, until 2024.
  streamed('btcusdt@trade', {
    e: 'trade',
    E: 1_640_000_000_123,
    s: 'BTCUSDT',
    t: 12_345,
    p: '61685.99',
    q: '0.005',
    b: 88,
    a: 50,
    T: 1_640_000_000_120,
    m: true,
    M: true,
  }),
  reply('ticker', { ...day, ...top, prevClosePrice: '63360.97' }),
  reply('ticker', [{ ...day, ...top, prevClosePrice: '63360.97' }]),
  reply('bookTicker', [{ symbol: 'BTCUSDT', ...top }]),
  reply('seek', [{ a: 26_129, p: '61685.99', q: '0.5', f: 27_781, l: 27_781, T: 1_723_161_600_120, m: true, M: true }]),
  reply('exchangeInfo', {
    timezone: 'UTC',
    serverTime: 1_723_161_600_123,
    rateLimits: [limit],
    exchangeFilters: [],
    symbols: [spotSymbol],
    sors: [{ baseAsset: 'BTC', symbols: ['BTCUSDT', 'BTCUSDC'] }],
  }),
]

const usdmSymbol = {
  symbol: 'BTCUSDT',
  pair: 'BTCUSDT',
  contractType: 'PERPETUAL',
  deliveryDate: 4_133_404_800_000,
  onboardDate: 1_569_398_400_000,
  status: 'TRADING',
  maintMarginPercent: '2.5000',
  requiredMarginPercent: '5.0000',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  pricePrecision: 2,
  quantityPrecision: 3,
  baseAssetPrecision: 8,
  quotePrecision: 8,
  underlyingType: 'COIN',
  underlyingSubType: ['PoW'],
  triggerProtect: '0.0500',
  liquidationFee: '0.012500',
  marketTakeBound: '0.05',
  maxMoveOrderLimit: 10_000,
  filters: [
    { filterType: 'PRICE_FILTER', minPrice: '261.10', maxPrice: '809484', tickSize: '0.10' },
    { filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' },
  ],
  orderTypes: ['LIMIT', 'MARKET'],
  timeInForce: ['GTC', 'GTD'],
  permissionSets: ['GRID', 'COPY', 'DCA'],
}

const mark = {
  e: 'markPriceUpdate',
  E: 1_723_161_600_000,
  s: 'BTCUSDT',
  p: '61685.99',
  i: '61690.1',
  P: '61680.2',
  r: '0.00010000',
  T: 1_723_190_400_000,
}
const bracket = { bs: 1, bnf: 0, bnc: 25_000, mmr: 0.03, cf: 0.5, mi: 11, ma: 20 }
const contract = {
  e: 'contractInfo',
  E: 1_723_161_600_000,
  s: 'BTCUSDT',
  ps: 'BTCUSDT',
  ct: 'PERPETUAL',
  dt: 4_133_404_800_000,
  ot: 1_569_398_400_000,
  cs: 'TRADING',
}
const order = { s: 'BTCUSDT', S: 'SELL', o: 'LIMIT', f: 'IOC', q: '0.014', p: '9910', ap: '9910.1', X: 'FILLED', l: '0.014', z: '0.014' }
const index = {
  symbol: 'BTCUSDT',
  markPrice: '61685.99',
  indexPrice: '61690.1',
  estimatedSettlePrice: '61680.2',
  lastFundingRate: '0.0001',
  interestRate: '0.0001',
  nextFundingTime: 1_723_190_400_000,
  time: 1_723_161_600_123,
}
const diff = {
  e: 'depthUpdate',
  E: 1_723_161_600_123,
  T: 1_723_161_600_120,
  s: 'BTCUSDT',
  U: 157,
  u: 160,
  pu: 149,
  b: [['61685.98', '1.5']],
  a: [['61685.99', '0']],
  st: 1,
}
const fill = { a: 5_933_014, p: '61685.99', q: '0.1', f: 100, l: 105, T: 1_723_161_600_120, m: true }
const row = { id: 28_457, price: '61685.99', qty: '1.2', quoteQty: '74023.18', time: 1_723_161_600_123, isBuyerMaker: true }

/** https://developers.binance.com/docs/derivatives/usds-margined-futures (2026-11-20) */
export const usdmDocumented: readonly DocumentedFrame[] = [
  ...answers,
  streamed('!miniTicker@arr', [mini, { ...mini, s: 'ETHUSDT', st: 1, ps: 'ETHUSDT' }]),
  streamed('btcusdt@miniTicker', mini),
  streamed('btcusdt@miniTicker', { ...mini, st: 1, ps: 'BTCUSDT' }),
  streamed('btcusdt@ticker', { ...mini, ...change, e: '24hrTicker', Q: '0.002', ...window, st: 1, ps: 'BTCUSDT' }),
  streamed('btcusdt@markPrice', { ...mark, ap: '61684.2', st: 1, ps: 'BTCUSDT' }),
  streamed('!ticker@arr', [{ ...mini, ...change, e: '24hrTicker', Q: '0.002', ...window, st: 1, ps: 'BTCUSDT' }]),
  streamed('btcusdt@kline_1m', {
    e: 'kline',
    E: 1_723_161_660_010,
    s: 'BTCUSDT',
    k: { ...kline, V: '0', Q: '0', B: '0' },
    st: 1,
    ps: 'BTCUSDT',
  }),
  streamed('!markPrice@arr@1s', [
    mark,
    { ...mark, s: 'BTCUSDT_210625', r: '', T: 0 },
    { ...mark, s: 'ETHUSDT', ap: '61684.2', st: 1, ps: 'ETHUSDT' },
  ]),
  // Delivery contracts have no funding.
  streamed('btcusdt_210625@markPrice', { ...mark, s: 'BTCUSDT_210625', r: '', T: 0 }),
  ...[5, 10, 20].map((depth) => streamed(`btcusdt@depth${depth}@100ms`, diff)),
  streamed('!forceOrder@arr', { e: 'forceOrder', E: 1_723_161_600_123, o: { ...order, T: 1_723_161_600_120 } }),
  streamed('btcusdt@forceOrder', {
    e: 'forceOrder',
    E: 1_723_161_600_123,
    o: { ...order, T: 1_723_161_600_120, st: 1, ps: 'BTCUSDT' },
    st: 1,
    ps: 'BTCUSDT',
  }),
  streamed('!contractInfo', { ...contract, bks: [bracket, { ...bracket, bs: 2, mmr: 0.05, cf: 500 }] }),
  streamed('!contractInfo', { ...contract, ct: '', cs: 'PENDING_TRADING', st: 1 }),
  streamed('btcusdt@aggTrade', { e: 'aggTrade', E: 1_723_161_600_123, s: 'BTCUSDT', ...fill, nq: '0.1', st: 1, ps: 'BTCUSDT' }),
  streamed('btcusdt@trade', {
    e: 'trade',
    E: 1_723_161_600_123,
    T: 1_723_161_600_120,
    s: 'BTCUSDT',
    t: 7,
    p: '61685.99',
    q: '0.005',
    X: 'MARKET',
    m: true,
    st: 1,
    ps: 'BTCUSDT',
  }),
  reply('trades', [row, { ...row, isRPITrade: false }]),
  reply('ticker', [day]),
  reply('seek', [fill]),
  reply('bookTicker', [
    { symbol: 'BTCUSDT', ...top, time: 1_723_161_600_123, lastUpdateId: 160 },
    { symbol: 'ETHUSDT', ...top, time: 1_723_161_600_123 },
  ]),
  reply('bookTicker', { symbol: 'BTCUSDT', ...top, time: 1_723_161_600_123, lastUpdateId: 160 }),
  reply('premiumIndex', { ...index, symbol: 'BTCUSDT_210625', lastFundingRate: '', interestRate: '', nextFundingTime: 0 }),
  reply('premiumIndex', [index, { ...index, symbol: 'BTCUSDT_210625', lastFundingRate: '', interestRate: '', nextFundingTime: 0 }]),
  reply('fundingRate', [
    { symbol: 'BTCUSDT', fundingRate: '0.0001', fundingTime: 1_723_161_600_000, markPrice: '61685.99' },
    { symbol: 'BTCUSDT', fundingRate: '0.0001', fundingTime: 1_570_608_000_000, markPrice: '' },
  ]),
  reply('exchangeInfo', {
    timezone: 'UTC',
    serverTime: 1_723_161_600_123,
    futuresType: 'U_MARGINED',
    rateLimits: [limit],
    exchangeFilters: [],
    assets: [{ asset: 'BNB', marginAvailable: true, autoAssetExchange: null }],
    symbols: [usdmSymbol, { ...usdmSymbol, symbol: 'NEWUSDT', contractType: '', status: 'PENDING_TRADING' }],
  }),
]
