import { testInstruments } from '@feedloom/testkit'
import { tableFromIPC, tableToIPC } from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import type { AnyBatch, Bar, Delivery, EventKind, Instrument, Quote, Ticker, Trade } from '../contracts/index.ts'
import { MarketBuffer } from './market-buffer.ts'

const registry = testInstruments(
  ['spot', 'perp'].map((venue) => ({
    venue,
    nativeSymbol: 'BTCUSDT',
    symbol: venue === 'spot' ? 'BTC/USDT' : 'BTC/USDT:USDT',
    type: 'spot',
    base: 'BTC',
    quote: 'USDT',
  })),
)
const [spot, perp] = [...registry.all()] as [Instrument, Instrument]

const header = (ts: number, instrument = spot): object => ({ instrument, ts, nanos: 0, tsRecv: ts + 1, revision: 0 })
const trade = (ts: number, price: number, size = 1, instrument = spot): Trade =>
  ({ ...header(ts, instrument), kind: 'trade', price, size, side: 'buy', id: undefined }) as unknown as Trade
const quote = (ts: number, bidPrice: number, askPrice: number): Quote =>
  ({ ...header(ts), kind: 'quote', bidPrice, bidSize: 1, askPrice, askSize: 2 }) as unknown as Quote
const ticker = (ts: number, facts: object): Ticker => ({ ...header(ts), kind: 'ticker', last: 1, ...facts }) as unknown as Ticker
const bar = (openTime: number, close: number, facts: object = {}): Bar =>
  ({
    ...header(openTime),
    kind: 'bar',
    interval: '1m',
    openTime,
    closeTime: openTime + 59_999,
    open: 1,
    high: 9,
    low: 1,
    close,
    volume: 5,
    final: true,
    origin: 'venue',
    ...facts,
  }) as unknown as Bar

const batch = (events: readonly { kind: EventKind }[], delivery: Delivery = 'live'): AnyBatch =>
  ({ kind: events[0]?.kind, origin: 'test', delivery, events }) as unknown as AnyBatch

const bufferOf = (size = 100): MarketBuffer => new MarketBuffer({ size, kinds: ['tick', 'trade', 'quote', 'bar'] })

