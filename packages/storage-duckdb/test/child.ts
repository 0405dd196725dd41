/**
 * A process of its own that writes trades, one batch after the other, and says which batches were acknowledged:
 * `child.ts FILE FIRST COUNT`. Started by tests, which kill it.
 */
import { batchOf, signal, t0, trade, writeOf } from './events.ts'
import { testInstruments, VirtualClock } from '@feedloom/testkit'
import { DuckdbStore } from '../src/index.ts'

const [path = '', first = '0', count = '1'] = process.argv.slice(2)
const registry = testInstruments([{ venue: 'test', nativeSymbol: 'BTCUSDT', symbol: 'BTC/USDT', type: 'spot', base: 'BTC', quote: 'USDT' }])
const store = new DuckdbStore({ path, clock: new VirtualClock(t0), instruments: registry, threads: 1 })
const btc = registry.at(0)!
const rowsPerBatch = 500

await store.open()
for (let id = Number(first); id < Number(first) + Number(count); id++) {
  const trades = Array.from({ length: rowsPerBatch }, (_, row) => trade(btc, t0 + id * rowsPerBatch + row, `${id}-${row}`))
  await store.write(writeOf(id, [batchOf('trade', trades)], 'child'), signal)
  process.stdout.write(`${id}\n`)
}
// Holds the file until somebody ends the process.
setInterval(() => undefined, 60_000)
