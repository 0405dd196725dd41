/**
 * The same recorded frames over the same kind of socket, from a process of their own: how fast each reader gets through.
 * The recording is served for several symbols at once, each some seconds behind the one before, so that a run is long
 * enough for compilers to settle; what a reader needs to settle counts.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { finish, goal, heading, median, ns, percentile, rate, type Row, table, times } from './parts/report.ts'

const folder = '../shared/fixtures/binance-spot'
const recorded = { trade: 9_757, bookTicker: 28_040, depth: 3_451 }
/** Depth updates before the snapshot, which no handler sees. */
const staleDepth = 2

/** `parsed` is Feedloom without its byte scanner. */
type Way = 'count' | 'feedloom' | 'parsed' | 'ccxt'
/** What to follow: kinds of streams, and for how many symbols. */
interface Course {
  readonly streams: readonly (keyof typeof recorded)[]
  readonly symbols: number
}
interface Result {
  readonly frames: number
  readonly ms: number
  /** Processor time of the reader, all threads of it. */
  readonly cpuUs: number
  readonly latencies: readonly number[]
}

const mix: Course = { streams: ['trade', 'bookTicker', 'depth'], symbols: 5 }
const trades: Course = { streams: ['trade'], symbols: 20 }

const script = (name: string): string => fileURLToPath(new URL(`./parts/${name}.ts`, import.meta.url))

function framesOf(course: Course, way: Way): number {
  const ofOne = course.streams.reduce((sum, stream) => sum + recorded[stream], 0)
  const unseen = (way === 'feedloom' || way === 'parsed') && course.streams.includes('depth') ? staleDepth : 0
  return course.symbols * (ofOne - unseen)
}

/** `framesPerSecond` 0 is flat out; otherwise frames carry the time of their sending. */
async function follow(way: Way, course: Course, expected: number, framesPerSecond: number): Promise<Result> {
  const options = { execArgv: process.execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] as ('ignore' | 'inherit' | 'ipc')[] }
  const server = fork(script('blast-server'), [folder, String(course.symbols), String(framesPerSecond)], options)
  try {
    const { port } = (await said(server)) as { port: number }
    const task = [way, String(port), String(expected), course.streams.join(), String(course.symbols), String(framesPerSecond > 0)]
    return (await said(fork(script('blast-client'), task, options))) as Result
  } finally {
    server.kill('SIGKILL')
  }
}

function said(child: ReturnType<typeof fork>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a child ended with ${code} before it said anything`)))
  })
}

interface Speed {
  readonly perSecond: number
  /** Less troubled than the rate by what else runs on the machine. */
  readonly cpuNs: number
}

/** All ways in each round, so that what else the machine does hits them alike. */
async function speeds(course: Course, rounds: number): Promise<Record<Way, Speed>> {
  const results: Record<Way, Result[]> = { count: [], feedloom: [], parsed: [], ccxt: [] }
  for (let i = 0; i < rounds; i++) {
    for (const way of ['count', 'feedloom', 'parsed', 'ccxt'] as const) {
      results[way].push(await follow(way, course, framesOf(course, way), 0))
    }
  }
  const speedOf = (way: Way): Speed => ({
    perSecond: median(results[way].map(({ frames, ms }) => (frames * 1000) / ms)),
    cpuNs: median(results[way].map(({ frames, cpuUs }) => (cpuUs * 1000) / frames)),
  })
  return { count: speedOf('count'), feedloom: speedOf('feedloom'), parsed: speedOf('parsed'), ccxt: speedOf('ccxt') }
}

function rowsOf({ count, feedloom, parsed, ccxt }: Record<Way, Speed>, own: string, peer: string): Row[] {
  const row = (name: string, { perSecond, cpuNs }: Speed): Row => ({
    name,
    cells: [rate(perSecond), times(perSecond / count.perSecond), times(perSecond / ccxt.perSecond), ns(cpuNs)],
  })
  return [
    row('ws, only counted', count),
    row(`Feedloom: ${own}`, feedloom),
    row('Feedloom, by JSON.parse alone', parsed),
    row(`ccxt.pro: ${peer}`, ccxt),
  ]
}

const columns = ['frames', 'against ws', 'against ccxt.pro', 'processor a frame']
heading(`Frames a second over one socket, flat out (median of 3): the recorded mix of ${mix.symbols} symbols`)
const mixed = await speeds(mix, 3)
table(columns, rowsOf(mixed, 'decode, buffer, book, 3 handlers', 'watchTrades, watchBidsAsks, watchOrderBook'))
console.log(`\nTrades alone, of ${trades.symbols} symbols`)
const traded = await speeds(trades, 3)
table(columns, rowsOf(traded, 'decode, buffer, 3 handlers', 'watchTrades'))

console.log('\nLatency of trades from send to handler, us (p50 / p99)')
const rows: Row[] = []
for (const framesPerSecond of [1_000, 20_000]) {
  const cells: string[] = []
  for (const way of ['feedloom', 'ccxt'] as const) {
    const { latencies } = await follow(way, trades, framesPerSecond * 3, framesPerSecond)
    const sorted = Float64Array.from(latencies)
    cells.push(`${percentile(sorted, 0.5).toFixed(0)} / ${percentile(sorted, 0.99).toFixed(0)}`)
  }
  rows.push({ name: `${framesPerSecond} frames a second`, cells })
}
table(['Feedloom', 'ccxt.pro'], rows)
console.log()
const plain = mixed.parsed.perSecond / mixed.ccxt.perSecond
goal(`3 times ccxt.pro on the recorded mix by JSON.parse alone (${times(plain)})`, plain >= 3)
const share = mixed.feedloom.perSecond / mixed.count.perSecond
goal(`0.35 of the counting receiver on the recorded mix (${times(share)})`, share >= 0.35)
const lead = traded.feedloom.perSecond / traded.ccxt.perSecond
goal(`7 times ccxt.pro on trades (${times(lead)})`, lead >= 7)
finish()
