import { describe, expect, it } from 'vitest'
import type { EventMap } from '@feedloom/core'
import { bar, batchOf, eventsOf, newPath, openStore, signal, t0, trade, writeOf, type OpenStore } from '../test/store-fixture.ts'

const minute = 60_000

async function tradeIds({ store, registry }: OpenStore): Promise<readonly (string | undefined)[]> {
  return (await eventsOf(store.reader.read({ kind: 'trade' }), registry)).map((event) => event.id)
}

describe('a write', () => {
  it('with an id that was there already is stored once', async () => {
    await using open = await openStore()
    const write = writeOf(7, [batchOf('trade', [trade(open.registry.at(0)!, t0, '1')])])
    await open.store.write(write, signal)
    await open.store.write(write, signal)
    expect(await tradeIds(open)).toStrictEqual(['1'])
  })

  it('is known again after the file was closed and opened', async () => {
    const path = await newPath()
    const make = (open: OpenStore): Parameters<typeof open.store.write>[0] =>
      writeOf(7, [batchOf('trade', [trade(open.registry.at(0)!, t0, '1')])])
    {
      await using open = await openStore(path)
      await open.store.write(make(open), signal)
    }
    await using open = await openStore(path)
    await open.store.write(make(open), signal)
    await open.store.write({ ...make(open), run: 'run-2' }, signal)
    expect(await tradeIds(open)).toStrictEqual(['1', '1'])
  })

  it('that fails leaves nothing behind and can be tried again', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    await open.store.query('ALTER TABLE feedloom_rows.quotes RENAME TO elsewhere')
    const quote: EventMap['quote'] = {
      kind: 'quote',
      instrument: btc,
      ts: t0,
      nanos: 0,
      tsRecv: t0,
      revision: 0,
      bidPrice: 1,
      bidSize: 1,
      askPrice: 2,
      askSize: 1,
      sequence: 1,
      conditions: undefined,
      bidVenue: undefined,
      askVenue: undefined,
      tape: undefined,
    }
    const write = writeOf(1, [batchOf('trade', [trade(btc, t0, '1')]), batchOf('quote', [quote])])
    await expect(open.store.write(write, signal)).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_FAILED', category: 'retryable' })
    expect(await tradeIds(open)).toStrictEqual([])
    await open.store.query('ALTER TABLE feedloom_rows.elsewhere RENAME TO quotes')
    await open.store.write(write, signal)
    expect(await tradeIds(open)).toStrictEqual(['1'])
    expect(await open.store.query('SELECT count(*) AS n FROM symbol_info')).toStrictEqual([{ n: 1n }])
  })

  it('is refused before the store is open and after it was closed', async () => {
    const open = await openStore()
    await open.store.close()
    await expect(open.store.write(writeOf(1, []), signal)).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_CLOSED' })
    await expect(open.store.query('SELECT 1')).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_CLOSED' })
  })

  it('is durable when it resolves, side by side with others', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    await Promise.all(
      Array.from({ length: 20 }, (_, id) => open.store.write(writeOf(id, [batchOf('trade', [trade(btc, t0 + id, String(id))])]), signal)),
    )
    expect(await tradeIds(open)).toStrictEqual(Array.from({ length: 20 }, (_, id) => String(id)))
  })
})

describe('a bar', () => {
  const read = ({ store, registry }: OpenStore): Promise<readonly EventMap['bar'][]> =>
    eventsOf(store.reader.read({ kind: 'bar' }), registry)

  it('that is final replaces the forming ones, in one write and across writes', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    const forming = (close: number): EventMap['bar'] => bar(btc, t0, { final: false, close })
    await open.store.write(writeOf(1, [batchOf('bar', [forming(1), forming(2)])]), signal)
    expect(await read(open)).toStrictEqual([forming(2)])
    await open.store.write(writeOf(2, [batchOf('bar', [forming(3), bar(btc, t0, { close: 4 }), forming(5)])]), signal)
    expect(await read(open)).toStrictEqual([bar(btc, t0, { close: 4 })])
  })

  it('that is forming never replaces a final one', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    await open.store.write(writeOf(1, [batchOf('bar', [bar(btc, t0, { close: 4 })])]), signal)
    await open.store.write(writeOf(2, [batchOf('bar', [bar(btc, t0, { final: false, close: 5 })])]), signal)
    expect(await read(open)).toStrictEqual([bar(btc, t0, { close: 4 })])
  })

  it('of a higher revision stays, whatever comes later', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    await open.store.write(
      writeOf(1, [batchOf('bar', [bar(btc, t0, { revision: 2, close: 4 }), bar(btc, t0, { revision: 1, close: 5 })])]),
      signal,
    )
    await open.store.write(writeOf(2, [batchOf('bar', [bar(btc, t0, { revision: 0, close: 6 })])]), signal)
    expect(await read(open)).toStrictEqual([bar(btc, t0, { revision: 2, close: 4 })])
  })

  it('is another one with another instrument, interval, open time or origin', async () => {
    await using open = await openStore()
    const [btc, eth] = [open.registry.at(0)!, open.registry.at(1)!]
    const bars = [bar(btc, t0), bar(eth, t0), bar(btc, t0, { interval: '5m' }), bar(btc, t0, { origin: 'derived' }), bar(btc, t0 + minute)]
    await open.store.write(writeOf(1, [batchOf('bar', bars)]), signal)
    await open.store.write(writeOf(2, [batchOf('bar', bars)]), signal)
    expect(await read(open)).toStrictEqual(bars)
  })
})

