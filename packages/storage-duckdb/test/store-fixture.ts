import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testInstruments, VirtualClock } from '@feedloom/testkit'
import type { ColumnBatch, EventKind, EventMap, InstrumentRegistry } from '@feedloom/core'
import { fromColumns } from '@feedloom/core/columns'
import { afterAll } from 'vitest'
import { DuckdbStore, type DuckdbStoreOptions } from '../src/index.ts'
import { t0 } from './events.ts'

export * from './events.ts'

let folder: string | undefined
let files = 0

/** A path for a new file in a folder that goes away after the tests of this file. */
export async function newPath(): Promise<string> {
  if (folder === undefined) {
    folder = await mkdtemp(join(tmpdir(), 'feedloom-duckdb-'))
    afterAll(() => rm(folder ?? '', { recursive: true, force: true }))
  }
  return join(folder, `${files++}.duckdb`)
}

export function instruments(): InstrumentRegistry {
  return testInstruments(
    ['BTC', 'ETH', 'ÄÖ😀'].map((base) => ({
      venue: 'test',
      nativeSymbol: `${base}USDT`,
      symbol: `${base}/USDT`,
      type: 'spot' as const,
      base,
      quote: 'USDT',
    })),
  )
}

export interface OpenStore extends AsyncDisposable {
  readonly store: DuckdbStore
  readonly registry: InstrumentRegistry
  readonly clock: VirtualClock
}

/** An open store on `:memory:` or the path, closed by `await using`. */
export async function openStore(path = ':memory:', options: Partial<DuckdbStoreOptions> = {}): Promise<OpenStore> {
  const clock = new VirtualClock(t0)
  const registry = instruments()
  const store = new DuckdbStore({ path, clock, instruments: registry, threads: 1, ...options })
  await store.open()
  return { store, registry, clock, [Symbol.asyncDispose]: () => store.close() }
}

/** All rows of a reader as events. */
export async function eventsOf<K extends EventKind>(
  batches: AsyncIterable<ColumnBatch<K>>,
  registry: InstrumentRegistry,
): Promise<readonly EventMap[K][]> {
  const events: EventMap[K][] = []
  for await (const batch of batches) events.push(...fromColumns<K>(batch, registry).events)
  return events
}
