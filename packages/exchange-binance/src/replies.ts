import type { EventWriter, Instrument, InstrumentStatus, RawFrame } from '@feedloom/core'
import type { Directory } from './directory.ts'
import { barOf, emptySide } from './facts.ts'
import {
  decimal,
  exactJson,
  flag,
  idText,
  integer,
  isInexact,
  levelsOf,
  optionalDecimal,
  positiveDecimal,
  recordOf,
  rowsOf,
  text,
  timeOf,
} from './fields.ts'
import type {
  AggTradeRow,
  BookTickerReply,
  ExchangeInfoReply,
  FundingRateRow,
  OpenInterestReply,
  PartialDepthMessage,
  PremiumIndexReply,
  TickerReply,
  TradeRow,
} from './messages.ts'
import { predicted, writeAggregate } from './streams.ts'
import { statusOf } from './symbols.ts'

type Frame = RawFrame<Uint8Array>

/** What one normalizer remembers of replies since its last reset. */
export class ReplyState {
  /** Status by native symbol, of the last complete list and of single replies after it. */
  readonly statuses: Map<string, InstrumentStatus> = new Map()
  /** Last trade id and last closed bar by request, so that a poll does not repeat itself. */
  readonly polled: Map<string, number> = new Map()

  clear(): void {
    this.statuses.clear()
    this.polled.clear()
  }
}

/** Decodes the parsed reply of one channel. */
export type ReplyWriter = (reply: unknown, frame: Frame, directory: Directory, state: ReplyState, out: EventWriter) => void

export const replyWriters: Readonly<Record<string, ReplyWriter>> = {
  'rest.depth': writeDepthReply,
  'rest.klines': writeKlines,
  'rest.trades': writeTrades,
  'rest.aggTrades': writeAggTrades,
  'rest.ticker': (reply, frame, directory, _state, out) => eachReply(reply, frame, directory, out, writeTickerReply),
  'rest.bookTicker': (reply, frame, directory, _state, out) => eachReply(reply, frame, directory, out, writeQuoteReply),
  'rest.premiumIndex': writePremiumIndex,
  'rest.fundingRate': writeFundingRates,
  'rest.openInterest': (reply, frame, directory, _state, out) => eachReply(reply, frame, directory, out, writeOpenInterest),
  'rest.exchangeInfo': writeStatusChanges,
  // Looked up only to learn where the next page begins.
  'rest.seek': () => undefined,
}

function requested(frame: Frame, directory: Directory): Instrument {
  return directory.instrument(frame.request?.['symbol'])
}

function writeDepthReply(reply: unknown, frame: Frame, directory: Directory, _state: ReplyState, out: EventWriter): void {
  const book = recordOf(reply, 'depth') as unknown as PartialDepthMessage
  const bids = levelsOf(book.bids, 'bids')
  const asks = levelsOf(book.asks, 'asks')
  const ts = book.T === undefined ? frame.tsRecv : timeOf(book.T, 'T')
  out.bookSnapshot(requested(frame, directory), ts, bids, asks, integer(book.lastUpdateId, 'lastUpdateId'), depthOf(frame, bids, asks))
}

/** A side that fills the limit was cut there; the default limit is 100 on spot and 500 on USD-M. */
function depthOf(frame: Frame, bids: Float64Array, asks: Float64Array): number | undefined {
  const limit = Number(frame.request?.['limit'])
  const levels = Math.max(bids.length, asks.length) / 2
  return Number.isNaN(limit) || levels >= limit ? levels : undefined
}

function writeKlines(reply: unknown, frame: Frame, directory: Directory, state: ReplyState, out: EventWriter): void {
  const instrument = requested(frame, directory)
  const interval = frame.request?.['interval']
  const key = pollKey(frame)
  const rows = rowsOf(reply, 'klines')
  // Our clock may be wrong: where the request says how far the venue has come, that counts, and that it is past every bar but the last.
  const reached = Number(frame.request?.['reached'] ?? frame.request?.['sentAt'] ?? frame.tsRecv)
  for (const [i, row] of rows.entries()) {
    const cells = rowsOf(row, 'klines[]')
    const closeTime = Math.floor(timeOf(cells[6], 'closeTime'))
    const final = closeTime < reached || i < rows.length - 1
    if (isRepeated(state, key, closeTime, final)) continue
    // A closed bar happened when it closed; a forming one is as old as the reply.
    out.bar(instrument, final ? closeTime : frame.tsRecv, barOf(cells, interval, final))
  }
}

/** Polled replies overlap; the key is the request, undefined for a reply that nobody polls. */
function pollKey(frame: Frame): string | undefined {
  const request = frame.request
  return request?.['poll'] === undefined ? undefined : `${frame.channel} ${request['symbol'] ?? ''} ${request['interval'] ?? ''}`
}

