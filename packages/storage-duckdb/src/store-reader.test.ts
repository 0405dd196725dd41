import { describe, expect, it } from 'vitest'
import type { EventMap, IndicatorDefinition, IndicatorFilter, IndicatorValue, Instrument, ReadQuery } from '@feedloom/core'
import { bar, batchOf, eventsOf, openStore, signal, t0, trade, writeOf, type OpenStore } from '../test/store-fixture.ts'

const minute = 60_000
const hour = 60 * minute

async function filled(): Promise<OpenStore> {
  const open = await openStore()
  const [btc, eth] = [open.registry.at(0)!, open.registry.at(1)!]
  const trades = Array.from({ length: 100 }, (_, index) => trade(index % 2 === 0 ? btc : eth, t0 + index * minute, String(index), index))
  await open.store.write(writeOf(1, [batchOf('trade', trades)]), signal)
  return open
}

async function ids(open: OpenStore, query: Omit<ReadQuery<'trade'>, 'kind'>): Promise<readonly string[]> {
  return (await eventsOf(open.store.reader.read({ kind: 'trade', ...query }), open.registry)).map((event) => event.id!)
}

const valueOf = (instrument: Instrument, definition: IndicatorDefinition, row: number, final: boolean): IndicatorValue => ({
  kind: 'indicator',
  instrument,
  ts: t0 + row * 60_000,
  nanos: 0,
  tsRecv: t0 + row * 60_000,
  revision: 0,
  definition,
  interval: '1m',
  openTime: t0 + row * 60_000,
  values: [row, -row],
  final,
  ready: true,
  converged: true,
})

