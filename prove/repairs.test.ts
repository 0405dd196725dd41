import type { Gap, Trade } from '@feedloom/core'
import type { FaultScriptEntry, Market } from '@feedloom/testkit/venue'
import { describe, expect, it } from 'vitest'
import { awaitVirtually, simulate, type Simulation } from './parts/simulated.ts'

interface Watched extends Simulation {
  /** What was said of each gap, in order. */
  readonly gaps: ReadonlyMap<string, readonly Gap[]>
}

const symbols = ['BTCUSDT', 'ETHUSDT']

/** Binance spot without a key, in virtual time. */
async function spot(
  rate: number,
  kinds: readonly ('trade' | 'quote' | 'book' | 'bar')[],
  faults: readonly FaultScriptEntry[],
): Promise<Watched> {
  const simulation = await simulate({
    seed: 11,
    venue: { venue: 'binance', symbols, rate, faults },
    config: (endpoints) => ({
      sources: {
        binance: {
          endpoints: endpoints.binance,
          reconnect: { first: '1s', max: '5s' },
          heartbeat: { silence: '10s', dataSilence: '10s' },
          subscribe: kinds.map((kind) => ({ kind, symbols, ...(kind === 'bar' ? { interval: '1m' as const } : {}) })),
        },
      },
      sinks: { memory: {} },
    }),
  })
  const gaps = new Map<string, Gap[]>()
  simulation.engine.bus.on('gap', ({ events }) => {
    for (const gap of events) gaps.set(gap.id, [...(gaps.get(gap.id) ?? []), gap])
  })
  await awaitVirtually(simulation.clock, simulation.engine.start())
  return { ...simulation, gaps }
}

interface MemoryReader {
  events(query: { readonly kind: 'trade'; readonly symbol: string }): readonly Trade[]
}

/** What is stored of a market, raw and merged trades together. */
function storedOf({ engine }: Watched, { spec }: Market): readonly Trade[] {
  return (engine.store('memory') as unknown as MemoryReader).events({ kind: 'trade', symbol: spec.symbol })
}

/** How many of the venue's trades each stored one stands for, from and to its ids. */
const spanOf = ({ id, aggregate }: Trade): readonly [first: number, last: number] =>
  aggregate === undefined ? [Number(id), Number(id)] : [Number(aggregate.firstId), Number(aggregate.lastId)]

describe('raw trades that a venue gives no longer without a key', () => {
  it('are healed by merged ones, each once; what these cannot give is lost, by number', { timeout: 120_000 }, async () => {
    const outage: FaultScriptEntry = { when: { afterMs: 20_000 }, action: { type: 'restart', forMs: 30_000 } }
    const run = await spot(3_000, ['trade'], [outage])
    const { clock, engine, venue, gaps } = run
    await clock.advanceAsync(90_000)
    venue.pause()
    await clock.advanceAsync(2_000)
    await awaitVirtually(clock, engine.stop())
    const ends = [...gaps.values()].map((states) => states.at(-1) as Gap)
    expect(ends.every(({ state }) => state === 'healed' || state === 'lost')).toBe(true)
    for (const market of venue.model?.markets ?? []) {
      const stored = storedOf(run, market).map((trade) => spanOf(trade))
      const of = ends.filter(({ instrument, toId }) => instrument.nativeSymbol === market.spec.symbol && toId !== undefined)
      expect(of.some(({ fromId, toId }) => Number(toId) - Number(fromId) > 2_000)).toBe(true)
      expect(of.some(({ healedBy }) => healedBy === 'rest.aggTrades')).toBe(true)
      const spans = stored.toSorted((a, b) => a[0] - b[0])
      const [first, last] = [spans[0]?.[0] ?? 0, spans.at(-1)?.[1] ?? 0]
      const overlaps = spans.filter(([from], i) => i > 0 && from <= (spans[i - 1]?.[1] ?? 0))
      const there = spans.reduce((sum, [from, to]) => sum + to - from + 1, 0)
      const missing = of.reduce((sum, gap) => sum + (gap.missing ?? 0), 0)
      expect({ overlaps, missing }).toEqual({ overlaps: [], missing: last - first + 1 - there })
    }
    await venue.stop()
  })
})

describe('a connection on which every stream falls mute', () => {
  it('breaks each of its streams in the ledger, and each is healed but those without numbers', { timeout: 120_000 }, async () => {
    const mute: FaultScriptEntry = { when: { afterMs: 60_000 }, action: { type: 'mute', match: 'all', forMs: 25_000 } }
    const { clock, engine, venue, gaps } = await spot(200, ['trade', 'quote', 'book', 'bar'], [mute])
    const begin = clock.now()
    await clock.advanceAsync(150_000)
    const silent = [...gaps.values()].filter(([gap]) => gap?.cause === 'silence')
    const streamOf = ({ instrument, dataKind }: Gap): string => `${instrument.nativeSymbol} ${dataKind}`
    const broken = new Map(silent.map((states) => [streamOf(states[0] as Gap), states]))
    expect([...broken.keys()].sort()).toEqual(
      symbols.flatMap((symbol) => ['bar', 'book', 'quote', 'trade'].map((kind) => `${symbol} ${kind}`)).sort(),
    )
    for (const [first, ...more] of silent) {
      expect(first).toMatchObject({ state: 'suspected', to: undefined })
      expect((first?.tsRecv ?? 0) - begin).toBeLessThan(60_000 + 13_000)
      expect(more.at(-1)?.state).toBe(first?.dataKind === 'quote' ? 'lost' : 'healed')
    }
    await awaitVirtually(clock, engine.stop())
    await venue.stop()
  })
})