function isRepeated(state: ReplyState, key: string | undefined, order: number, final: boolean): boolean {
  if (key === undefined) return false
  if (order <= (state.polled.get(key) ?? Number.NEGATIVE_INFINITY)) return true
  if (final) state.polled.set(key, order)
  return false
}

/** Rows of a page of trades that the request asked for: pages by id run past the end of a span. */
function isWanted(frame: Frame, id: string, ts: number): boolean {
  const { startTime, endTime, fromId, toId } = frame.request ?? {}
  if (startTime !== undefined && ts < Number(startTime)) return false
  // The limit is a whole millisecond, inclusive; times may carry microseconds.
  if (endTime !== undefined && ts >= Number(endTime) + 1) return false
  if (fromId !== undefined && BigInt(id) < BigInt(fromId)) return false
  return toId === undefined || BigInt(id) <= BigInt(toId)
}

function writeTrades(reply: unknown, frame: Frame, directory: Directory, state: ReplyState, out: EventWriter): void {
  const instrument = requested(frame, directory)
  const key = pollKey(frame)
  for (const trade of wholeTrades(
    exactRows(reply, frame, 'id').map((row) => recordOf(row, 'trades[]') as unknown as TradeRow),
    frame,
  )) {
    const id = idText(trade.id, 'id')
    const ts = timeOf(trade.time, 'time')
    if (!isWanted(frame, id, ts) || isRepeated(state, key, Number(id), true)) continue
    const side = flag(trade.isBuyerMaker, 'isBuyerMaker') ? 'sell' : 'buy'
    out.trade(instrument, ts, decimal(trade.price, 'price'), decimal(trade.qty, 'qty'), side, id)
  }
}

/**
 * A page that does not reach back to the first id that is wanted may begin within an aggregate trade, which is of one price
 * and side. What may be the rest of that one is left out: those before it come merged, and so whole.
 */
function wholeTrades(trades: readonly TradeRow[], { request }: Frame): readonly TradeRow[] {
  const [first] = trades
  const fromId = request?.['fromId']
  if (first === undefined || fromId === undefined || BigInt(idText(first.id, 'id')) <= BigInt(fromId)) return trades
  const at = trades.findIndex(({ price, isBuyerMaker }) => price !== first.price || isBuyerMaker !== first.isBuyerMaker)
  return at < 0 ? [] : trades.slice(at)
}

function writeAggTrades(reply: unknown, frame: Frame, directory: Directory, state: ReplyState, out: EventWriter): void {
  const instrument = requested(frame, directory)
  const key = pollKey(frame)
  for (const row of exactRows(reply, frame, 'a')) {
    const trade = recordOf(row, 'aggTrades[]') as unknown as AggTradeRow
    const id = idText(trade.a, 'a')
    if (!isWanted(frame, id, timeOf(trade.T, 'T')) || isRepeated(state, key, Number(id), true)) continue
    writeAggregate(instrument, trade, out)
  }
}

/** The rows, parsed anew where an id lost digits. */
function exactRows(reply: unknown, frame: Frame, id: string): readonly unknown[] {
  const rows = rowsOf(reply, 'trades')
  const lost = rows.some((row) => isInexact((row as Readonly<Record<string, unknown>> | null)?.[id]))
  return lost ? rowsOf(exactJson(frame.payload), 'trades') : rows
}

type EntryWriter = (entry: Readonly<Record<string, unknown>>, instrument: Instrument, frame: Frame, out: EventWriter) => void

/** One object, or an array over all symbols, in which instruments that we do not know are left out. */
function eachReply(reply: unknown, frame: Frame, directory: Directory, out: EventWriter, write: EntryWriter): void {
  if (!Array.isArray(reply)) {
    const entry = recordOf(reply, 'reply')
    write(entry, directory.instrument(entry['symbol']), frame, out)
    return
  }
  for (const item of reply) {
    const entry = recordOf(item, 'reply[]')
    const instrument = directory.find(entry['symbol'])
    if (instrument !== undefined) write(entry, instrument, frame, out)
  }
}

