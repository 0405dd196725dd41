import type { EventStore } from '../contracts/columns.ts'
import { fatal } from '../contracts/errors.ts'
import type { AnyBatch } from '../contracts/events.ts'
import type { RawFrame } from '../contracts/normalizer.ts'
import type { SourceTap } from '../contracts/source.ts'
import type { Host } from './host.ts'
import type { Unit } from './unit.ts'

// What others hold of a sink must survive its restart, so it asks for the instance at work at every call.

/** The reader of whatever instance the sink has now. */
export function storeOf(unit: Unit<'sink'>): EventStore {
  const reader = (): EventStore => {
    if (unit.instance.reader !== undefined) return unit.instance.reader
    throw fatal('FEEDLOOM_SINK_GONE', `${unit.id} can no longer be read`)
  }
  return {
    read: (query, signal) => reader().read(query, signal),
    nearestSnapshot: (venue, symbol, ts, signal) => reader().nearestSnapshot(venue, symbol, ts, signal),
    byId: (venue, symbol, id, signal) => reader().byId(venue, symbol, id, signal),
    resample: (query, signal) => reader().resample(query, signal),
    coverage: (filter, signal) => reader().coverage(filter, signal),
    stats: (signal) => reader().stats(signal),
  }
}

/** The tap of whatever instance the sink has now. One that throws costs itself, not the stream. */
export function tapOf(host: Host, unit: Unit<'sink'>): readonly SourceTap[] {
  if (unit.instance.tap === undefined) return []
  const guarded =
    <A extends readonly unknown[]>(call: (...args: A) => void) =>
    (...args: A): void => {
      try {
        call(...args)
      } catch (thrown) {
        host.errors.record(unit.id, thrown, 'data', 'FEEDLOOM_SINK_TAP_FAILED')
      }
    }
  return [
    {
      frame: guarded((source: string, frame: RawFrame) => unit.instance.tap?.frame(source, frame)),
      batch: guarded((source: string, batch: AnyBatch) => unit.instance.tap?.batch(source, batch)),
      gap: guarded((...args: Parameters<SourceTap['gap']>) => unit.instance.tap?.gap(...args)),
      repaired: guarded((...args: Parameters<NonNullable<SourceTap['repaired']>>) => unit.instance.tap?.repaired?.(...args)),
      forget: guarded((...args: Parameters<NonNullable<SourceTap['forget']>>) => unit.instance.tap?.forget?.(...args)),
      connection: guarded((...args: Parameters<SourceTap['connection']>) => unit.instance.tap?.connection(...args)),
      source: guarded((...args: Parameters<NonNullable<SourceTap['source']>>) => unit.instance.tap?.source?.(...args)),
      tick: guarded((...args: Parameters<NonNullable<SourceTap['tick']>>) => unit.instance.tap?.tick?.(...args)),
      backfill: guarded((...args: Parameters<NonNullable<SourceTap['backfill']>>) => unit.instance.tap?.backfill?.(...args)),
      history: guarded((...args: Parameters<NonNullable<SourceTap['history']>>) => unit.instance.tap?.history?.(...args)),
    },
  ]
}
