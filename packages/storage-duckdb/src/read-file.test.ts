import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startChild } from '../test/child-process.ts'
import { batchOf, newPath, openStore, signal, t0, trade, writeOf } from '../test/store-fixture.ts'
import { readStoreFile } from './index.ts'

async function written(): Promise<string> {
  const path = await newPath()
  await using open = await openStore(path)
  await open.store.write(
    writeOf(1, [batchOf('trade', [trade(open.registry.at(0)!, t0, '1'), trade(open.registry.at(0)!, t0 + 1, '2')])]),
    signal,
  )
  return path
}

describe('a store file that is read', () => {
  it('gives rows, and columns with their types', async () => {
    const [found, none] = await readStoreFile(await written(), [
      'SELECT symbol, count(*) AS n, sum(price) AS "sum of prices" FROM trade_data GROUP BY symbol',
      'SELECT price FROM trade_data WHERE false',
    ])
    expect(found).toStrictEqual({
      columns: [
        { name: 'symbol', type: 'VARCHAR' },
        { name: 'n', type: 'BIGINT' },
        { name: 'sum of prices', type: 'DOUBLE' },
      ],
      rows: [['BTC/USDT', 2n, expect.any(Number)]],
    })
    expect(none).toStrictEqual({ columns: [{ name: 'price', type: 'DOUBLE' }], rows: [] })
  })

  it('cannot be written, and may be read by several at once', async () => {
    const path = await written()
    await expect(readStoreFile(path, ['DROP VIEW trade_data'])).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_QUERY_FAILED' })
    const counts = await Promise.all([1, 2, 3].map(() => readStoreFile(path, ['SELECT count(*) FROM trade_data'])))
    expect(counts.map(([first]) => first?.rows)).toStrictEqual([[[2n]], [[2n]], [[2n]]])
  })

  it('has what a process wrote that was killed', { timeout: 30_000 }, async () => {
    const path = await newPath()
    const child = startChild(path, 0, 10_000)
    await child.until(3)
    await expect(readStoreFile(path, ['SELECT 1'])).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_LOCKED', category: 'fatal' })
    await child.kill()
    const [found] = await readStoreFile(path, ['SELECT count(*) % 500, count(*) > 1000 FROM trade_data'])
    expect(found?.rows).toStrictEqual([[0n, true]])
  })

  it('is said to be held by this process, or not to be there', async () => {
    const path = await newPath()
    await using open = await openStore(path)
    await expect(readStoreFile(open.store.path, ['SELECT 1'])).rejects.toMatchObject({
      code: 'FEEDLOOM_STORE_LOCKED',
      message: expect.stringContaining('this process') as string,
    })
    await expect(readStoreFile(join(path, '..', 'nothing.duckdb'), ['SELECT 1'])).rejects.toMatchObject({
      code: 'FEEDLOOM_STORE_UNREACHABLE',
    })
  })
})