describe('market buffer', () => {
  it('finds rows by unified or native symbol, and tells venues apart', () => {
    const buffer = bufferOf()
    buffer.accept(batch([trade(1, 10), trade(2, 20, 1, perp), trade(3, 30)]))
    const prices = (symbol: string, venue?: string): number[] =>
      Array.from(buffer.latest({ symbol, venue, kind: 'trade' }, 10).columns['price'] ?? [])
    expect(prices('BTC/USDT')).toEqual([10, 30])
    expect(prices('BTC/USDT:USDT')).toEqual([20])
    expect(prices('BTCUSDT', 'perp')).toEqual([20])
    expect(buffer.latest({ symbol: 'BTC/USDT', kind: 'trade' }, 10).instrument).toBe(spot)
    expect(prices('ETH/USDT')).toEqual([])
  })

  it('folds trades, quotes and tickers into ticks', () => {
    const buffer = bufferOf()
    buffer.accept(batch([quote(1, 9, 11)]))
    buffer.accept(batch([trade(2, 10, 3), trade(3, 12, 1)]))
    buffer.accept(batch([ticker(4, { last: 12, open: 5, high: 13, low: 4 })]))
    buffer.accept(batch([trade(5, 14, 2)]))
    const nan = Number.NaN
    expect(buffer.latest({ symbol: 'BTC/USDT', kind: 'tick' }, 10).rows()).toEqual([
      { timestamp: 1, price: nan, volume: 0, bid: 9, ask: 11, high: nan, low: nan, open: nan, close: nan },
      { timestamp: 2, price: 10, volume: 3, bid: 9, ask: 11, high: 10, low: 10, open: 10, close: 10 },
      { timestamp: 3, price: 12, volume: 1, bid: 9, ask: 11, high: 12, low: 10, open: 10, close: 12 },
      { timestamp: 4, price: 12, volume: 0, bid: 9, ask: 11, high: 13, low: 4, open: 5, close: 12 },
      { timestamp: 5, price: 14, volume: 2, bid: 9, ask: 11, high: 14, low: 4, open: 5, close: 14 },
    ])
  })

  it('puts healed trades in their place and lets no old trade be the present tick', () => {
    const buffer = bufferOf()
    buffer.accept(batch([trade(1, 10), trade(9, 90)]))
    buffer.accept(batch([trade(5, 50)], 'backfill'))
    expect(Array.from(buffer.latest({ symbol: 'BTC/USDT', kind: 'trade' }, 10).columns['price'] ?? [])).toEqual([10, 50, 90])
    expect(Array.from(buffer.latest({ symbol: 'BTC/USDT', kind: 'tick' }, 10).columns['price'] ?? [])).toEqual([10, 90])
  })

  it('replaces a forming bar and keeps intervals and origins apart', () => {
    const buffer = bufferOf()
    buffer.accept(
      batch([
        bar(0, 1, { final: false }),
        bar(0, 2),
        bar(60_000, 3, { final: false }),
        bar(0, 7, { interval: '5m' }),
        bar(0, 8, { origin: 'derived' }),
      ]),
    )
    const closes = (interval: '1m' | '5m'): number[] =>
      Array.from(buffer.latest({ symbol: 'BTC/USDT', kind: 'bar', interval }, 10).columns['close'] ?? [])
    expect(closes('1m')).toEqual([2, 3])
    expect(closes('5m')).toEqual([7])
    expect(buffer.latest({ symbol: 'BTC/USDT', kind: 'bar', interval: '1m' }, 1).rows()[0]).toMatchObject({ final: 0, vwap: Number.NaN })
  })

  it('answers a range with both borders as promised, and clears what it is told', () => {
    const buffer = bufferOf()
    buffer.accept(batch([1, 2, 3, 4].map((ts) => trade(ts, ts))))
    buffer.accept(batch([quote(1, 1, 2)]))
    const query = { symbol: 'BTC/USDT', kind: 'trade' } as const
    expect(
      buffer
        .range(query, 2, 4)
        .rows()
        .map((row) => row['ts']),
    ).toEqual([2, 3])
    buffer.clear({ kind: 'trade', symbol: 'BTC/USDT' })
    expect(buffer.latest(query, 10).length).toBe(0)
    expect(buffer.latest({ symbol: 'BTC/USDT', kind: 'quote' }, 10).length).toBe(1)
    buffer.clear()
    expect(buffer.latest({ symbol: 'BTC/USDT', kind: 'quote' }, 10).length).toBe(0)
  })

  it('keeps only the kinds it was told to', () => {
    const buffer = new MarketBuffer({ size: 10, kinds: ['trade'] })
    buffer.accept(batch([quote(1, 1, 2)]))
    buffer.accept(batch([trade(1, 1)]))
    expect(buffer.latest({ symbol: 'BTC/USDT', kind: 'quote' }, 1).length).toBe(0)
    expect(buffer.latest({ symbol: 'BTC/USDT', kind: 'tick' }, 1).length).toBe(0)
    expect(buffer.latest({ symbol: 'BTC/USDT', kind: 'trade' }, 1).length).toBe(1)
  })

  it('exports the eleven columns of a tick to Arrow, apart from its own memory', async () => {
    const buffer = bufferOf(4)
    buffer.accept(batch([1, 2, 3, 4].map((ts) => trade(ts + 0.5, ts * 10, ts))))
    const table = await buffer.toArrow({ symbol: 'BTC/USDT', kind: 'tick', last: 2 })
    buffer.accept(batch([5, 6, 7, 8].map((ts) => trade(ts, ts))))
    const read = tableFromIPC(tableToIPC(table))
    const types = ['Utf8', 'Int64', ...Array.from({ length: 8 }, () => 'Float64'), 'Utf8']
    expect(read.schema.fields.map((field) => String(field.type))).toEqual(types)
    expect(read.schema.fields.map((field) => field.name)).toEqual([
      'symbol',
      'timestamp',
      'price',
      'volume',
      'bid',
      'ask',
      'high',
      'low',
      'open',
      'close',
      'exchange',
    ])
    expect(read.toArray().map((row: object) => ({ ...row }))).toMatchObject([
      { symbol: 'BTC/USDT', timestamp: 3n, price: 30, volume: 3, exchange: 'spot' },
      { symbol: 'BTC/USDT', timestamp: 4n, price: 40, volume: 4, exchange: 'spot' },
    ])
    expect((await buffer.toArrow({ symbol: 'ETH/USDT', kind: 'tick' })).numRows).toBe(0)
  })
})
