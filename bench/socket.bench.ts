/**
 * The same recorded frames over the same kind of socket, from a process of their own: how fast each reader gets through.
 * The recording is served for several symbols at once, each some seconds behind the one before, so that a run is long
 * enough for compilers to settle; what a reader needs to settle counts.
 */
import { type Course, follow, type Speed, speeds, type Way } from './parts/blast.ts'
import { finish, goal, heading, ns, percentile, rate, type Row, table, times } from './parts/report.ts'

const mix: Course = { streams: ['trade', 'bookTicker', 'depth'], symbols: 5 }
const trades: Course = { streams: ['trade'], symbols: 20 }
const ways: readonly Way[] = ['count', 'feedloom', 'parsed', 'ccxt']

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
const mixed = await speeds(mix, 3, ways)
table(columns, rowsOf(mixed, 'decode, buffer, book, 3 handlers', 'watchTrades, watchBidsAsks, watchOrderBook'))
console.log(`\nTrades alone, of ${trades.symbols} symbols`)
const traded = await speeds(trades, 3, ways)
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
