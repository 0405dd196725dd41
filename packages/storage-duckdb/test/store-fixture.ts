import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testInstruments, VirtualClock } from '@feedloom/testkit'
import type { AnyBatch, ColumnBatch, EventBatch, EventKind, EventMap, Instrument, InstrumentRegistry, SinkWrite } from '@feedloom/core'
import { fromColumns } from '@feedloom/core/columns'
import { afterAll } from 'vitest'
import { DuckdbStore, type DuckdbStoreOptions } from '../src/index.ts'

export const t0 = 1_700_000_000_000
export const signal: AbortSignal = new AbortController().signal

const folders: string[] = []
let files = 0

/** A path for a new file in a folder that goes away after the tests of this file. */
export async function newPath(): Promise<string> {
  if (folders.length === 0) {
    folders.push(await mkdtemp(join(tmpdir(), 'feedloom-duckdb-')))
    afterAll(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))))
  }
  return join(folders[0] as string, `${files++}.duckdb`)
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

export function writeOf(id: number, runs: readonly AnyBatch[], run = 'run-1'): SinkWrite {
  return { run, id, runs, count: runs.reduce((sum, batch) => sum + batch.events.length, 0) }
}

export function batchOf<K extends EventKind>(kind: K, events: readonly EventMap[K][]): AnyBatch {
  return { kind, origin: 'sources.test', delivery: 'live', events } as unknown as AnyBatch
}

export function trade(instrument: Instrument, ts: number, id: string, price = 100, size = 1): EventMap['trade'] {
  const rest = { aggregate: undefined, conditions: undefined, printVenue: undefined, tape: undefined }
  return { kind: 'trade', instrument, ts, nanos: 0, tsRecv: ts + 5, revision: 0, price, size, side: 'buy', id, ...rest }
}

export function bar(instrument: Instrument, openTime: number, fields: Partial<EventMap['bar']> = {}): EventMap['bar'] {
  return {
    kind: 'bar',
    instrument,
    ts: openTime + 59_999,
    nanos: 0,
    tsRecv: openTime + 60_010,
    revision: 0,
    interval: '1m',
    openTime,
    closeTime: openTime + 59_999,
    open: 1,
    high: 4,
    low: 0.5,
    close: 2,
    volume: 10,
    quoteVolume: 20,
    trades: 3,
    takerBuyVolume: 4,
    vwap: 2,
    final: true,
    origin: 'venue',
    ...fields,
  }
}

/** All rows of a reader as events. */
export async function eventsOf<K extends EventKind>(
  batches: AsyncIterable<ColumnBatch<K>>,
  registry: InstrumentRegistry,
): Promise<readonly EventMap[K][]> {
  const events: EventMap[K][] = []
  for await (const batch of batches) events.push(...(fromColumns(batch, registry) as EventBatch<K>).events)
  return events
}
