import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barAt, btc, eth, gapAt, instruments, runOf, tradeAt } from '../../test/event-fixture.ts'
import { fromColumns } from '../columns/from-columns.ts'
import type {
  BookSnapshot,
  EventKind,
  EventMap,
  EventStore,
  IndicatorDefinition,
  IndicatorFilter,
  IndicatorValue,
  Quote,
  ReadQuery,
  Trade,
} from '../contracts/index.ts'
import { MemoryStore } from './memory-store.ts'

async function read<K extends EventKind>(store: EventStore, query: ReadQuery<K>): Promise<readonly EventMap[K][]> {
  const events: EventMap[K][] = []
  for await (const columns of store.read(query)) events.push(...fromColumns(columns, instruments).events)
  return events
}

const snapshotAt = (ts: number): BookSnapshot => {
  const head = { kind: 'book.snapshot' as const, instrument: btc, ts, nanos: 0, tsRecv: ts, revision: 0 }
  return { ...head, bids: Float64Array.of(ts, 1), asks: new Float64Array(), depth: undefined, sequence: undefined }
}

const valueOf = (definition: IndicatorDefinition, row: number, final: boolean): IndicatorValue => ({
  kind: 'indicator',
  instrument: btc,
  ts: row * 60_000,
  nanos: 0,
  tsRecv: row * 60_000,
  revision: 0,
  definition,
  interval: '1m',
  openTime: row * 60_000,
  values: [row, -row],
  final,
  ready: true,
  converged: true,
})