describe('a reader', () => {
  it('gives values of indicators by name, type, parameters and closed bars', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    const definition = (name: string, indicator: string, parameters: Readonly<Record<string, number | string | boolean>>) => ({
      name,
      indicator,
      parameters,
      outputs: ['a', 'b'],
    })
    const fast = definition('fast', 'rsi', { period: 7, input: 'close', strict: true })
    const slow = definition('slow', 'rsi', { period: 14, input: 'open', strict: false })
    const other = definition("o'ther", 'macd', { "fa'st": 1.5 })
    const values = [fast, slow, other].flatMap((one) => [0, 1, 2].map((row) => valueOf(btc, one, row, row < 2)))
    await open.store.write(writeOf(1, [batchOf('indicator', values)]), signal)
    const times = async (indicator: IndicatorFilter, last?: number): Promise<readonly string[]> => {
      const found = await eventsOf(
        open.store.reader.read({ kind: 'indicator', symbol: 'BTC/USDT', interval: '1m', indicator, last }),
        open.registry,
      )
      return found.map((value) => `${value.definition.name} ${value.values[0]}`)
    }
    expect(await times({ name: 'fast' })).toEqual(['fast 0', 'fast 1', 'fast 2'])
    expect(await times({ name: 'fast', final: true })).toEqual(['fast 0', 'fast 1'])
    expect(await times({ type: 'rsi' }, 2)).toEqual(['fast 2', 'slow 2'])
    expect(await times({ type: 'rsi', parameters: { period: 14 } }, 1)).toEqual(['slow 2'])
    expect(await times({ parameters: { input: 'close', strict: true }, final: false })).toEqual(['fast 2'])
    expect(await times({ name: "o'ther", parameters: { "fa'st": 1.5 } }, 1)).toEqual(["o'ther 2"])
    expect(await times({ parameters: { period: '14' } })).toEqual([])
  })

  it('takes a range with the start and without the end, by unified or native symbol', async () => {
    await using open = await filled()
    const range = { from: t0 + 10 * minute, to: t0 + 14 * minute }
    expect(await ids(open, { symbol: 'BTC/USDT', ...range })).toStrictEqual(['10', '12'])
    expect(await ids(open, { symbol: 'ETHUSDT', venue: 'test', ...range })).toStrictEqual(['11', '13'])
    expect(await ids(open, range)).toStrictEqual(['10', '11', '12', '13'])
    expect(await ids(open, { symbol: 'BTC/USDT', venue: 'elsewhere' })).toStrictEqual([])
  })

  it('gives the last rows of the range, oldest first, however far back they lie', async () => {
    await using open = await filled()
    expect(await ids(open, { symbol: 'BTC/USDT', last: 3 })).toStrictEqual(['94', '96', '98'])
    expect(await ids(open, { symbol: 'BTC/USDT', last: 2, to: t0 + 10 * minute })).toStrictEqual(['6', '8'])
    expect(await ids(open, { last: 1000 })).toHaveLength(100)
    expect(await ids(open, { last: 1, from: t0 + 1000 * hour })).toStrictEqual([])
  })

  it('keeps the order of arrival of rows with the same time', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    const names = Array.from({ length: 5_000 }, (_, index) => String(index))
    await open.store.write(
      writeOf(1, [
        batchOf(
          'trade',
          names.map((id) => trade(btc, t0, id)),
        ),
      ]),
      signal,
    )
    expect(await ids(open, {})).toStrictEqual(names)
    expect(await ids(open, { last: 3 })).toStrictEqual(names.slice(-3))
  })

  it('stops when the signal aborts', async () => {
    await using open = await filled()
    const abort = new AbortController()
    abort.abort(new DOMException('enough', 'AbortError'))
    const reading = async (): Promise<void> => {
      for await (const _ of open.store.reader.read({ kind: 'trade' }, abort.signal)) continue
    }
    await expect(reading()).rejects.toThrow('enough')
  })

  it('finds a trade by its id, beyond 2^53 too', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    const big = ['8160237406270933078', '8160237406270933079']
    await open.store.write(
      writeOf(1, [
        batchOf(
          'trade',
          big.map((id, index) => trade(btc, t0 + index, id)),
        ),
      ]),
      signal,
    )
    expect((await open.store.reader.byId('test', 'BTC/USDT', big[1]!))?.events.map((event) => event.ts)).toStrictEqual([t0 + 1])
    expect(await open.store.reader.byId('test', 'BTC/USDT', '8160237406270933000')).toBeUndefined()
    expect(await open.store.reader.byId('test', 'XRP/USDT', big[0]!)).toBeUndefined()
  })

  it('finds the last book snapshot at or before a moment', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    const snapshot = (ts: number): EventMap['book.snapshot'] => ({
      kind: 'book.snapshot',
      instrument: btc,
      ts,
      nanos: 0,
      tsRecv: ts,
      revision: 0,
      bids: Float64Array.of(1, 2),
      asks: Float64Array.of(3, 4, 5, 6),
      depth: undefined,
      sequence: ts,
    })
    await open.store.write(writeOf(1, [batchOf('book.snapshot', [snapshot(t0), snapshot(t0 + 10), snapshot(t0 + 20)])]), signal)
    const at = async (ts: number): Promise<unknown> => (await open.store.reader.nearestSnapshot('test', 'BTCUSDT', ts))?.events
    expect(await at(t0 + 10)).toStrictEqual([snapshot(t0 + 10)])
    expect(await at(t0 + 19.999)).toStrictEqual([snapshot(t0 + 10)])
    expect(await at(t0 - 0.001)).toBeUndefined()
  })

  it('says what it covers, by instrument, kind and interval', async () => {
    await using open = await filled()
    const btc = open.registry.at(0)!
    await open.store.write(writeOf(2, [batchOf('bar', [bar(btc, t0), bar(btc, t0 + minute), bar(btc, t0, { interval: '1h' })])]), signal)
    expect(await open.store.reader.coverage({ symbol: 'BTC/USDT' })).toStrictEqual([
      { venue: 'test', symbol: 'BTC/USDT', kind: 'trade', interval: undefined, from: t0, to: t0 + 98 * minute, rows: 50 },
      { venue: 'test', symbol: 'BTC/USDT', kind: 'bar', interval: '1h', from: t0, to: t0, rows: 1 },
      { venue: 'test', symbol: 'BTC/USDT', kind: 'bar', interval: '1m', from: t0, to: t0 + minute, rows: 2 },
    ])
    expect(await open.store.reader.coverage({ kind: 'quote' })).toStrictEqual([])
  })
})

