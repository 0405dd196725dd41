import { createHash } from 'node:crypto'
import type { AnyBatch, MarketEvent, Plugin, SourceOutput } from '@feedloom/core'
import type { ConfigInput } from '@feedloom/core/config'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as indicators from '@feedloom/indicators/plugins'
import { seededRandom, SkewedClock, VirtualClock } from '@feedloom/testkit'
import {
  createMemoryVenue,
  type MemoryVenue,
  type MemoryVenueOptions,
  simulatedNetwork,
  type VenueEndpoints,
} from '@feedloom/testkit/venue'

/** A venue, a network and an engine in one virtual time. */
export interface Simulation {
  readonly clock: VirtualClock
  /** The engine's own, which may be wrong. */
  readonly wall: SkewedClock
  readonly venue: MemoryVenue
  readonly engine: Engine
  /** For what the caller leaves to chance. */
  readonly random: () => number
}

export interface SimulationOptions {
  readonly seed: number | string
  /** Its own, unless somebody must know the time before. */
  readonly clock?: VirtualClock
  readonly venue: MemoryVenueOptions
  /** Stands between the sources and the engine. */
  readonly between?: (output: SourceOutput) => SourceOutput
  readonly config: (endpoints: Readonly<Record<'binance' | 'binance-usdm', VenueEndpoints>>) => ConfigInput
}

/** Everything is set up, nothing runs yet but the market. */
export async function simulate({
  seed,
  venue: options,
  config,
  between = (output) => output,
  clock = new VirtualClock(),
}: SimulationOptions): Promise<Simulation> {
  const wall = new SkewedClock(clock)
  const venue = await createMemoryVenue({ historyMs: 600_000, ...options, seed, clock })
  const network = simulatedNetwork(venue, { clock, random: seededRandom(`${seed}/network`) })
  const { plugins = [], ...rest } = config(venue.endpoints)
  const engine = await Engine.from(
    { plugins: [watched(binance.binance, between), watched(binance.binanceUsdm, between), indicators, ...plugins], ...rest },
    { clock: wall, random: seededRandom(`${seed}/engine`), network, runId: `sim-${seed}` },
  )
  return { clock, wall, venue, engine, random: seededRandom(`${seed}/faults`) }
}

function watched(plugin: Plugin<'source'>, between: (output: SourceOutput) => SourceOutput): Plugin<'source'> {
  const create: typeof plugin.create = (context, config) => {
    const source = plugin.create(context, config)
    const attach = source.attach.bind(source)
    source.attach = (output) => attach(between(output))
    return source
  }
  return { ...plugin, create }
}

/** Lets virtual time pass until a promise has settled; rejects after `limitMs` of it. */
export async function awaitVirtually<T>(clock: VirtualClock, promise: Promise<T>, limitMs = 600_000): Promise<T> {
  const watch = { settled: false }
  const watched = promise.finally(() => (watch.settled = true))
  watched.catch(() => undefined)
  for (const end = clock.now() + limitMs; !watch.settled;) {
    if (clock.now() >= end) throw new Error(`not settled after ${limitMs} ms of virtual time`)
    await clock.advanceAsync(10)
  }
  return await watched
}

/** Digests events in the order of their publication: every field, instruments by their id. */
export class EventHash {
  events = 0
  readonly #hash = createHash('sha256')

  accept(batch: AnyBatch): void {
    this.#hash.update(`${batch.kind} ${batch.origin} ${batch.delivery}\n`)
    for (const event of batch.events as readonly MarketEvent[]) {
      this.events++
      this.#hash.update(plainEvent(event))
    }
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}

/** Every field of an event as text; instruments by their id. */
export function plainEvent(event: MarketEvent): string {
  return JSON.stringify(event, plainly)
}

function plainly(key: string, value: unknown): unknown {
  if (key === 'instrument') return (value as { readonly id: string }).id
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)]
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}
