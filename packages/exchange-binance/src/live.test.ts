import { existsSync, readFileSync } from 'node:fs'
import type { DataKind, Subscription } from '@feedloom/core'
import { systemClock } from '@feedloom/core/engine'
import { sharedPath } from '@feedloom/testkit'
import { startSimulatedVenue } from '@feedloom/testkit/venue'
import { describe, expect, it, vi } from 'vitest'
import { spotNormalizer, usdmNormalizer } from './normalizer.ts'
import { binance, binanceUsdm } from './plugins.ts'
import { spotConfig } from './spec-spot.ts'
import { usdmConfig } from './spec-usdm.ts'
import { LiveSource } from './test/live-source.ts'
import type { ExpectedSet } from './test/recorded-set.ts'
import { booksOf, hashOf } from './test/witness-book.ts'

function wanted(kind: DataKind, symbol: string, over: Partial<Subscription> = {}): Subscription {
  return {
    kind,
    symbol,
    interval: undefined,
    variant: undefined,
    depth: undefined,
    pollEveryMs: undefined,
    backfillMs: undefined,
    options: undefined,
    ...over,
  }
}

const spotSymbols = ['BLZETH', 'LRCBTC', 'NKNUSDT', 'RUNEEUR']
const usdmSymbols = ['AKROUSDT', 'CTKUSDT', 'KEEPUSDT', 'SUSHIUSDT']
const all = (symbols: readonly string[]): readonly Subscription[] =>
  symbols.flatMap((symbol) => [
    wanted('trade', symbol, { variant: 'aggregate' }),
    wanted('quote', symbol),
    wanted('book', symbol),
    wanted('bar', symbol, { interval: '1m' }),
  ])

const cases = [
  {
    venue: 'binance',
    folder: 'binance-spot',
    name: 'multi-20211011',
    plugin: binance,
    schema: spotConfig,
    factory: spotNormalizer,
    subscriptions: all(spotSymbols),
  },
  {
    venue: 'binance-usdm',
    folder: 'binance-usdm',
    name: 'multi-20210722',
    plugin: binanceUsdm,
    schema: usdmConfig,
    factory: usdmNormalizer,
    subscriptions: all(usdmSymbols),
  },
  {
    venue: 'binance',
    folder: 'binance-spot',
    name: 'btcusdt-20240808',
    plugin: binance,
    schema: spotConfig,
    factory: spotNormalizer,
    subscriptions: [wanted('trade', 'BTC/USDT'), wanted('quote', 'BTC/USDT'), wanted('book', 'BTC/USDT')],
  },
  {
    venue: 'binance-usdm',
    folder: 'binance-usdm',
    name: 'btcusdt-20240808',
    plugin: binanceUsdm,
    schema: usdmConfig,
    factory: usdmNormalizer,
    subscriptions: [
      wanted('trade', 'BTC/USDT:USDT', { variant: 'raw' }),
      wanted('quote', 'BTC/USDT:USDT'),
      wanted('book', 'BTC/USDT:USDT', { options: { speed: '0ms' } }),
    ],
  },
] as const

const available = sharedPath('fixtures', 'binance-spot', 'expected.json') !== undefined

describe.skipIf(!available).each(cases)('$venue over real sockets, $name', (one) => {
  it('gives what the recording behind the venue holds: every event, and the books', async () => {
    const path = (suffix: string): string => sharedPath('fixtures', one.folder, `${one.name}.${suffix}`) as string
    const text = readFileSync(sharedPath('fixtures', one.folder, 'expected.json') as string, 'utf8')
    const expected = (JSON.parse(text) as { sets: Record<string, ExpectedSet> }).sets[one.name] as ExpectedSet
    const recording = ['ws.jsonl.gz', 'rest-depth.jsonl.gz', 'rest-exchangeInfo.jsonl.gz'].map(path).filter((file) => existsSync(file))
    await using venue = await startSimulatedVenue({ recording, speed: 'max' })
    const source = new LiveSource(one.plugin, one.schema.parse({ endpoints: venue.endpoints[one.venue] }), systemClock)
    await source.start(one.subscriptions)
    await venue.ended
    const sum = (counts: readonly { readonly count: number }[]): number => counts.reduce((total, { count }) => total + count, 0)
    const counts = [
      sum(expected.trades),
      sum(expected.bookTicker),
      expected.books.reduce((total, { diffs }) => total + diffs, 0),
      expected.klines.reduce((total, { updates }) => total + updates, 0),
    ]
    await vi.waitFor(
      () => expect((['trade', 'quote', 'book.delta', 'bar'] as const).map((kind) => source.count(kind))).toEqual(counts),
      5000,
    )
    await vi.waitFor(() => expect(source.snapshots.length).toBe(expected.books.length), 5000)
    await source.stop()
    expect(source.errors).toEqual([])
    const books = booksOf(source.events, one.factory)
    expect(expected.books.map(({ symbol }) => hashOf(books.get(symbol) as never))).toEqual(
      expected.books.map(({ fullBookSha256 }) => fullBookSha256),
    )
  })
})

describe('a whole market over real sockets', () => {
  it.each([
    [
      'binance',
      binance,
      spotConfig,
      [
        wanted('trade', 'BTC/USDT'),
        wanted('quote', 'BTC/USDT'),
        wanted('book', 'BTC/USDT'),
        wanted('book', 'ETH/USDT', { depth: 10 }),
        wanted('bar', 'BTC/USDT', { interval: '1s' }),
        wanted('ticker', 'BTC/USDT'),
        wanted('quote', 'ETH/USDT', { pollEveryMs: 200 }),
      ],
      ['bar', 'book.delta', 'book.snapshot', 'quote', 'ticker', 'trade'],
    ],
    [
      'binance-usdm',
      binanceUsdm,
      usdmConfig,
      [
        wanted('trade', 'BTC/USDT:USDT'),
        wanted('quote', 'BTC/USDT:USDT'),
        wanted('book', 'BTC/USDT:USDT'),
        wanted('book', 'ETH/USDT:USDT', { depth: 5 }),
        wanted('bar', 'BTC/USDT:USDT', { interval: '1m' }),
        wanted('ticker', 'BTC/USDT:USDT'),
        wanted('mark', 'BTC/USDT:USDT'),
        wanted('funding', 'BTC/USDT:USDT'),
        wanted('liquidation', 'BTC/USDT:USDT'),
        wanted('open-interest', 'BTC/USDT:USDT', { pollEveryMs: 200 }),
      ],
      ['bar', 'book.delta', 'book.snapshot', 'funding', 'mark', 'open-interest', 'quote', 'ticker', 'trade'],
    ],
  ] as const)('of %s arrives in every kind, without an error', async (name, plugin, schema, subscriptions, kinds) => {
    await using venue = await startSimulatedVenue({ venue: name, seed: 4, rate: 400 })
    const source = new LiveSource(plugin, schema.parse({ endpoints: venue.endpoints[name] }), systemClock)
    await source.start(subscriptions)
    const seen = (): string[] => [...new Set(source.events.map(({ kind }) => kind))].filter((kind) => kind !== 'liquidation').sort()
    await vi.waitFor(() => expect(seen()).toEqual(kinds), 8000)
    await source.stop()
    expect(source.errors).toEqual([])
  })
})