const writeTickerReply: EntryWriter = (entry, instrument, frame, out) => {
  const ticker = entry as unknown as TickerReply
  out.ticker(instrument, ticker.closeTime === undefined ? frame.tsRecv : timeOf(ticker.closeTime, 'closeTime'), {
    last: decimal(ticker.lastPrice, 'lastPrice'),
    lastSize: optionalDecimal(ticker.lastQty, 'lastQty'),
    open: decimal(ticker.openPrice, 'openPrice'),
    high: decimal(ticker.highPrice, 'highPrice'),
    low: decimal(ticker.lowPrice, 'lowPrice'),
    volume: decimal(ticker.volume, 'volume'),
    quoteVolume: decimal(ticker.quoteVolume, 'quoteVolume'),
    vwap: optionalDecimal(ticker.weightedAvgPrice, 'weightedAvgPrice'),
    trades: ticker.count === undefined ? undefined : integer(ticker.count, 'count'),
    bidPrice: positiveDecimal(ticker.bidPrice, 'bidPrice'),
    bidSize: optionalDecimal(ticker.bidQty, 'bidQty'),
    askPrice: positiveDecimal(ticker.askPrice, 'askPrice'),
    askSize: optionalDecimal(ticker.askQty, 'askQty'),
    openTime: ticker.openTime === undefined ? undefined : timeOf(ticker.openTime, 'openTime'),
  })
}

const writeQuoteReply: EntryWriter = (entry, instrument, frame, out) => {
  const quote = entry as unknown as BookTickerReply
  const ts = quote.time === undefined ? frame.tsRecv : timeOf(quote.time, 'time')
  const bid = emptySide(decimal(quote.bidPrice, 'bidPrice'))
  const ask = emptySide(decimal(quote.askPrice, 'askPrice'))
  const sequence = quote.lastUpdateId === undefined ? undefined : integer(quote.lastUpdateId, 'lastUpdateId')
  out.quote(instrument, ts, bid, decimal(quote.bidQty, 'bidQty'), ask, decimal(quote.askQty, 'askQty'), sequence)
}

const writeOpenInterest: EntryWriter = (entry, instrument, _frame, out) => {
  const reply = entry as unknown as OpenInterestReply
  const contracts = decimal(reply.openInterest, 'openInterest')
  out.openInterest(instrument, timeOf(reply.time, 'time'), { contracts, value: undefined })
}

/** Marks first, then rates: two runs instead of two for every instrument. */
function writePremiumIndex(reply: unknown, frame: Frame, directory: Directory, _state: ReplyState, out: EventWriter): void {
  eachReply(reply, frame, directory, out, (entry, instrument) => {
    const index = entry as unknown as PremiumIndexReply
    out.mark(instrument, timeOf(index.time, 'time'), {
      markPrice: decimal(index.markPrice, 'markPrice'),
      indexPrice: positiveDecimal(index.indexPrice, 'indexPrice'),
      settlePrice: positiveDecimal(index.estimatedSettlePrice, 'estimatedSettlePrice'),
    })
  })
  eachReply(reply, frame, directory, out, (entry, instrument) => {
    const index = entry as unknown as PremiumIndexReply
    const rate = optionalDecimal(index.lastFundingRate, 'lastFundingRate')
    if (rate !== undefined) out.funding(instrument, timeOf(index.time, 'time'), predicted(rate, index.nextFundingTime))
  })
}

function writeFundingRates(reply: unknown, frame: Frame, directory: Directory, _state: ReplyState, out: EventWriter): void {
  for (const item of rowsOf(reply, 'fundingRate')) {
    const row = recordOf(item, 'fundingRate[]') as unknown as FundingRateRow
    const instrument = directory.instrument(row.symbol ?? frame.request?.['symbol'])
    const rate = decimal(row.fundingRate, 'fundingRate')
    out.funding(instrument, timeOf(row.fundingTime, 'fundingTime'), { rate, predicted: false })
  }
}

/** The first list is the base line; from then on a status that differs, or a symbol that is gone, is an event. */
function writeStatusChanges(reply: unknown, frame: Frame, directory: Directory, state: ReplyState, out: EventWriter): void {
  const info = recordOf(reply, 'exchangeInfo') as unknown as ExchangeInfoReply
  const ts = info.serverTime === undefined ? frame.tsRecv : timeOf(info.serverTime, 'serverTime')
  const listed = new Set<string>()
  for (const item of rowsOf(info.symbols, 'symbols')) {
    const entry = recordOf(item, 'symbols[]')
    const native = text(entry['symbol'], 'symbol')
    listed.add(native)
    noteStatus(native, text(entry['status'], 'status'), ts, directory, state, out)
  }
  if (frame.request?.['symbol'] !== undefined) return
  for (const native of state.statuses.keys()) {
    if (!listed.has(native)) noteStatus(native, 'DELISTED', ts, directory, state, out)
  }
}

function noteStatus(native: string, word: string, ts: number, directory: Directory, state: ReplyState, out: EventWriter): void {
  const status = word === 'DELISTED' ? 'delisted' : statusOf(word)
  const before = state.statuses.get(native)
  if (before === status) return
  state.statuses.set(native, status)
  const instrument = before === undefined ? undefined : directory.find(native)
  if (instrument !== undefined) out.status(instrument, ts, { state: status, reason: word })
}
