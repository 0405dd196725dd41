import { configError, type EventKind, type EventLayout } from '../contracts/index.ts'
import { flag, json, number, numbers, text, texts, time, word, type ColumnField } from './field.ts'

/** An event layout whose columns carry descriptions and table names. */
export interface KindLayout extends EventLayout {
  readonly columns: readonly ColumnField[]
}

const interval: ColumnField = word('interval', 'Interval (`1m`) or activity (`tick:100`) of the bars')
const maybeInterval: ColumnField = word.maybe('interval', 'Interval (`1m`) or activity (`tick:100`) of the bars')
const statedOn: ColumnField = time.maybe('openTime', 'Open time of the bar at whose close this was stated', 'ms')
const origin: ColumnField = word('origin', '`venue`, or `derived` by Feedloom')
const tape: ColumnField = word.maybe('tape', 'Consolidated tape of a US equity: A, B, C')
const conditions: ColumnField = texts.maybe('conditions', 'Condition codes of the venue')
const bids: ColumnField = numbers('bids', 'Bid levels, best first: price, size, price, size, ...', 'quote, base')
const asks: ColumnField = numbers('asks', 'Ask levels, best first: price, size, price, size, ...', 'quote, base')

const fields = {
  trade: [
    number('price', 'Price of the trade', 'quote'),
    number('size', 'Size of the trade', 'base'),
    word('side', 'Side of the taker: buy, sell, unknown'),
    text.maybe('id', "The venue's id, as text", undefined, 'trade_id'),
    text.maybe('firstId', 'First raw trade inside an aggregate trade'),
    text.maybe('lastId', 'Last raw trade inside an aggregate trade'),
    conditions,
    word.maybe('printVenue', 'Venue code of the print'),
    tape,
  ],
  'trade.correction': [
    word('action', 'correct, cancel, error'),
    text('originalId', 'Id of the trade that is changed'),
    number('originalPrice', 'Its price', 'quote'),
    number('originalSize', 'Its size', 'base'),
    text.maybe('correctedId', 'Id after the correction'),
    number.maybe('correctedPrice', 'Price after the correction', 'quote'),
    number.maybe('correctedSize', 'Size after the correction', 'base'),
    word.maybe('printVenue', 'Venue code of the print'),
    tape,
  ],
  quote: [
    number('bidPrice', 'Best bid; NaN when there is none', 'quote'),
    number('bidSize', 'Size at the best bid', 'base'),
    number('askPrice', 'Best ask; NaN when there is none', 'quote'),
    number('askSize', 'Size at the best ask', 'base'),
    number.maybe('sequence', "The venue's update id"),
    conditions,
    word.maybe('bidVenue', 'Venue code of the bid'),
    word.maybe('askVenue', 'Venue code of the ask'),
    tape,
  ],
  ticker: [
    number('last', 'Last price', 'quote', 'last_price'),
    number.maybe('lastSize', 'Size of the last trade', 'base'),
    number.maybe('open', 'First price of the window', 'quote', 'open_price'),
    number.maybe('high', 'Highest price of the window', 'quote', 'high_price'),
    number.maybe('low', 'Lowest price of the window', 'quote', 'low_price'),
    number.maybe('volume', 'Volume of the window', 'base'),
    number.maybe('quoteVolume', 'Turnover of the window', 'quote'),
    number.maybe('vwap', 'Volume-weighted average price of the window', 'quote'),
    number.maybe('trades', 'Trades in the window'),
    number.maybe('bidPrice', 'Best bid', 'quote'),
    number.maybe('bidSize', 'Size at the best bid', 'base'),
    number.maybe('askPrice', 'Best ask', 'quote'),
    number.maybe('askSize', 'Size at the best ask', 'base'),
    time.maybe('openTime', 'Begin of the window', 'ms'),
  ],
  bar: [
    interval,
    time('openTime', 'Begin of the bar', 'ms'),
    time('closeTime', 'Last millisecond inside the bar', 'ms'),
    number('open', 'First price', 'quote'),
    number('high', 'Highest price', 'quote'),
    number('low', 'Lowest price', 'quote'),
    number('close', 'Last price', 'quote'),
    number('volume', 'Volume', 'base'),
    number.maybe('quoteVolume', 'Turnover', 'quote'),
    number.maybe('trades', 'Number of trades'),
    number.maybe('takerBuyVolume', 'Volume bought by takers', 'base'),
    number.maybe('vwap', 'Volume-weighted average price', 'quote'),
    flag('final', 'False while the bar can still change'),
    origin,
  ],
  'book.snapshot': [
    bids,
    asks,
    number.maybe('depth', 'Levels a side that are true; unknown means the full book'),
    number.maybe('sequence', "The venue's sequence number"),
  ],
  'book.delta': [
    numbers('bids', 'Changed bid levels: price, new size, ...; size 0 removes', 'quote, base'),
    numbers('asks', 'Changed ask levels: price, new size, ...; size 0 removes', 'quote, base'),
    number.maybe('firstSequence', 'First sequence number in the delta'),
    number.maybe('lastSequence', 'Last sequence number in the delta'),
    number.maybe('prevSequence', 'Last sequence number of the delta before'),
  ],
  mark: [
    number('markPrice', 'Mark price', 'quote'),
    number.maybe('indexPrice', 'Index price', 'quote'),
    number.maybe('settlePrice', 'Estimated settlement price', 'quote'),
  ],
  funding: [
    number('rate', 'Funding rate per interval, as a fraction', undefined, 'funding_rate'),
    time.maybe('nextFundingTime', 'When it is paid next', 'ms'),
    number.maybe('intervalHours', 'Length of the funding interval', 'h', 'funding_interval_hours'),
    flag('predicted', 'True until the rate has been paid', undefined, 'funding_predicted'),
  ],
  'open-interest': [
    number('contracts', 'Open contracts', 'contracts', 'open_interest'),
    number.maybe('value', 'Their value', 'quote', 'open_interest_value'),
  ],
  liquidation: [
    word('side', 'buy closes a short, sell closes a long'),
    number('price', 'Order price', 'quote'),
    number.maybe('averagePrice', 'Average price of the fills', 'quote'),
    number('size', 'Size', 'base'),
    text.maybe('id', "The venue's id, as text", undefined, 'liquidation_id'),
  ],
  'option.quote': [
    number.maybe('bidIv', 'Implied volatility of the bid, a year, as a fraction'),
    number.maybe('askIv', 'Implied volatility of the ask, a year, as a fraction'),
    number.maybe('lastPrice', 'Last price', 'quote'),
    number.maybe('volume', 'Volume of the day', 'contracts'),
    number.maybe('openInterest', 'Open interest', 'contracts'),
    time.maybe('openInterestDate', 'Day of the open interest', 'ms'),
  ],
  'option.greeks': [
    ...['price', 'iv', 'delta', 'gamma', 'vega', 'theta', 'rho', 'dividendRho', 'vanna', 'volga', 'charm', 'veta'].map(greek),
    ...['speed', 'zomma', 'color', 'ultima'].map(greek),
    number.maybe('underlyingPrice', 'Price of the underlying', 'quote'),
    word('convention', 'Units and model'),
    word('quality', '`good`, or why a value is missing or weak'),
    origin,
  ],
  'option.chain': [
    time('expiry', 'Expiry of the chain', 'ms'),
    number.maybe('forward', 'Forward price', 'quote'),
    number.maybe('atmIv', 'Implied volatility at the money, a year, as a fraction'),
    number.maybe('putCallVolumeRatio', 'Put volume by call volume'),
    number.maybe('putCallOpenInterestRatio', 'Put open interest by call open interest'),
    number.maybe('maxPain', 'Strike of least payout', 'quote'),
    number.maybe('expectedMove', 'Expected move until expiry', 'quote'),
    number.maybe('skew', 'Skew of the volatility'),
    number.maybe('gammaExposure', 'Gamma exposure', 'quote'),
    number.maybe('deltaExposure', 'Delta exposure', 'quote'),
    number('contracts', 'Contracts in the chain'),
  ],
  indicator: [
    word('name', 'Name of the instance, e.g. rsi14'),
    word('indicator', 'Type of the indicator, e.g. rsi'),
    json('parameters', 'Parameters, as JSON'),
    texts('outputs', 'Names of the values, in order'),
    maybeInterval,
    time.maybe('openTime', 'Open time of the bar that it was computed on', 'ms'),
    numbers('values', 'One value per output'),
    flag('final', 'False for a preview of the forming bar'),
    flag('ready', 'The formula has all the inputs that it needs'),
    flag('converged', 'What came before the first input no longer matters'),
  ],
  pattern: [
    text('id', 'Id of the pattern; the same when its state changes', undefined, 'pattern_id'),
    word('name', 'Name of the pattern'),
    maybeInterval,
    statedOn,
    word('direction', 'bullish, bearish, neutral'),
    word('state', 'forming, confirmed, failed'),
    number('confidence', 'From 0 to 1'),
    numbers('bars', 'Open times of the bars that make it', 'ms'),
    numbers('prices', 'Price of its point in each of these bars', 'quote'),
    number.maybe('level', 'A close through it confirms the pattern', 'quote'),
    number.maybe('target', 'Where the move should lead', 'quote'),
    number.maybe('invalidation', 'A close beyond it refutes the pattern', 'quote'),
  ],
  level: [
    text('id', 'Id of the level, the same as long as it lives', undefined, 'level_id'),
    maybeInterval,
    statedOn,
    word('side', 'support, resistance'),
    word('state', 'formed, touched, broken, expired'),
    number('price', 'Centre of the band', 'quote'),
    number('low', 'Low end of the band', 'quote'),
    number('high', 'High end of the band', 'quote'),
    number('strength', 'From 0 to 1'),
    number('touches', 'How often the market turned there'),
    time('firstTouch', 'Open time of the bar that touched it first', 'ms'),
    time('lastTouch', 'Open time of the bar that touched it last', 'ms'),
  ],
  'volume-profile': [
    word('name', 'Name of the window, e.g. daily'),
    word('window', 'session, rolling, anchored'),
    maybeInterval,
    time('from', 'Begin of the window', 'ms', 'from_time'),
    time('to', 'End of the window', 'ms', 'to_time'),
    number('step', 'Height of a row of prices', 'quote'),
    numbers('levels', 'price, volume, price, volume, ...; ascending', 'quote, base'),
    numbers.maybe('buyVolumes', 'Bought by takers in each row', 'base'),
    numbers.maybe('sellVolumes', 'Sold by takers in each row', 'base'),
    number('volume', 'Volume of the window', 'base'),
    number('pointOfControl', 'Price with the most volume', 'quote'),
    number('valueAreaLow', 'Lowest price of the value area', 'quote'),
    number('valueAreaHigh', 'Highest price of the value area', 'quote'),
    number('valueShare', 'Share of the volume that the value area holds, as a fraction'),
    flag('final', 'False while the window can still change'),
  ],
  alert: [
    word('rule', 'Name of the rule'),
    word('severity', 'info, warning, critical'),
    text('message', 'What happened, in words'),
    number.maybe('value', 'The value that set it off'),
    number.maybe('threshold', 'What that value was compared with'),
    json.maybe('values', 'All that the rule looked at, by name, as JSON'),
    maybeInterval,
    time.maybe('openTime', 'Open time of the bar on which it came true', 'ms'),
    flag.maybe('final', 'False while that bar could still change'),
  ],
  mover: [
    word('window', 'Width of the window, e.g. 24h', undefined, 'time_window'),
    time('from', 'Begin of what the values are of', 'ms', 'from_time'),
    time('to', 'End of it, exclusive', 'ms', 'to_time'),
    flag('full', 'The values are of the whole window, without a hole', undefined, 'is_full'),
    number('missingMs', 'How much of the window nothing is known of', 'ms'),
    number('price', 'Last price', 'quote'),
    number.maybe('changePercent', 'Change of the price in the window', '%'),
    number.maybe('rangePercent', 'From the lowest to the highest price', '%'),
    number.maybe('volume', 'Volume in the window', 'base'),
    number.maybe('quoteVolume', 'Turnover in the window', 'quote'),
    number.maybe('relativeVolume', 'Volume by the mean volume of the windows before'),
    number('baseline', 'Windows that this mean is of'),
    number('universe', 'Instruments that were ranked'),
    number.maybe('gainerRank', '1 = the largest rise'),
    number.maybe('loserRank', '1 = the largest fall'),
    number.maybe('activeRank', '1 = the most active'),
  ],
  status: [word('state', 'trading, halted, auction, closed, delisted'), text.maybe('reason', 'Why, as the venue says it')],
  'price-band': [
    number('upper', 'Upper limit', 'quote', 'upper_price'),
    number('lower', 'Lower limit', 'quote', 'lower_price'),
    word.maybe('indicator', "The venue's indicator of the band"),
  ],
  news: [
    text('id', "The publisher's id, as text", undefined, 'news_id'),
    text('headline', 'Headline'),
    text.maybe('summary', 'Summary'),
    text.maybe('url', 'Where to read on'),
    word.maybe('source', 'Publisher'),
    texts('symbols', 'Symbols that it is about'),
  ],
  'corporate-action': [
    word('action', 'split, dividend, merger, spin-off, name-change, rights'),
    time.maybe('exDate', 'First day without the right', 'ms'),
    time.maybe('payDate', 'Day of payment', 'ms'),
    number.maybe('rate', 'New shares per old share, or cash per share in quote units'),
    text.maybe('details', 'Details, as the source says them'),
  ],
  gap: [
    text('id', 'Id of the gap; the same when its state changes', undefined, 'gap_id'),
    word('dataKind', 'What is missing: trade, book, bar, ...'),
    maybeInterval,
    time.maybe('from', 'Receive time of the last good event', 'ms', 'from_time'),
    time.maybe('to', 'End of the hole; unknown while it is open', 'ms', 'to_time'),
    text.maybe('fromId', 'First missing id or sequence number'),
    text.maybe('toId', 'Last missing id or sequence number'),
    word('cause', 'disconnect, sequence, checksum, silence, overflow, decode, drift, restart'),
    word('state', 'suspected, healing, healed, lost'),
    word.maybe('healedBy', 'What filled it'),
    text.maybe('reason', 'Why nothing could fill it'),
    word.maybe('component', 'Where data was lost on this side'),
    number.maybe('missing', 'Events known to be missing'),
  ],
} satisfies Readonly<Record<string, readonly ColumnField[]>>

function greek(name: string): ColumnField {
  return number.maybe(name, `${name[0]?.toUpperCase()}${name.slice(1)} of the option, in the units of the convention`)
}

/** The layout of every event kind of the contracts. */
export const layouts: Readonly<Record<EventKind, KindLayout>> = Object.fromEntries(
  Object.entries(fields).map(([kind, columns]) => [kind, { kind, columns }]),
) as unknown as Record<EventKind, KindLayout>

/**
 * The layout of a kind: ours, or one that a plugin declared (`extra`). Throws `FEEDLOOM_LAYOUT_UNKNOWN` (config) when
 * neither has it.
 */
export function layoutOf(kind: string, extra: readonly EventLayout[] = []): EventLayout {
  const layout = (layouts as Readonly<Record<string, EventLayout>>)[kind] ?? extra.find((candidate) => candidate.kind === kind)
  if (layout === undefined) {
    throw configError('FEEDLOOM_LAYOUT_UNKNOWN', `no layout is declared for events of kind \`${kind}\``, {
      hint: 'A plugin that adds an event kind lists its columns under `events` of its definition.',
    })
  }
  return layout
}
