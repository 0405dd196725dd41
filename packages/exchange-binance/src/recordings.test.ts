import { readFileSync } from 'node:fs'
import type { EventKind, EventMap } from '@feedloom/core'
import { sharedPath } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { spotNormalizer, usdmNormalizer } from './normalizer.ts'
import { type ExpectedKline, type ExpectedQuote, type ExpectedSet, type ExpectedTrade, replay } from './test/recorded-set.ts'
import { type Book, booksOf, hashOf, inOrder } from './test/witness-book.ts'

const sets = [
  { folder: 'binance-spot', name: 'btcusdt-20240808', factory: spotNormalizer },
  { folder: 'binance-spot', name: 'multi-20211011', factory: spotNormalizer },
  { folder: 'binance-usdm', name: 'btcusdt-20240808', factory: usdmNormalizer },
  { folder: 'binance-usdm', name: 'multi-20210722', factory: usdmNormalizer },
] as const

const available = sharedPath('fixtures', 'binance-spot', 'expected.json') !== undefined

/** Exact decimal with 16 places. */
function scaled(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(16, '0'))
}
/** A price or size has at most 8 places: exact in units of 1e-8. */
const units = (value: number): bigint => BigInt(Math.round(value * 1e8))

function expectTop(book: Book, top: ExpectedSet['books'][number]['top10']): void {
  const numbers = (levels: readonly [string, string][]): number[][] => levels.map(([price, size]) => [Number(price), Number(size)])
  expect(inOrder(book.bids, true).slice(0, 10)).toEqual(numbers(top.bids))
  expect(inOrder(book.asks, false).slice(0, 10)).toEqual(numbers(top.asks))
}

