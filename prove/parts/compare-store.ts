import { createHash } from 'node:crypto'
import type { Bar, EventKind, EventMap, EventStore, InstrumentRegistry, Levels, Quote, ReadQuery, Trade } from '@feedloom/core'
import { OrderBook } from '@feedloom/core/books'
import { fromColumns } from '@feedloom/core/columns'
import { systemClock } from '@feedloom/core/engine'
import { Instruments } from '@feedloom/core/events'
import { DuckdbStore } from '@feedloom/storage-duckdb'
import type { ExpectedBook, ExpectedCandle, ExpectedKlines, ExpectedQuotes, ExpectedSet, ExpectedTrades, Pairs } from './expected.ts'
import type { RecordedSet } from './sets.ts'

/** Sums of thousands of doubles are held to this, relative; everything else is held to the last bit. */
const sumTolerance = 1e-12

export interface Store {
  readonly reader: EventStore
  readonly instruments: InstrumentRegistry
  readonly venue: string
}

/** Counts what agreed and says what did not. */
export class Verdict {
  checks = 0
  readonly differences: string[] = []

  same(what: string, actual: unknown, expected: unknown): void {
    this.checks += 1
    if (!Object.is(actual, expected)) this.differences.push(`${what}: is ${String(actual)}, should be ${String(expected)}`)
  }

  near(what: string, actual: number, expected: number): void {
    this.checks += 1
    if (!(Math.abs(actual - expected) <= sumTolerance * Math.abs(expected))) {
      this.differences.push(`${what}: is ${actual}, should be ${expected} within ${sumTolerance}`)
    }
  }
}

/** Reads one recorded set back from a store and holds it against what was computed from the files. */
export async function compareStore(store: Store, set: ExpectedSet): Promise<Verdict> {
  const verdict = new Verdict()
  for (const expected of set.trades) await compareTrades(store, expected, verdict)
  for (const expected of set.bookTicker) await compareQuotes(store, expected, verdict)
  for (const expected of set.klines) await compareBars(store, expected, verdict)
  for (const expected of set.books) await compareBook(store, expected, verdict)
  return verdict
}

/** The same from a DuckDB file that nobody has open. */
export async function compareDuckdb(path: string, set: RecordedSet): Promise<Verdict> {
  const instruments = new Instruments()
  const store = new DuckdbStore({ path, clock: systemClock, instruments })
  await store.open()
  try {
    return await compareStore({ reader: store.reader, instruments, venue: set.venue }, set.expected)
  } finally {
    await store.close()
  }
}

async function readAll<K extends EventKind>(store: Store, query: ReadQuery<K>): Promise<EventMap[K][]> {
  const events: EventMap[K][] = []
  for await (const batch of store.reader.read({ venue: store.venue, ...query })) {
    for (const event of fromColumns(batch, store.instruments).events) events.push(event)
  }
  return events
}

async function compareTrades(store: Store, expected: ExpectedTrades, verdict: Verdict): Promise<void> {
  const all = await readAll(store, { kind: 'trade', symbol: expected.symbol })
  const trades = all.filter((trade) => (trade.aggregate !== undefined) === (expected.type === 'aggTrade'))
  const name = `${expected.symbol} ${expected.type}`
  verdict.same(`${name} count`, trades.length, expected.count)
  const edge = (which: string, trade: Trade | undefined, want: ExpectedTrades['first']): void => {
    verdict.same(`${name} ${which} id`, trade?.id, String(want.id))
    verdict.same(`${name} ${which} price`, trade?.price, Number(want.price))
    verdict.same(`${name} ${which} size`, trade?.size, Number(want.qty))
    verdict.same(`${name} ${which} time`, trade?.ts, want.time)
    verdict.same(`${name} ${which} side`, trade?.side, want.takerSide)
  }
  edge('first', trades[0], expected.first)
  edge('last', trades.at(-1), expected.last)
  verdict.near(
    `${name} sum of sizes`,
    total(trades, (trade) => trade.size),
    Number(expected.sumQty),
  )
  verdict.near(
    `${name} sum of values`,
    total(trades, (trade) => trade.price * trade.size),
    Number(expected.sumQuote),
  )
  verdict.same(`${name} lowest`, Math.min(...trades.map(({ price }) => price)), Number(expected.minPrice))
  verdict.same(`${name} highest`, Math.max(...trades.map(({ price }) => price)), Number(expected.maxPrice))
}