describe('memory store', () => {
  it('gives values of indicators by name, type, parameters and closed bars', async () => {
    const definition = (name: string, indicator: string, parameters: Readonly<Record<string, number | string | boolean>>) => ({
      name,
      indicator,
      parameters,
      outputs: ['a', 'b'],
    })
    const fast = definition('fast', 'rsi', { period: 7, input: 'close', strict: true })
    const slow = definition('slow', 'rsi', { period: 14, input: 'open', strict: false })
    const other = definition("o'ther", 'macd', { "fa'st": 1.5 })
    const values = [fast, slow, other].flatMap((one) => [0, 1, 2].map((row) => valueOf(one, row, row < 2)))
    const store = new MemoryStore(1000)
    store.put(runOf(values))
    const times = async (indicator: IndicatorFilter, last?: number): Promise<readonly string[]> => {
      const found = await read(store, { kind: 'indicator', symbol: 'BTC/USDT', interval: '1m', indicator, last })
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

  it('reads rows in order of time, then of arrival, over instruments, ranges and the last rows', async () => {
    const row = fc.record({ ts: fc.nat(20), isBtc: fc.boolean() })
    const query = fc.record({
      from: fc.option(fc.nat(20), { nil: undefined }),
      to: fc.option(fc.nat(20), { nil: undefined }),
      last: fc.option(fc.nat(8), { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 40 }),
        query,
        fc.option(fc.constant('BTC/USDT'), { nil: undefined }),
        async (rows, range, symbol) => {
          const store = new MemoryStore(1000)
          const trades = rows.map(({ ts, isBtc }, i) => tradeAt(ts, 1, 1, { id: String(i), instrument: isBtc ? btc : eth }))
          store.put(runOf(trades))
          const fits = trades.filter(
            ({ ts, instrument }) => ts >= (range.from ?? 0) && ts < (range.to ?? 99) && (symbol === undefined || instrument === btc),
          )
          const wanted = fits.sort((a, b) => a.ts - b.ts).slice(range.last === undefined ? 0 : Math.max(0, fits.length - range.last))
          expect(await read(store, { kind: 'trade', symbol, ...range })).toEqual(wanted)
        },
      ),
    )
  })

  it('gives back every key and every bit of quotes and trades, usual ones and others', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN))
    const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 9 })
    const rest = { nanos: fc.constantFrom(0, 0, 0, 7), revision: fc.constantFrom(0, 0, 0, 1) }
    const lists = Array.from({ length: 80 }, (_, i) => [`C${i}`])
    const more = { conditions: maybe(fc.constantFrom(...lists)), tape: maybe(fc.constant('A')) }
    const quote = fc.record({
      bidPrice: number,
      bidSize: number,
      askPrice: number,
      askSize: number,
      sequence: maybe(fc.nat()),
      ...more,
      ...rest,
    })
    const trade = fc.record({
      price: number,
      size: number,
      side: fc.constantFrom('buy', 'sell', 'unknown'),
      id: maybe(fc.string()),
      ...more,
      ...rest,
    })
    const times = fc.record({ ts: fc.nat(50), tsRecv: number })
    fc.assert(
      fc.property(fc.array(fc.tuple(times, quote, trade), { maxLength: 200 }), fc.nat(80), (all, dropped) => {
        const unknown = { aggregate: undefined, printVenue: undefined }
        const quotes = all.map(([{ ts, tsRecv }, { nanos, revision, conditions, tape, ...own }]): Quote => {
          const head = { kind: 'quote' as const, instrument: btc, ts, nanos, tsRecv, revision }
          return { ...head, ...own, conditions, bidVenue: undefined, askVenue: undefined, tape }
        })
        const trades = all.map(([{ ts, tsRecv }, , { nanos, revision, conditions, tape, ...own }]): Trade => {
          const head = { kind: 'trade' as const, instrument: btc, ts, nanos, tsRecv, revision }
          return { ...head, ...own, ...unknown, conditions, tape }
        })
        for (const [kind, events] of [
          ['quote', quotes],
          ['trade', trades],
        ] as const) {
          const store = new MemoryStore(Math.max(1, events.length - dropped))
          store.put(runOf(events))
          const kept = store.events({ kind })
          expect(kept.length + store.dropped).toBe(events.length)
          const wanted = events.toSorted((a, b) => a.ts - b.ts).slice(store.dropped)
          expect(kept).toStrictEqual(wanted)
        }
      }),
    )
  })

  it('keeps the latest statement of a bar and of a gap', async () => {
    const store = new MemoryStore(1000)
    store.put(
      runOf([
        barAt(0, { close: 1, final: false }),
        barAt(0, { close: 2 }),
        barAt(60_000),
        barAt(0, { origin: 'derived' }),
        barAt(0, { interval: '5m' }),
      ]),
    )
    store.put(runOf([gapAt(5, 'a', 'suspected'), gapAt(9, 'a', 'healed')]))
    const bars = await read(store, { kind: 'bar', interval: '1m' })
    expect(bars.map((bar) => [bar.openTime, bar.close, bar.origin])).toEqual([
      [0, 2, 'venue'],
      [0, 2, 'derived'],
      [60_000, 2, 'venue'],
    ])
    expect((await read(store, { kind: 'gap' })).map((gap) => gap.state)).toEqual(['healed'])
    expect(store.size).toBe(5)
  })

  it('never holds more events than it may, and lets the longest series go first', async () => {
    const store = new MemoryStore(100)
    store.put(runOf([barAt(0)]))
    for (let ts = 0; ts < 1000; ts++) store.put(runOf([tradeAt(ts, 1)]))
    expect(store.size).toBeLessThanOrEqual(100)
    expect(store.size + store.dropped).toBe(1001)
    expect((await read(store, { kind: 'bar' })).length).toBe(1)
    expect((await read(store, { kind: 'trade' })).at(-1)?.ts).toBe(999)
  })

  it('finds the nearest snapshot, a trade by its id, coverage and sizes', async () => {
    const store = new MemoryStore(1000)
    store.put(runOf([snapshotAt(10), snapshotAt(20)]))
    store.put(runOf([tradeAt(1, 1, 1, { id: '8160237406270933078' }), tradeAt(2, 1, 1, { instrument: eth })]))
    const nearest = async (ts: number): Promise<number | undefined> => (await store.nearestSnapshot('test', 'BTC/USDT', ts))?.events[0]?.ts
    expect([await nearest(9), await nearest(10), await nearest(19), await nearest(99)]).toEqual([undefined, 10, 10, 20])
    expect((await store.byId('test', 'BTCUSDT', '8160237406270933078'))?.events[0]?.ts).toBe(1)
    expect(await store.byId('test', 'ETH/USDT', '8160237406270933078')).toBeUndefined()
    expect(await store.coverage({ symbol: 'BTC/USDT', kind: 'trade' })).toEqual([
      { venue: 'test', symbol: 'BTC/USDT', kind: 'trade', interval: undefined, from: 1, to: 1, rows: 1 },
    ])
    expect(await store.stats()).toEqual([
      { table: 'orderbook_snapshots', rows: 2, from: 10, to: 20 },
      { table: 'trade_data', rows: 2, from: 1, to: 2 },
    ])
  })

  it('makes wider bars of stored bars, else of stored trades', async () => {
    const query = { venue: 'test', symbol: 'BTC/USDT', interval: '5m' } as const
    const resample = async (store: MemoryStore): Promise<readonly (readonly number[])[]> => {
      const rows: (readonly number[])[] = []
      for await (const columns of store.resample(query))
        for (const bar of fromColumns(columns, instruments).events) rows.push([bar.openTime, bar.close, bar.volume])
      return rows
    }
    const store = new MemoryStore(1000)
    expect(await resample(store)).toEqual([])
    store.put(runOf([tradeAt(1, 5, 2), tradeAt(300_000, 6, 3)]))
    expect(await resample(store)).toEqual([
      [0, 5, 2],
      [300_000, 6, 3],
    ])
    store.put(runOf([0, 1, 2, 3, 4, 5].map((i) => barAt(i * 60_000, { close: i }))))
    expect(await resample(store)).toEqual([
      [0, 4, 15],
      [300_000, 5, 3],
    ])
  })
})
