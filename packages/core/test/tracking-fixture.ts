import type { AnyBatch, BookRules, Instrument, MarketEvent, RepairRequest } from '../src/contracts/index.ts'
import { createTrackers } from '../src/books/trackers.ts'
import type { HoleReport, TrackerOptions, TrackerRules, Trackers } from '../src/books/tracking.ts'

/** Spot and USD-M continuity as Binance documents it; the adapters carry their own. */
export const spotRules: BookRules = {
  snapshot: 'request',
  follows(sequence = 0, { first = 0, last = 0 }) {
    if (last <= sequence) return 'stale'
    return first <= sequence + 1 ? 'apply' : 'gap'
  },
}

export const usdmRules: BookRules = {
  snapshot: 'request',
  follows(sequence = 0, { first = 0, last = 0, prev }, fromSnapshot) {
    if (prev === sequence) return 'apply'
    if (!fromSnapshot) return last <= sequence ? 'stale' : 'gap'
    if (last < sequence) return 'stale'
    return first <= sequence ? 'apply' : 'gap'
  },
}

/** Trackers that keep what they say, in order: events, and holes as `gap` lines. */
export interface Watched {
  readonly trackers: Trackers
  readonly events: MarketEvent[]
  readonly batches: AnyBatch[]
  readonly holes: HoleReport[]
  readonly repairs: RepairRequest[]
  /** `trade 3`, `gap 1 healing`, ...: what came out, in order. */
  readonly log: string[]
}

export function watch(
  rules: TrackerRules,
  options: TrackerOptions & { readonly repair?: (request: RepairRequest) => boolean | void } = {},
): Watched {
  const out = {
    events: [] as MarketEvent[],
    batches: [] as AnyBatch[],
    holes: [] as HoleReport[],
    repairs: [] as RepairRequest[],
    log: [] as string[],
  }
  const trackers = createTrackers(
    rules,
    {
      publish(batch) {
        out.batches.push(batch)
        for (const event of batch.events) {
          out.events.push(event)
          out.log.push(`${event.kind} ${'id' in event ? event.id : event.ts}`)
        }
      },
      gap(report) {
        out.holes.push(report)
        out.log.push(`gap ${report.hole} ${report.state}`)
      },
      repair(request) {
        out.repairs.push(request)
        return options.repair?.(request)
      },
    },
    options,
  )
  return { trackers, ...out }
}

export const eventHeader = (instrument: Instrument, ts: number): object => ({ instrument, ts, nanos: 0, tsRecv: ts, revision: 0 })

export function batchOf(events: readonly object[], delivery: 'live' | 'backfill' = 'live'): AnyBatch {
  return { kind: (events[0] as MarketEvent).kind, origin: 'test', delivery, events } as unknown as AnyBatch
}
