import {
  intervalMs,
  isInterval,
  type Bar,
  type BarSpec,
  type DerivedWriter,
  type EpochMs,
  type EventFields,
  type Instrument,
  type Trade,
} from '../contracts/index.ts'
import { ActivityBars } from './activity-bars.ts'
import type { BarSeries } from './bar-series.ts'
import type { MemoryStore } from './memory-store.ts'
import { TimeBars } from './time-bars.ts'

interface Query {
  readonly venue: string
  readonly symbol: string
  readonly interval: BarSpec
  readonly from?: EpochMs
  readonly to?: EpochMs
}

/** The one method that bars are written through. */
function barWriter(made: Bar[]): DerivedWriter {
  const writer = {
    tsRecv: 0,
    bar(instrument: Instrument, ts: EpochMs, fields: EventFields<'bar'>): void {
      const head = { kind: 'bar' as const, instrument, ts, nanos: 0, tsRecv: writer.tsRecv, revision: 0 }
      const unknown = { quoteVolume: undefined, trades: undefined, takerBuyVolume: undefined, vwap: undefined }
      made.push({ ...head, ...unknown, ...fields })
    },
  }
  return writer as unknown as DerivedWriter
}

/**
 * Bars of a wider interval: stored ones where there are any, else made of the widest smaller bars that fit, else of
 * trades. Bars at the borders of what is stored are as complete as that.
 */
export function resampled(store: MemoryStore, { interval, ...query }: Query): readonly Bar[] {
  const stored = ofOneOrigin(store.events({ ...query, kind: 'bar', interval }))
  if (stored.length > 0) return stored
  const width = intervalMs(interval)
  const smaller = store
    .intervals(query.venue, query.symbol)
    .map((spec) => ({ spec, width: intervalMs(spec) }))
    .filter((bar) => isInterval(interval) && bar.width !== undefined && (width === undefined ? 86_400_000 : width) % bar.width === 0)
    .sort((a, b) => (b.width ?? 0) - (a.width ?? 0))[0]
  const made: Bar[] = []
  const out = barWriter(made)
  if (smaller === undefined) fold(store.events({ ...query, kind: 'trade' }), interval, out)
  else fold(ofOneOrigin(store.events({ ...query, kind: 'bar', interval: smaller.spec }).filter((bar) => bar.final)), interval, out)
  return made
}

/** Bars of the venue where there are any, else derived ones. */
function ofOneOrigin(bars: readonly Bar[]): readonly Bar[] {
  const venue = bars.filter((bar) => bar.origin === 'venue')
  return venue.length > 0 ? venue : bars
}

function fold(parts: readonly (Trade | Bar)[], spec: BarSpec, out: DerivedWriter): void {
  const [first] = parts
  if (first === undefined) return
  const options = { instrument: first.instrument, spec, keepPartial: true, forming: false, graceMs: 0 }
  const series: BarSeries = isInterval(spec) ? new TimeBars(options) : new ActivityBars(options)
  for (const part of parts) {
    out.tsRecv = part.tsRecv
    series.add(part, false, out)
  }
  series.end(out)
}