describe.skipIf(!available).each(sets)('$folder/$name', ({ folder, name, factory }) => {
  const file = sharedPath('fixtures', folder, 'expected.json')
  const expected =
    file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as { sets: Record<string, ExpectedSet> }).sets[name]
  const set = expected as ExpectedSet
  const replayed = available ? replay(folder, name, factory) : Promise.resolve({ events: [], frames: {} })
  const of = async <K extends EventKind>(kind: K, symbol: string): Promise<EventMap[K][]> =>
    (await replayed).events.filter((event) => event.kind === kind && event.instrument.nativeSymbol === symbol) as EventMap[K][]

  it('turns every frame into one event', async () => {
    const { frames, events } = await replayed
    const snapshots = events.filter(({ kind }) => kind === 'book.snapshot').length
    expect(frames).toEqual(set.byStream)
    expect(events.length - snapshots).toBe(Object.values(set.byStream).reduce((sum, count) => sum + count, 0))
  })

  it('keeps trades exactly: count, ends, sums, sides', async () => {
    for (const wanted of set.trades) {
      const trades = (await of('trade', wanted.symbol)).filter((trade) => (trade.aggregate === undefined) === (wanted.type === 'trade'))
      const facts = (trade: EventMap['trade'] | undefined): unknown => [trade?.id, trade?.price, trade?.size, trade?.ts, trade?.side]
      const ends = (trade: ExpectedTrade): unknown => [
        String(trade.id),
        Number(trade.price),
        Number(trade.qty),
        trade.time,
        trade.takerSide,
      ]
      expect(trades.length).toBe(wanted.count)
      expect(facts(trades[0])).toEqual(ends(wanted.first))
      expect(facts(trades.at(-1))).toEqual(ends(wanted.last))
      expect(trades.reduce((sum, { size }) => sum + units(size) * 100_000_000n, 0n)).toBe(scaled(wanted.sumQty))
      expect(trades.reduce((sum, { price, size }) => sum + units(price) * units(size), 0n)).toBe(scaled(wanted.sumQuote))
      expect(Math.min(...trades.map(({ price }) => price))).toBe(Number(wanted.minPrice))
      expect(Math.max(...trades.map(({ price }) => price))).toBe(Number(wanted.maxPrice))
      expect(trades.filter(({ side }) => side === 'sell').length).toBe(wanted.buyerIsMakerCount)
    }
  })

  it('keeps quotes exactly, and their time only where the venue sends one', async () => {
    for (const wanted of set.bookTicker) {
      const quotes = await of('quote', wanted.symbol)
      const facts = (quote: EventMap['quote'] | undefined): unknown => [
        quote?.sequence,
        quote?.bidPrice,
        quote?.bidSize,
        quote?.askPrice,
        quote?.askSize,
      ]
      const ends = (quote: ExpectedQuote): unknown => [
        quote.u,
        Number(quote.bid),
        Number(quote.bidQty),
        Number(quote.ask),
        Number(quote.askQty),
      ]
      expect(quotes.length).toBe(wanted.count)
      expect(facts(quotes[0])).toEqual(ends(wanted.first))
      expect(facts(quotes.at(-1))).toEqual(ends(wanted.last))
      expect(quotes.every((quote) => (quote.ts === quote.tsRecv) === (folder === 'binance-spot'))).toBe(true)
    }
  })

  it('keeps bars exactly', async () => {
    for (const wanted of set.klines) {
      const bars = await of('bar', wanted.symbol)
      const facts = ({
        ts,
        openTime,
        closeTime,
        open,
        high,
        low,
        close,
        volume,
        quoteVolume,
        trades,
        final,
      }: (typeof bars)[number]): unknown => [ts, openTime, closeTime, open, high, low, close, volume, quoteVolume, trades, final]
      const wantedFacts = (k: ExpectedKline): unknown => [
        k.eventTime,
        k.openTime,
        k.closeTime,
        Number(k.open),
        Number(k.high),
        Number(k.low),
        Number(k.close),
        Number(k.volume),
        Number(k.quoteVolume),
        k.trades,
        k.isClosed,
      ]
      expect(bars.length).toBe(wanted.updates)
      expect(bars.filter(({ final }) => final).map(facts)).toEqual(wanted.closed.map(wantedFacts))
      expect(facts(bars.at(-1) as (typeof bars)[number])).toEqual(wantedFacts(wanted.last))
    }
  })

  it('ends with the recorded books when the rules of the venue are obeyed', async () => {
    const books = booksOf((await replayed).events, factory)
    for (const wanted of set.books) {
      const book = books.get(wanted.symbol) as Book
      expect([book.sequence, book.applied, book.discarded, book.gaps]).toEqual([wanted.finalUpdateId, wanted.applied, wanted.discarded, 0])
      expect([book.bids.size, book.asks.size]).toEqual([wanted.bidLevels, wanted.askLevels])
      expect([book.first?.firstSequence, book.first?.lastSequence]).toEqual([wanted.firstApplicable.U, wanted.firstApplicable.u])
      expectTop(book, wanted.top10)
      expect(hashOf(book)).toBe(wanted.fullBookSha256)
    }
  })
})

interface Fault {
  readonly dropLine: number
  readonly firstEventAfterGap: { readonly U: number; readonly u: number }
  readonly expectedFinalUpdateId: number
  readonly expectedTop10: ExpectedSet['books'][number]['top10']
}

describe.skipIf(!available).each(sets.filter(({ name }) => name === 'btcusdt-20240808'))('a diff missing from $folder', (set) => {
  it('is one gap, mended by the next snapshot', async () => {
    const fault = JSON.parse(readFileSync(sharedPath('fixtures', set.folder, `${set.name}.fault.json`) as string, 'utf8')) as Fault
    const { events } = await replay(set.folder, set.name, set.factory, fault.dropLine)
    const book = booksOf(events, set.factory).get('BTCUSDT') as Book
    expect([book.gaps, book.sequence]).toEqual([1, fault.expectedFinalUpdateId])
    expectTop(book, fault.expectedTop10)
  })
})

describe.skipIf(!available)('the 2024 spot recording', () => {
  it('keeps events whose venue time lies after the receive time: that recorder ran 1.25 s behind', async () => {
    const { events } = await replay('binance-spot', 'btcusdt-20240808', spotNormalizer)
    const late = events.filter(({ kind, ts, tsRecv }) => kind === 'book.delta' && tsRecv - ts < -1200)
    expect(late.length).toBe(3451)
  })
})
