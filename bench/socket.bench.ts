/** The same recorded frames over the same kind of socket, from a process of their own: how fast each reader gets through. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { finish, goal, heading, median, percentile, rate, type Row, table, times } from './parts/report.ts'

const folder = '../shared/fixtures/binance-spot'
const expected = { count: 41_248, feedloom: 0, ccxt: 0 }
/** What Feedloom's readers see: every trade and quote, and depth from the snapshot on. */
expected.feedloom = 28_040 + 9_757 + 3_449
expected.ccxt = 41_248

type Way = keyof typeof expected
interface Result {
  readonly frames: number
  readonly ms: number
  readonly latencies: readonly number[]
}

const script = (name: string): string => fileURLToPath(new URL(`./parts/${name}.ts`, import.meta.url))

async function follow(way: Way, framesPerSecond: number): Promise<Result> {
  const options = { execArgv: process.execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] as ('ignore' | 'inherit' | 'ipc')[] }
  const server = fork(script('blast-server'), [folder, String(framesPerSecond)], options)
  try {
    const { port } = (await said(server)) as { port: number }
    const client = fork(script('blast-client'), [way, String(port), String(expected[way])], options)
    return (await said(client)) as Result
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

async function speed(way: Way, rounds: number): Promise<number> {
  const rates: number[] = []
  for (let i = 0; i < rounds; i++) {
    const { frames, ms } = await follow(way, 0)
    rates.push((frames * 1000) / ms)
  }
  return median(rates)
}

heading('Frames a second over one socket, 41,248 recorded frames flat out (median of 3)')
const counted = await speed('count', 3)
const feedloom = await speed('feedloom', 3)
const ccxt = await speed('ccxt', 3)
table(
  ['frames', 'against ws', 'against ccxt.pro'],
  [
    { name: 'ws, only counted', cells: [rate(counted), '1.00x', times(counted / ccxt)] },
    { name: 'Feedloom: decode, buffer, book, 3 handlers', cells: [rate(feedloom), times(feedloom / counted), times(feedloom / ccxt)] },
    { name: 'ccxt.pro: watchTrades, watchBidsAsks, watchOrderBook', cells: [rate(ccxt), times(ccxt / counted), '1.00x'] },
  ],
)
console.log('\nLatency from send to handler, us (p50 / p99)')
const rows: Row[] = []
for (const framesPerSecond of [1_000, 20_000]) {
  const cells: string[] = []
  for (const way of ['feedloom', 'ccxt'] as const) {
    if (framesPerSecond === 1_000) expected[way] = 5_000
    else expected[way] = way === 'feedloom' ? 28_040 + 9_757 + 3_449 : 41_248
    const latencies = Float64Array.from((await follow(way, framesPerSecond)).latencies)
    cells.push(`${percentile(latencies, 0.5).toFixed(0)} / ${percentile(latencies, 0.99).toFixed(0)}`)
  }
  rows.push({ name: `${framesPerSecond} frames a second`, cells })
}
table(['Feedloom', 'ccxt.pro'], rows)
console.log()
goal(`3 times ccxt.pro end to end (${times(feedloom / ccxt)})`, feedloom >= 3 * ccxt)
finish()
