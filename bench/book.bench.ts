/** Recorded depth from bytes to a book whose best prices can be read: Feedloom against tardis-dev, ccxt and a plain map. */
import { createTrackers } from '@feedloom/core/books'
import { Instruments, RunWriter } from '@feedloom/core/events'
import { spotNormalizer, usdmNormalizer } from '@feedloom/exchange-binance'
import { type Course, speeds } from './parts/blast.ts'
import { type Frame, firstBody, framesByType } from './parts/frames.ts'
import { cpuNsPer, finish, goal, heading, median, ns, rate, type Row, table, times } from './parts/report.ts'
import { ccxtBook } from './peers/ccxt.ts'
import { mapBook } from './peers/map-book.ts'
import { type BookUnderTest, tardisBook } from './peers/tardis-book.ts'

const rounds = 5
const socketRounds = 3
const goals = { tardis: 4, ccxt: 5 }
/** Over a socket: books of so many symbols at once. */
const course: Course = { streams: ['depth'], symbols: 10 }
/** Books filled in one pass, one after the other, so that a pass is long enough for what comes with its beginning. */
const booksOfPass = 4

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

/** Collecting garbage goes on in threads of its own for a while after it was asked for. */
async function collected(): Promise<void> {
  global.gc?.()
  await new Promise((resolve) => setTimeout(resolve, 100))
}

function fill(books: readonly BookUnderTest[], frames: readonly Frame[]): number {
  return cpuNsPer(books.length * frames.length, () => {
    for (const book of books) for (const frame of frames) book.take(frame)
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
  // Books that are collected take the code that was compiled for them along; a process that runs keeps its books.
  const kept: (readonly BookUnderTest[])[] = []
  // All of them in each round: what else the machine does hits them alike.
  const round = async (): Promise<number[]> => {
    const costs: number[] = []
    for (const [i, make] of makers.entries()) {
      const books = Array.from({ length: booksOfPass }, make)
      await collected()
      costs.push(fill(books, frames))
      for (const book of books) ends.add(book.best().join())
      kept[i] = books
    }
    return costs
  }
  // Not counted: code is compiled.
  await round()
  const measured: number[][] = []
  for (let i = 0; i < rounds; i++) measured.push(await round())
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

heading(`Depth frames into a book, decode included (processor time of a frame, medians of ${rounds} passes over one recording)`)
const rows: Row[] = []
const worst = Math.min(await measure('binance-spot', rows), await measure('binance-usdm', rows))
table(['Feedloom', 'tardis-dev', 'ccxt.pro', 'map', 'tardis / Feedloom', 'ccxt / Feedloom', 'map / Feedloom'], rows)
console.log(`\nOver one socket, flat out, ${course.symbols} symbols (medians of ${socketRounds}; a frame that a handler has dealt with)`)
const { feedloom, ccxt } = await speeds(course, socketRounds, ['feedloom', 'ccxt'])
table(
  ['frames', 'processor a frame'],
  [
    { name: 'Feedloom', cells: [rate(feedloom.perSecond), ns(feedloom.cpuNs)] },
    { name: 'ccxt.pro', cells: [rate(ccxt.perSecond), ns(ccxt.cpuNs)] },
    { name: 'ratio', cells: [times(feedloom.perSecond / ccxt.perSecond), times(ccxt.cpuNs / feedloom.cpuNs)] },
  ],
)
console.log()
goal(`depth reaches the book ${goals.tardis} times as fast as in tardis-dev (${times(worst)})`, worst >= goals.tardis)
const lead = feedloom.perSecond / ccxt.perSecond
goal(`and over a socket ${goals.ccxt} times as fast as in ccxt.pro (${times(lead)})`, lead >= goals.ccxt)
finish()
