/** The last ticks of an instrument in memory: bytes per tick, and the time of `latest(100)` and `range`. */
import type { BufferQuery, EventBatch, Instrument, Trade } from '@feedloom/core'
import { MarketBuffer } from '@feedloom/core/columns'
import { Instruments, RunWriter } from '@feedloom/core/events'
import { finish, goal, heading, ns, nsPer, table } from './parts/report.ts'

const size = 10_000
const calls = 20_000
/** Nine numbers of 8 bytes are 72. */
const limitBytes = 80

function instrumentOf(): Instrument {
  const { added } = new Instruments().define([
    { venue: 'bench', nativeSymbol: 'BTCUSDT', symbol: 'BTC/USDT', type: 'spot', base: 'BTC', quote: 'USDT' },
  ])
  return added[0] as Instrument
}

/** Trades a millisecond apart, in runs of 100. */
function trades(instrument: Instrument, from: number, count: number): EventBatch<'trade'>[] {
  const writer = new RunWriter()
  return Array.from({ length: count / 100 }, (_, run) => {
    writer.begin(from, 'bench', 'live')
    for (let i = 0; i < 100; i++) {
      const at = from + run * 100 + i
      writer.trade(instrument, at, 60_000 + Math.sin(at), 0.01, 'buy', String(at))
    }
    return writer.finish()[0] as EventBatch<'trade'>
  })
}

const objects = (batches: readonly EventBatch<'trade'>[]): Trade[] => batches.flatMap((batch) => batch.events)

heading(`Ring of ${size} ticks of eleven columns`)
const instrument = instrumentOf()
const start = 1_700_000_000_000
const batches = trades(instrument, start, 100_000)
const buffer = new MarketBuffer({ size, kinds: ['tick'] })
for (const batch of batches) buffer.accept(batch)
const warm = buffer.bytes
const later = trades(instrument, start + 100_000, 100_000)
const append = nsPer(100_000, 1, () => {
  for (const batch of later) buffer.accept(batch)
})
const query: BufferQuery = { symbol: 'BTC/USDT', kind: 'tick' }
const end = start + 200_000
const repeat = (run: () => unknown) => (): void => {
  for (let i = 0; i < calls; i++) run()
}
const view = nsPer(
  calls,
  7,
  repeat(() => buffer.latest(query, 100)),
)
const rows = nsPer(
  calls,
  7,
  repeat(() => buffer.latest(query, 100).rows()),
)
const rangeView = nsPer(
  calls,
  7,
  repeat(() => buffer.range(query, end - 5_100, end - 5_000)),
)
const rangeRows = nsPer(
  calls,
  7,
  repeat(() => buffer.range(query, end - 5_100, end - 5_000).rows()),
)
const last = objects(later).slice(-size)
const scan = nsPer(50, 5, () => {
  for (let i = 0; i < 50; i++) last.filter((trade) => trade.ts >= end - 5_100 && trade.ts < end - 5_000)
})

table(
  ['measured', 'goal'],
  [
    { name: 'bytes per tick', cells: [`${(buffer.bytes / size).toFixed(1)} B`, `${limitBytes} B`] },
    { name: 'append', cells: [ns(append), ''] },
    { name: 'latest(100) as views', cells: [ns(view), '1000 ns'] },
    { name: 'latest(100) as rows', cells: [ns(rows), '5000 ns'] },
    { name: 'range of 100 as views', cells: [ns(rangeView), '1000 ns'] },
    { name: 'range of 100 as rows', cells: [ns(rangeRows), '5000 ns'] },
    { name: 'the same range by scanning an array of objects', cells: [ns(scan), ''] },
  ],
)
console.log()
goal(
  `at most ${limitBytes} B a tick (1,000 B in the document that asked for it: ${(1000 / (buffer.bytes / size)).toFixed(1)}x)`,
  buffer.bytes / size <= limitBytes,
)
goal('no growth after warm-up', buffer.bytes === warm)
goal('latest and range under 1 us as views', Math.max(view, rangeView) < 1000)
goal('latest and range under 5 us as rows', Math.max(rows, rangeRows) < 5000)
finish()
