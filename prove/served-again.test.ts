import * as binance from '@feedloom/exchange-binance/plugins'
import type { SubscribeInput } from '@feedloom/core/config'
import { Engine } from '@feedloom/core/engine'
import { startSimulatedVenue, type SimulatedVenue } from '@feedloom/testkit/venue'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import * as recording from '@feedloom/recorder/plugins'

const symbols = { binance: ['BTC/USDT', 'ETH/USDT'], 'binance-usdm': ['BTC/USDT:USDT', 'ETH/USDT:USDT'] } as const
type Venue = keyof typeof symbols

interface Followed extends AsyncDisposable {
  readonly engine: Engine
  readonly counts: Record<string, number>
  /** Both sides of every book, and how far it is. */
  books(): readonly unknown[]
}

async function follow(venue: SimulatedVenue, name: Venue, more: Record<string, unknown> = {}): Promise<Followed> {
  const subscribe = ['trade', 'quote', 'book'].map((kind): SubscribeInput => ({ kind: kind as 'trade', symbols: [...symbols[name]] }))
  const engine = await Engine.from({
    plugins: [binance, recording],
    sources: { [name]: { endpoints: venue.endpoints[name], subscribe } },
    sinks: { memory: {} },
    ...more,
  })
  const counts: Record<string, number> = {}
  engine.bus.on('*', ({ kind, events }) => {
    for (const { instrument } of events) counts[`${instrument.symbol} ${kind}`] = (counts[`${instrument.symbol} ${kind}`] ?? 0) + 1
  })
  await engine.start()
  const books = (): readonly unknown[] =>
    symbols[name].map((symbol) => {
      const book = engine.view.book(symbol, name)
      return { symbol, sequence: book?.sequence, ts: book?.ts, levels: book?.top(1_000) }
    })
  return { engine, counts, books, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() }
}

/** Stops when everything that was sent is processed. */
async function settle(venue: SimulatedVenue, { engine }: Followed): Promise<void> {
  await venue.settled()
  await engine.stop()
}

describe('a recording of a venue, served by the simulated venue,', () => {
  it.each([
    ['binance', 'gzip'],
    ['binance', 'zstd'],
    ['binance-usdm', 'none'],
  ] as const)('gives who follows it what was live (%s, %s)', { timeout: 40_000 }, async (name, compress) => {
    const path = await mkdtemp(join(tmpdir(), 'feedloom-'))
    await using market = await startSimulatedVenue({ venue: name, seed: 3, rate: 500, symbols: ['BTCUSDT', 'ETHUSDT'] })
    await using live = await follow(market, name, { sinks: { memory: {}, recorder: { path, compress } } })
    const wanted = symbols[name].map((symbol) => `${symbol} book.delta`)
    await vi.waitFor(() => expect(wanted.map((key) => (live.counts[key] ?? 0) > 10)).toEqual([true, true]), 15_000)
    market.pause()
    await settle(market, live)

    const files = (await readdir(path)).map((file) => join(path, file))
    await using served = await startSimulatedVenue({ venue: name, recording: files, speed: 'max', holdMs: 8_000 })
    await using again = await follow(served, name)
    await served.ended
    await settle(served, again)
    expect(again.counts).toEqual(live.counts)
    expect(again.books()).toEqual(live.books())
    expect(again.books()[0]).toMatchObject({ sequence: expect.any(Number) as number })
  })
})
