import { createHash } from 'node:crypto'
import type { AnyBatch, EventKind, MarketEvent } from '@feedloom/core'
import { fromColumns, layouts } from '@feedloom/core/columns'
import type { ConfigInput, SubscribeInput } from '@feedloom/core/config'
import { Engine, systemClock } from '@feedloom/core/engine'
import { Instruments } from '@feedloom/core/events'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as indicators from '@feedloom/indicators/plugins'
import * as recorder from '@feedloom/recorder/plugins'
import { DuckdbStore } from '@feedloom/storage-duckdb'
import * as duckdb from '@feedloom/storage-duckdb/plugins'
import { startSimulatedVenue, type VenueEndpoints } from '@feedloom/testkit/venue'
import { wait } from './fault-run.ts'
import { EventHash, plainEvent } from './simulated.ts'

type SourceInput = ConfigInput['sources'][string]

/** What a run gave: every event in the order of its publication, and every stored row. */
export interface RunDigest {
  readonly startedAt: number
  readonly events: number
  readonly hash: string
  readonly rows: number
  readonly stored: string
  readonly byKind: Readonly<Record<string, number>>
  /** One text an event, to find the first difference. */
  readonly texts: readonly string[]
}

export interface RecordOptions {
  readonly folder: string
  readonly seed: number
  readonly seconds: number
  /** Orders, cancellations and takers a second. */
  readonly rate: number
  /** Sockets are cut this often. */
  readonly killEveryMs: number
  /** History before live. */
  readonly backfill?: string
}

const symbols = ['BTC/USDT', 'ETH/USDT']
const perpetuals = ['BTC/USDT:USDT', 'ETH/USDT:USDT']

/** Everything but the sources is the same for the run and its replays. */
function configOf(folder: string, name: string, sources: Readonly<Record<string, SourceInput>>): ConfigInput {
  return {
    plugins: [binance, duckdb, indicators, recorder],
    sources,
    processors: {
      bars: { intervals: ['1s', '5s', 'tick:20'], grace: '200ms' },
      indicators: {
        input: { interval: '1s', origin: 'derived' },
        compute: { sma5: { sma: { period: 5 } }, rsi14: { rsi: { period: 14 } } },
      },
      conflate: { kinds: ['quote', 'book'], every: '250ms', depth: 20 },
    },
    sinks: { duckdb: { path: `${folder}/${name}.duckdb` } },
  }
}

function live(endpoints: VenueEndpoints, subscribe: readonly SubscribeInput[]): SourceInput {
  return { endpoints, reconnect: { first: '300ms', max: '1s' }, heartbeat: { silence: '10s' }, subscribe: [...subscribe] }
}

/** Follows both markets over sockets that are cut again and again, and records what comes in. */
export async function recordRun({ folder, seed, seconds, rate, killEveryMs, backfill }: RecordOptions): Promise<RunDigest> {
  await using venue = await startSimulatedVenue({
    venue: 'both',
    seed,
    rate,
    symbols: ['BTCUSDT', 'ETHUSDT'],
    historyMs: 600_000,
    faults: [{ when: { everyMs: [killEveryMs, 2 * killEveryMs] }, action: { type: 'kill-sockets' } }],
  })
  const more = backfill === undefined ? {} : { backfill }
  const sources = {
    binance: live(venue.endpoints.binance, [
      { kind: 'trade', symbols, variant: 'aggregate', ...more },
      { kind: 'quote', symbols },
      { kind: 'book', symbols },
      { kind: 'bar', symbols, interval: '1m', ...more },
    ]),
    'binance-usdm': live(venue.endpoints['binance-usdm'], [
      { kind: 'trade', symbols: perpetuals },
      { kind: 'book', symbols: perpetuals },
      { kind: 'mark', symbols: perpetuals },
    ]),
  }
  const config: ConfigInput = { ...configOf(folder, 'live', sources), record: { path: `${folder}/recordings` } }
  return await digested(folder, 'live', config, async (engine) => {
    await engine.start()
    await wait(seconds * 1_000)
    await engine.stop()
  })
}

/** The recording through the same config. */
export async function replayRun(folder: string, name: string, speed: number | 'max' = 'max'): Promise<RunDigest> {
  const sources = Object.fromEntries(
    (['binance', 'binance-usdm'] as const).map((id) => [id, { type: 'replay', files: `${folder}/recordings`, normalizer: id, speed }]),
  )
  return await digested(folder, name, configOf(folder, name, sources), async (engine) => {
    await engine.run({ handleSignals: false })
  })
}

async function digested(folder: string, name: string, config: ConfigInput, run: (engine: Engine) => Promise<void>): Promise<RunDigest> {
  const startedAt = systemClock.now()
  const hash = new EventHash()
  const texts: string[] = []
  const byKind: Record<string, number> = {}
  {
    await using engine = await Engine.from(config, { runId: 'proof' })
    engine.bus.on('*', (batch) => {
      // That it happened then and not now is what a replay says of itself.
      const told = { ...batch, delivery: batch.delivery === 'live' ? 'replay' : batch.delivery } as AnyBatch
      hash.accept(told)
      byKind[batch.kind] = (byKind[batch.kind] ?? 0) + batch.events.length
      for (const event of batch.events as readonly MarketEvent[]) texts.push(`${told.delivery} ${batch.origin} ${plainEvent(event)}`)
    })
    await run(engine)
  }
  const stored = await storedRows(`${folder}/${name}.duckdb`)
  return { startedAt, events: hash.events, hash: hash.digest(), rows: stored.rows, stored: stored.hash, byKind, texts }
}

/** Every row of every kind, in the order in which the store reads them. */
async function storedRows(path: string): Promise<{ readonly rows: number; readonly hash: string }> {
  const instruments = new Instruments()
  const store = new DuckdbStore({ path, clock: systemClock, instruments })
  await store.open()
  const hash = createHash('sha256')
  let rows = 0
  try {
    for (const kind of Object.keys(layouts) as EventKind[]) {
      for await (const batch of store.reader.read({ kind })) {
        for (const event of fromColumns(batch, instruments).events) {
          rows++
          hash.update(plainEvent(event))
        }
      }
    }
  } finally {
    await store.close()
  }
  return { rows, hash: hash.digest('hex') }
}

/** Where two runs part, in words; undefined where they do not. */
export function firstDifference(a: RunDigest, b: RunDigest): string | undefined {
  const at = a.texts.findIndex((text, i) => text !== b.texts[i])
  if (at < 0) return a.texts.length === b.texts.length ? undefined : `event ${a.texts.length}: nothing, then ${b.texts[a.texts.length]}`
  return `event ${at} of ${a.texts.length}:\n    ${a.texts[at]}\n    ${b.texts[at] ?? 'nothing'}`
}
