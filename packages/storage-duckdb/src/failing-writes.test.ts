import { DuckDBAppender, DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api'
import type { Instrument } from '@feedloom/core'
import { describe, expect, it, vi } from 'vitest'
import { batchOf, eventsOf, newPath, openStore, signal, t0, trade, writeOf, type OpenStore } from '../test/store-fixture.ts'

const bad = 'Invalid Error: bad_weak_ptr'

async function tradeIds({ store, registry }: OpenStore): Promise<readonly (string | undefined)[]> {
  return (await eventsOf(store.reader.read({ kind: 'trade' }), registry)).map((event) => event.id)
}

const tradeOf = (open: OpenStore, id: string): ReturnType<typeof trade> => trade(open.registry.at(0)!, t0 + Number(id), id)
const write = (open: OpenStore, id: number, ...trades: readonly string[]): ReturnType<typeof open.store.write> =>
  open.store.write(
    writeOf(id, [
      batchOf(
        'trade',
        trades.map((each) => tradeOf(open, each)),
      ),
    ]),
    signal,
  )

describe('an error of unknown origin in a write', () => {
  const statement = {
    run: (message: string) => vi.spyOn(DuckDBPreparedStatement.prototype, 'run').mockRejectedValueOnce(new Error(message)),
  }
  const faults = {
    'before the rows': () => statement.run(bad),
    'in an appender': () =>
      vi.spyOn(DuckDBAppender.prototype, 'flushSync').mockImplementationOnce(() => {
        throw new Error(bad)
      }),
    'that nobody has seen before': () => statement.run('what is this'),
  } as const

  it.each(Object.entries(faults))('%s is retryable; the database is opened again and the same write succeeds', async (_, fail) => {
    await using open = await openStore(await newPath())
    await write(open, 1, '1')
    open.registry.define([{ ...open.registry.at(1)!, nativeSymbol: 'NEW', symbol: 'NEW/USDT' }])
    const connect = vi.spyOn(DuckDBConnection.prototype, 'closeSync')
    // An instrument that the file does not have yet needs an appender of its own.
    const runs = [batchOf('trade', [tradeOf(open, '2'), { ...tradeOf(open, '3'), instrument: open.registry.native('test', 'NEW')! }])]
    fail()
    await expect(open.store.write(writeOf(2, runs), signal)).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_FAILED', category: 'retryable' })
    await open.store.write(writeOf(2, runs), signal)
    expect(connect).toHaveBeenCalled()
    expect(await tradeIds(open)).toStrictEqual(['1', '2', '3'])
    expect(await open.store.query('SELECT symbol FROM trade_data ORDER BY ts')).toStrictEqual(
      ['BTC/USDT', 'BTC/USDT', 'NEW/USDT'].map((symbol) => ({ symbol })),
    )
  })

  it('keeps what a database in memory holds', async () => {
    await using open = await openStore()
    await write(open, 1, '1')
    statement.run(bad)
    await expect(write(open, 2, '2')).rejects.toMatchObject({ category: 'retryable' })
    await write(open, 2, '2')
    expect(await tradeIds(open)).toStrictEqual(['1', '2'])
  })

  // oxlint-disable-next-line typescript/unbound-method -- called with its statement below
  const { run } = DuckDBPreparedStatement.prototype

  it('after a commit that got through stores nothing twice, and gives no number of an instrument away', async () => {
    await using open = await openStore(await newPath())
    await write(open, 1, '1')
    let calls = 0
    const eth = { ...tradeOf(open, '2'), instrument: open.registry.at(1)! }
    // BEGIN, COMMIT: the second one is done, and the answer to it is lost.
    vi.spyOn(DuckDBPreparedStatement.prototype, 'run').mockImplementation(async function (this: DuckDBPreparedStatement) {
      const result = await run.call(this)
      if (++calls === 2) throw new Error(bad)
      return result
    })
    await expect(open.store.write(writeOf(2, [batchOf('trade', [eth])]), signal)).rejects.toMatchObject({ category: 'retryable' })
    await open.store.write(writeOf(2, [batchOf('trade', [eth])]), signal)
    await open.store.write(writeOf(3, [batchOf('trade', [{ ...tradeOf(open, '3'), instrument: open.registry.at(2)! }])]), signal)
    expect(await open.store.query('SELECT trade_id, symbol FROM trade_data ORDER BY ts')).toStrictEqual([
      { trade_id: '1', symbol: 'BTC/USDT' },
      { trade_id: '2', symbol: 'ETH/USDT' },
      { trade_id: '3', symbol: 'ÄÖ😀/USDT' },
    ])
  })

  it('takes those with it that wait behind it, so that their order stays', async () => {
    await using open = await openStore(await newPath())
    await write(open, 1, '1')
    statement.run(bad)
    const results = await Promise.allSettled([write(open, 2, '2'), write(open, 3, '3')])
    expect(results.map(({ status }) => status)).toStrictEqual(['rejected', 'rejected'])
    await Promise.all([write(open, 2, '2'), write(open, 3, '3')])
    expect(await tradeIds(open)).toStrictEqual(['1', '2', '3'])
  })
})

describe('a write with events that cannot be stored', () => {
  it('names those that a constraint refuses, and stores the others once', async () => {
    await using open = await openStore()
    await write(open, 1, '1', '2')
    await open.store.query('CREATE UNIQUE INDEX one_of_each ON feedloom_rows.trade_data (trade_id)')
    const many = Array.from({ length: 300 }, (_, row) => String(row + 3))
    const outcome = await write(open, 2, ...many.slice(0, 100), '2', ...many.slice(100), '7')
    expect(outcome?.failed.map(({ index }) => index)).toStrictEqual([100, 301])
    expect(outcome?.failed[0]?.error).toMatchObject({ code: 'FEEDLOOM_STORE_EVENT_REJECTED', category: 'data' })
    expect(await write(open, 2, '1', '999')).toBeUndefined()
    expect(await open.store.query('SELECT count(*)::INTEGER AS n FROM trade_data')).toStrictEqual([{ n: 302 }])
  })

  it('names those that are no events', async () => {
    await using open = await openStore()
    const odd = { ...tradeOf(open, '2'), instrument: undefined as unknown as Instrument }
    const outcome = await open.store.write(writeOf(1, [batchOf('trade', [tradeOf(open, '1'), odd, tradeOf(open, '3')])]), signal)
    expect(outcome?.failed).toMatchObject([{ index: 1, error: { code: 'FEEDLOOM_STORE_EVENT_REJECTED' } }])
    expect(await tradeIds(open)).toStrictEqual(['1', '3'])
  })

  it('ends, also when every event is refused', async () => {
    await using open = await openStore()
    await open.store.query('ALTER TABLE feedloom_rows.trade_data ADD CONSTRAINT x PRIMARY KEY (tape)').catch(() => undefined)
    await open.store.query('ALTER TABLE feedloom_rows.trade_data ALTER COLUMN tape SET NOT NULL')
    const outcome = await write(open, 1, ...Array.from({ length: 500 }, (_, row) => String(row)))
    expect(outcome?.failed).toHaveLength(500)
  })
})

describe('a store that is closed while it is busy', () => {
  it('lets writes finish, interrupts queries and crashes nothing', async () => {
    const path = await newPath()
    for (let round = 0; round < 8; round++) {
      const open = await openStore(path)
      const ids = Array.from({ length: 5 }, (_, id) => round * 10 + id)
      const writes = ids.map((id) => write(open, id, String(id)))
      const queries = Array.from({ length: 3 }, () =>
        open.store.query('SELECT sum(sqrt(a.range * b.range)) FROM range(3000000) a, range(1000) b').catch(String),
      )
      const reading = open.store.reader.read({ kind: 'trade' })[Symbol.asyncIterator]()
      await reading.next()
      if (round % 2 === 1) await writes[0]
      await open.store.close()
      await Promise.all(writes)
      for (const answer of await Promise.all(queries)) expect(answer).toMatch(/interrupted|closed/)
      await reading.return?.()
    }
    await using open = await openStore(path)
    expect(await tradeIds(open)).toHaveLength(40)
  })
})