async function compareQuotes(store: Store, expected: ExpectedQuotes, verdict: Verdict): Promise<void> {
  const quotes = await readAll(store, { kind: 'quote', symbol: expected.symbol })
  const name = `${expected.symbol} quotes`
  verdict.same(`${name} count`, quotes.length, expected.count)
  const edge = (which: string, quote: Quote | undefined, want: ExpectedQuotes['first']): void => {
    verdict.same(`${name} ${which} sequence`, quote?.sequence, want.u)
    verdict.same(`${name} ${which} bid`, quote?.bidPrice, Number(want.bid))
    verdict.same(`${name} ${which} bid size`, quote?.bidSize, Number(want.bidQty))
    verdict.same(`${name} ${which} ask`, quote?.askPrice, Number(want.ask))
    verdict.same(`${name} ${which} ask size`, quote?.askSize, Number(want.askQty))
  }
  edge('first', quotes[0], expected.first)
  edge('last', quotes.at(-1), expected.last)
}

async function compareBars(store: Store, expected: ExpectedKlines, verdict: Verdict): Promise<void> {
  const interval = expected.interval as Bar['interval']
  const bars = await readAll(store, { kind: 'bar', symbol: expected.symbol, interval })
  const latest = new Map(bars.filter((bar) => bar.origin === 'venue').map((bar) => [bar.openTime, bar]))
  const closed = [...latest.values()].filter((bar) => bar.final)
  const name = `${expected.symbol} ${interval} bars`
  verdict.same(`${name} closed`, closed.length, expected.closed.length)
  for (const want of [...expected.closed, expected.last]) {
    compareBar(`${name} ${want.openTime}`, latest.get(want.openTime), want, verdict)
  }
}

function compareBar(name: string, bar: Bar | undefined, want: ExpectedCandle, verdict: Verdict): void {
  verdict.same(`${name} close time`, bar?.closeTime, want.closeTime)
  verdict.same(`${name} open`, bar?.open, Number(want.open))
  verdict.same(`${name} high`, bar?.high, Number(want.high))
  verdict.same(`${name} low`, bar?.low, Number(want.low))
  verdict.same(`${name} close`, bar?.close, Number(want.close))
  verdict.same(`${name} volume`, bar?.volume, Number(want.volume))
  verdict.same(`${name} quote volume`, bar?.quoteVolume, Number(want.quoteVolume))
  verdict.same(`${name} trades`, bar?.trades, want.trades)
  verdict.same(`${name} final`, bar?.final, want.isClosed)
  verdict.same(`${name} event time`, bar?.ts, want.eventTime)
}

/** The last snapshot and the deltas after it, put together again. */
async function compareBook(store: Store, expected: ExpectedBook, verdict: Verdict): Promise<void> {
  const { venue, reader } = store
  const snapshot = (await reader.nearestSnapshot(venue, expected.symbol, Number.MAX_SAFE_INTEGER))?.events[0]
  const deltas = await readAll(store, { kind: 'book.delta', symbol: expected.symbol })
  const name = `${expected.symbol} book`
  const book = new OrderBook()
  if (snapshot !== undefined) book.applySnapshot(snapshot.bids, snapshot.asks)
  const after = deltas.filter((delta) => (delta.lastSequence ?? 0) >= (snapshot?.sequence ?? 0))
  for (const delta of after) book.applyDelta(delta.bids, delta.asks)
  verdict.same(`${name} deltas`, after.length, expected.applied)
  verdict.same(`${name} last update`, after.at(-1)?.lastSequence ?? snapshot?.sequence, expected.finalUpdateId)
  verdict.same(`${name} bid levels`, book.bidLevels, expected.bidLevels)
  verdict.same(`${name} ask levels`, book.askLevels, expected.askLevels)
  const top = book.top(10)
  verdict.same(`${name} best bids`, top.bids.join(), numbersOf(expected.top10.bids).join())
  verdict.same(`${name} best asks`, top.asks.join(), numbersOf(expected.top10.asks).join())
  verdict.same(`${name} sha256`, sha256(book), expected.fullBookSha256)
}

const numbersOf = (pairs: Pairs): number[] => pairs.flatMap(([price, size]) => [Number(price), Number(size)])
const total = (trades: readonly Trade[], of: (trade: Trade) => number): number => trades.reduce((sum, trade) => sum + of(trade), 0)
const plain = (value: number): string => value.toFixed(10).replace(/\.?0+$/, '')

function sha256(book: OrderBook): string {
  const { bids, asks } = book.toSnapshot()
  return createHash('sha256')
    .update(lines('b', bids) + lines('a', asks))
    .digest('hex')
}

function lines(side: string, levels: Levels): string {
  let text = ''
  for (let i = 0; i < levels.length; i += 2) text += `${side} ${plain(levels[i] ?? 0)} ${plain(levels[i + 1] ?? 0)}\n`
  return text
}