describe('resampling', () => {
  const start = Date.UTC(2024, 0, 1)
  const rows = async (
    open: OpenStore,
    interval: EventMap['bar']['interval'],
    range: { from?: number; to?: number } = {},
  ): Promise<readonly EventMap['bar'][]> =>
    eventsOf(open.store.reader.resample({ venue: 'test', symbol: 'BTC/USDT', interval, ...range }), open.registry)
  const minutes = (btc: Instrument, count: number): EventMap['bar'][] =>
    Array.from({ length: count }, (_, index) =>
      bar(btc, start + index * minute, {
        open: index,
        close: index + 1,
        high: index + 2,
        low: index - 1,
        volume: 2,
        quoteVolume: 3,
        trades: 4,
        takerBuyVolume: 1,
      }),
    )

  it('makes wider bars from stored ones; the last is final only when it is complete', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    await open.store.write(writeOf(1, [batchOf('bar', minutes(btc, 8))]), signal)
    const [first, second, ...none] = await rows(open, '5m')
    expect(none).toStrictEqual([])
    expect(first).toMatchObject({
      openTime: start,
      closeTime: start + 299_999,
      open: 0,
      close: 5,
      high: 6,
      low: -1,
      volume: 10,
      quoteVolume: 15,
      trades: 20,
    })
    expect(first).toMatchObject({ takerBuyVolume: 5, vwap: 1.5, final: true, origin: 'derived', interval: '5m', ts: start + 299_999 })
    expect(second).toMatchObject({ openTime: start + 300_000, open: 5, close: 8, final: false })
    expect(await rows(open, '5m', { from: start + 1, to: start + 300_001 })).toStrictEqual([second])
  })

  it('takes the widest bars that fit', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    await open.store.write(
      writeOf(1, [batchOf('bar', [...minutes(btc, 60), bar(btc, start, { interval: '30m', volume: 777, closeTime: start + 1_799_999 })])]),
      signal,
    )
    expect((await rows(open, '1h')).map((row) => row.volume)).toStrictEqual([777])
    expect((await rows(open, '20m')).map((row) => row.volume)).toStrictEqual([40, 40, 40])
  })

  it('opens weeks on Mondays and months on the first', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    const days = Array.from({ length: 40 }, (_, index) =>
      bar(btc, start + index * 86_400_000, { interval: '1d', closeTime: start + (index + 1) * 86_400_000 - 1 }),
    )
    await open.store.write(writeOf(1, [batchOf('bar', days)]), signal)
    expect((await rows(open, '1w')).map((row) => new Date(row.openTime).getUTCDay())).toStrictEqual([1, 1, 1, 1, 1, 1])
    expect((await rows(open, '1M')).map((row) => [row.openTime, row.closeTime, row.final])).toStrictEqual([
      [start, Date.UTC(2024, 1, 1) - 1, true],
      [Date.UTC(2024, 1, 1), Date.UTC(2024, 2, 1) - 1, false],
    ])
  })

  it('falls back on trades, by time and by number', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    const prices = [10, 12, 9, 11, 20]
    const trades = prices.map((price, index) => ({
      ...trade(btc, start + index * 20_000, String(index), price, 2),
      side: index === 0 ? ('sell' as const) : ('buy' as const),
    }))
    await open.store.write(writeOf(1, [batchOf('trade', trades)]), signal)
    const [first, second] = await rows(open, '1m')
    expect(first).toMatchObject({
      openTime: start,
      open: 10,
      high: 12,
      low: 9,
      close: 9,
      volume: 6,
      quoteVolume: 62,
      trades: 3,
      takerBuyVolume: 4,
      vwap: 62 / 6,
      final: true,
    })
    expect(second).toMatchObject({ open: 11, close: 20, final: false })
    const ticks = await rows(open, 'tick:2')
    expect(ticks.map((row) => [row.openTime, row.closeTime, row.close, row.final])).toStrictEqual([
      [start, start + 20_000, 12, true],
      [start + 40_000, start + 60_000, 11, true],
      [start + 80_000, start + 80_000, 20, false],
    ])
    await expect(rows(open, 'volume:5')).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_RESAMPLE_UNSUPPORTED' })
  })

  it('gives nothing where nothing is stored', async () => {
    await using open = await openStore()
    expect(await rows(open, '1m')).toStrictEqual([])
  })
})
