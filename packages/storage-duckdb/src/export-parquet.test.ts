import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportParquet } from './index.ts'
import { bar, batchOf, newPath, openStore, signal, trade, writeOf } from '../test/store-fixture.ts'

const day = 86_400_000
const start = Date.UTC(2024, 0, 1)

async function files(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

describe('an export to Parquet', () => {
  it('is partitioned by venue, symbol and day, and reads back as the table', async () => {
    const to = join(dirname(await newPath()), 'export-1')
    await using open = await openStore()
    const [btc, eth] = [open.registry.at(0)!, open.registry.at(1)!]
    const trades = [trade(btc, start, '1'), trade(btc, start + day - 0.001, '2'), trade(btc, start + day, '3'), trade(eth, start, 'ü😀')]
    await open.store.write(writeOf(1, [batchOf('trade', trades), batchOf('bar', [bar(btc, start)])]), signal)
    expect(await exportParquet(open.store, { to })).toStrictEqual([
      { table: 'trade_data', rows: 4, partitions: 3 },
      { table: 'kline_data', rows: 1, partitions: 1 },
    ])
    expect(await files(to)).toStrictEqual([
      'kline_data/venue=test/symbol=BTC%2FUSDT/day=2024-01-01/data_0.parquet',
      'trade_data/venue=test/symbol=BTC%2FUSDT/day=2024-01-01/data_0.parquet',
      'trade_data/venue=test/symbol=BTC%2FUSDT/day=2024-01-02/data_0.parquet',
      'trade_data/venue=test/symbol=ETH%2FUSDT/day=2024-01-01/data_0.parquet',
    ])
    const columns = 'venue, symbol, native_symbol, ts, ts_recv, price, size, side, trade_id'
    const back = await open.store.query(`SELECT ${columns} FROM read_parquet('${to}/trade_data/*/*/*/*.parquet') ORDER BY symbol, ts`)
    expect(back).toStrictEqual(await open.store.query(`SELECT ${columns} FROM trade_data ORDER BY symbol, ts`))
  })

  it('takes the kinds and the range that are asked for, and replaces the days that were there', async () => {
    const to = join(dirname(await newPath()), 'export-2')
    await using open = await openStore()
    const btc = open.registry.at(0)!
    await open.store.write(
      writeOf(1, [batchOf('trade', [trade(btc, start, '1'), trade(btc, start + day, '2')]), batchOf('bar', [bar(btc, start)])]),
      signal,
    )
    await exportParquet(open.store, { to, kinds: ['trade'] })
    await open.store.write(writeOf(2, [batchOf('trade', [trade(btc, start + day + 1, '3')])]), signal)
    expect(await exportParquet(open.store, { to, kinds: ['trade_data'], from: start + day, until: start + 2 * day })).toStrictEqual([
      { table: 'trade_data', rows: 2, partitions: 1 },
    ])
    expect(await open.store.query(`SELECT trade_id FROM read_parquet('${to}/**/*.parquet') ORDER BY ts`)).toStrictEqual(
      ['1', '2', '3'].map((trade_id) => ({ trade_id })),
    )
    expect(await readdir(to)).toStrictEqual(['trade_data'])
  })
})