describe('symbol_info', () => {
  it('has one row for each instrument that had events, renewed when the definition changes', async () => {
    await using open = await openStore()
    const [btc, eth] = [open.registry.at(0)!, open.registry.at(1)!]
    await open.store.write(writeOf(1, [batchOf('trade', [trade(btc, t0, '1'), trade(eth, t0, '2')])]), signal)
    open.registry.define([{ ...btc, status: 'halted', priceStep: 0.01 }])
    await open.store.maintain()
    expect(
      await open.store.query('SELECT id, symbol, status, price_step, contract_size, inverse FROM symbol_info ORDER BY id'),
    ).toStrictEqual([
      { id: 0, symbol: 'BTC/USDT', status: 'halted', price_step: 0.01, contract_size: 1, inverse: false },
      { id: 1, symbol: 'ETH/USDT', status: 'trading', price_step: null, contract_size: 1, inverse: false },
    ])
  })

  it('keeps its numbers when new instruments come in a later run', async () => {
    const path = await newPath()
    {
      await using open = await openStore(path)
      await open.store.write(writeOf(1, [batchOf('trade', [trade(open.registry.at(1)!, t0, '1')])]), signal)
    }
    await using open = await openStore(path)
    const both = [trade(open.registry.at(0)!, t0 + 1, '2'), trade(open.registry.at(1)!, t0 + 2, '3')]
    await open.store.write(writeOf(1, [batchOf('trade', both)], 'run-2'), signal)
    expect(await open.store.query('SELECT symbol, trade_id FROM trade_data ORDER BY ts')).toStrictEqual([
      { symbol: 'ETH/USDT', trade_id: '1' },
      { symbol: 'BTC/USDT', trade_id: '2' },
      { symbol: 'ETH/USDT', trade_id: '3' },
    ])
  })
})

describe('retention', () => {
  const day = 86_400_000

  it('deletes by the time of the events, by kind and by table', async () => {
    await using open = await openStore(':memory:', { retention: { trade: 7 * day, kline_data: day, mark: day } })
    const btc = open.registry.at(0)!
    const mark = (ts: number): EventMap['mark'] => ({
      kind: 'mark',
      instrument: btc,
      ts,
      nanos: 0,
      tsRecv: ts,
      revision: 0,
      markPrice: 1,
      indexPrice: undefined,
      settlePrice: undefined,
    })
    const interest: EventMap['open-interest'] = {
      kind: 'open-interest',
      instrument: btc,
      ts: t0 - 9 * day,
      nanos: 0,
      tsRecv: t0,
      revision: 0,
      contracts: 1,
      value: undefined,
    }
    const runs = [
      batchOf('trade', [trade(btc, t0 - 8 * day, 'old'), trade(btc, t0 - 6 * day, 'young')]),
      batchOf('bar', [bar(btc, t0 - 2 * day), bar(btc, t0 - minute)]),
      batchOf('mark', [mark(t0 - 2 * day), mark(t0)]),
      batchOf('open-interest', [interest]),
    ]
    await open.store.write(writeOf(1, runs), signal)
    expect(await open.store.maintain()).toBe(3)
    expect(await tradeIds(open)).toStrictEqual(['young'])
    const stats = await open.store.reader.stats()
    expect(stats.filter((table) => table.rows > 0)).toStrictEqual([
      { table: 'trade_data', rows: 1, from: t0 - 6 * day, to: t0 - 6 * day },
      { table: 'market_metrics', rows: 2, from: t0 - 9 * day, to: t0 },
      { table: 'kline_data', rows: 1, from: t0 - minute, to: t0 - minute },
    ])
    open.clock.advance(2 * day)
    expect(await open.store.maintain()).toBe(3)
  })

  it('refuses a name that is neither a kind nor a table', async () => {
    await expect(openStore(':memory:', { retention: { trades: day } })).rejects.toMatchObject({
      code: 'FEEDLOOM_STORE_RETENTION_UNKNOWN',
      path: 'retention.trades',
    })
  })
})
