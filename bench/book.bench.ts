/** Recorded depth from bytes to a book whose best prices can be read: Feedloom against tardis-dev, ccxt and a plain map. */
import { createTrackers } from '@feedloom/core/books'
import { Instruments, RunWriter } from '@feedloom/core/events'
import { spotNormalizer, usdmNormalizer } from '@feedloom/exchange-binance'
import { type Frame, firstBody, framesByType } from './parts/frames.ts'
import { finish, goal, heading, median, ns, nsPer, type Row, table, times } from './parts/report.ts'
import { ccxtBook } from './peers/ccxt.ts'
import { mapBook } from './peers/map-book.ts'
import { type BookUnderTest, tardisBook } from './peers/tardis-book.ts'

const rounds = 5
const goalRatio = 4
/** A book that is collected takes the code that was compiled for it along; a process that runs keeps its books. */
const kept: BookUnderTest[] = []

/** What the engine does with a depth frame up to the book: decode, check continuity, apply. */
function feedloomBook(futures: boolean, nativeSymbol: string, depthSnapshot: string): BookUnderTest {
  const factory = futures ? usdmNormalizer : spotNormalizer
  const venue = factory.venue
  const instruments = new Instruments()
  const fields = factory.inferInstrument?.(nativeSymbol)
  const [instrument] = fields === undefined ? [] : instruments.define([fields]).added
  if (instrument === undefined) throw new Error(`${nativeSymbol} cannot be inferred`)
  const normalizer = factory.create({ venue, instruments, report: () => undefined })
  const trackers = createTrackers(factory, { publish: () => undefined, gap: () => undefined, repair: () => true })
  const writer = new RunWriter()
  const enter = (channel: string, payload: Uint8Array, tsRecv: number, request: Record<string, string> | undefined): void => {
    writer.begin(tsRecv, 'bench', 'replay')
    normalizer.normalize({ venue, channel, payload, tsRecv, connection: 'public#0', epoch: 0, request }, writer)
    for (const run of writer.finish()) trackers.track(run, 'public#0', 0)
  }
  enter('rest.depth', Buffer.from(depthSnapshot), 0, { symbol: nativeSymbol, limit: '1000' })
  const best = (): readonly [number, number] => {
    const book = trackers.book(instrument)
    return book?.state === 'good' ? [book.bestBid, book.bestAsk] : [Number.NaN, Number.NaN]
  }
  return { take: ({ payload, tsRecv }) => enter('ws', payload, tsRecv, undefined), best }
}

function timed(frames: readonly Frame[], book: BookUnderTest): number {
  global.gc?.()
  return nsPer(frames.length, 1, () => {
    for (const frame of frames) book.take(frame)
  })
}

async function measure(market: 'binance-spot' | 'binance-usdm', rows: Row[]): Promise<number> {
  const futures = market === 'binance-usdm'
  const folder = `../shared/fixtures/${market}/`
  const recorded = (await framesByType(`${folder}btcusdt-20240808.ws.jsonl.gz`)).get('depth') ?? []
  const snapshot = await firstBody(`${folder}btcusdt-20240808.rest-depth.jsonl.gz`)
  // Only diffs from the snapshot on: what comes before it costs each of them something else.
  const { lastUpdateId } = JSON.parse(snapshot) as { lastUpdateId: number }
  const frames = recorded.filter(({ payload }) => Number(/"u":(\d+)/.exec(payload.toString())?.[1]) > lastUpdateId)
  const symbol = futures ? 'BTC/USDT:USDT' : 'BTC/USDT'
  const makers: readonly (() => BookUnderTest)[] = [
    () => feedloomBook(futures, 'BTCUSDT', snapshot),
    () => tardisBook(futures, 'BTCUSDT', snapshot),
    () => ccxtBook({ nativeSymbol: 'BTCUSDT', symbol, base: 'BTC', quote: 'USDT', futures }, snapshot),
    () => mapBook(snapshot),
  ]
  const ends = new Set<string>()
  // All of them in each round: what else the machine does hits them alike.
  const round = (): number[] =>
    makers.map((make) => {
      const book = make()
      kept.push(book)
      const cost = timed(frames, book)
      ends.add(book.best().join())
      return cost
    })
  // Not counted: code is compiled.
  round()
  const measured = Array.from({ length: rounds }, round)
  if (ends.size !== 1) throw new Error(`the books end differently: ${[...ends].join(' | ')}`)
  const costs = makers.map((_, i) => median(measured.map((cost) => cost[i] ?? Number.NaN)))
  const ratios = makers.map((_, i) => median(measured.map((cost) => (cost[i] ?? Number.NaN) / (cost[0] ?? Number.NaN))))
  const levels = frames.reduce((sum, { payload }) => sum + payload.toString().split('["').length - 1, 0)
  rows.push({
    name: `${market} (${frames.length} diffs, ${(levels / frames.length).toFixed(0)} levels each)`,
    cells: [...costs.map(ns), ...ratios.slice(1).map(times)],
  })
  return ratios[1] ?? Number.NaN
}

heading(`Depth frames into a book, decode included (medians of ${rounds} passes over one recording; ratios within a pass)`)
const rows: Row[] = []
const worst = Math.min(await measure('binance-spot', rows), await measure('binance-usdm', rows))
table(['Feedloom', 'tardis-dev', 'ccxt.pro', 'map', 'tardis / Feedloom', 'ccxt / Feedloom', 'map / Feedloom'], rows)
console.log()
goal(`depth reaches the book ${times(worst)} as fast as in tardis-dev, at least ${goalRatio} times`, worst >= goalRatio)
finish()
