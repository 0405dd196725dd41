import {
  nextOpenTimeOf,
  type Bar,
  type BarSpec,
  type EpochMs,
  type EventBatch,
  type Instrument,
  type RepairRequest,
} from '../contracts/index.ts'
import type { Holes } from './holes.ts'
import { type OpenHole, OpenHoles } from './open-holes.ts'
import { Outlet } from './outlet.ts'
import type { HoleReport, TrackerCallbacks } from './tracking.ts'

interface BarHole extends OpenHole {
  readonly openTimes: Set<number>
}

type HoleFacts = Pick<HoleReport, 'state' | 'ts' | 'tsRecv' | 'from'> & Partial<HoleReport>

interface NewHole extends Omit<BarHole, 'report'> {
  readonly facts: Pick<HoleReport, 'state' | 'from' | 'to' | 'missing'>
}

type Origin = Pick<RepairRequest, 'connection' | 'epoch'>

/** The venue's bars of one instrument and interval. */
interface Series {
  /** Where it began: open time of the first bar, and who sent it. */
  readonly begin: Origin & { readonly openTime: EpochMs; readonly tsRecv: EpochMs }
  openTime: EpochMs
  final: boolean
  /** Of the bar as it was last. */
  volume: number
  lastRecv: EpochMs
  readonly holes: OpenHoles<BarHole>
}

/** Of a wider hole only so many bars are itemised; it counts as healed when those have come. */
const maxMissing = 100_000
const nowhere: Origin = { connection: '', epoch: 0 }

/** Watches open times where the venue sends a bar for every interval: holes are reported and fetched. */
export class BarTracker {
  readonly #dense: boolean
  readonly #callbacks: TrackerCallbacks
  readonly #holes: Holes
  readonly #outlet: Outlet
  readonly #series = new Map<string, (Series | undefined)[]>()
  #by: string | undefined
  duplicates = 0

  constructor(rule: 'dense' | undefined, callbacks: TrackerCallbacks, holes: Holes) {
    this.#dense = rule === 'dense'
    this.#callbacks = callbacks
    this.#holes = holes
    this.#outlet = new Outlet((batch) => callbacks.publish(batch))
  }

  /** `by` names where fetched bars come from; undefined for those of the stream itself. */
  bars(batch: EventBatch<'bar'>, connection: string, epoch: number, by: string | undefined): void {
    this.#by = by
    this.#outlet.begin(batch)
    for (let i = 0; i < batch.events.length; i++) {
      const event = batch.events[i] as Bar
      if (this.#isOutdated(event)) {
        this.#outlet.without(i)
        this.duplicates++
      } else this.#bar(event, i, connection, epoch)
    }
    this.#outlet.end()
  }

  /** History went up to this bar; see `Trackers.reached`. */
  reached(event: Bar): void {
    const { interval, instrument, openTime, final, ts, tsRecv } = event
    const next = nextOpenTimeOf(interval, openTime)
    if (!this.#dense || Number.isNaN(next)) return
    const byIndex = this.#of(interval)
    const series = (byIndex[instrument.index] ??= this.#begin(event, nowhere))
    const first = final ? next : openTime
    if (first >= series.begin.openTime) return
    const { openTime: end, tsRecv: to } = series.begin
    const hole = this.#hole(event, first, end, { from: tsRecv, to }, series.begin)
    const report = this.#holes.open({ instrument, dataKind: 'bar', interval, cause: 'sequence', ts, tsRecv, ...hole.facts })
    if (hole.facts.state === 'healing') series.holes.add({ ...hole, report }, tsRecv)
  }

  /** See `Trackers.repaired`. */
  repaired(request: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void {
    if (request.interval !== undefined) this.#of(request.interval)[request.instrument.index]?.holes.repaired(request, failure, tsRecv)
  }

  /** Open time of the first bar of which a silent stream has not told the end. */
  next(instrument: Instrument, interval: BarSpec | undefined): EpochMs | undefined {
    const series = interval === undefined ? undefined : this.#of(interval)[instrument.index]
    if (interval === undefined || series === undefined) return undefined
    return series.final ? nextOpenTimeOf(interval, series.openTime) : series.openTime
  }

  /** What a bar looked like before its end is of no use after it: stored, it would take the place of the final one. */
  #isOutdated({ interval, instrument, openTime, final }: Bar): boolean {
    if (final || !this.#dense) return false
    const series = this.#series.get(interval)?.[instrument.index]
    return series !== undefined && (openTime < series.openTime || (openTime === series.openTime && series.final))
  }

  #bar(event: Bar, i: number, connection: string, epoch: number): void {
    const next = nextOpenTimeOf(event.interval, event.openTime)
    if (!this.#dense || Number.isNaN(next)) {
      this.#resume(event, i, undefined)
      return
    }
    const byIndex = this.#of(event.interval)
    const series = byIndex[event.instrument.index]
    if (series === undefined) {
      this.#resume(event, i, undefined)
      byIndex[event.instrument.index] = this.#begin(event, { connection, epoch })
    } else if (event.openTime < series.openTime) this.#late(series, event, i)
    else this.#forward(series, event, i, { connection, epoch })
  }

  #forward(series: Series, event: Bar, i: number, origin: Origin): void {
    const moved = event.openTime > series.openTime
    const first = series.final ? nextOpenTimeOf(event.interval, series.openTime) : series.openTime
    if (moved && event.openTime > first) this.#jump(series, first, event, i, origin)
    // A reply that says what is known already shows no loss.
    else if (this.#by === undefined || moved || event.final !== series.final || event.volume !== series.volume) this.#resume(event, i, 0)
    series.final = moved ? event.final : series.final || event.final
    series.openTime = event.openTime
    series.volume = event.volume
    series.lastRecv = event.tsRecv
  }

  #jump(series: Series, first: EpochMs, event: Bar, i: number, origin: Origin): void {
    this.#outlet.upTo(i)
    const { ts, tsRecv } = event
    const hole = this.#hole(event, first, event.openTime, { from: series.lastRecv, to: tsRecv }, origin)
    const report = this.#report(event, { ...hole.facts, ts, tsRecv })
    if (hole.facts.state === 'healing') series.holes.add({ ...hole, report }, tsRecv)
  }

  /** Bars from one open time to before another, asked for. */
  #hole({ instrument, interval }: Bar, from: EpochMs, to: EpochMs, span: Pick<HoleReport, 'from' | 'to'>, origin: Origin): NewHole {
    const openTimes = new Set<number>()
    for (let at = from; at < to && openTimes.size < maxMissing; at = nextOpenTimeOf(interval, at)) openTimes.add(at)
    const { connection, epoch } = origin
    const stream = { instrument, kind: 'bar' as const, interval, connection, epoch }
    const request: RepairRequest = { ...stream, variant: undefined, fromId: undefined, toId: undefined, from, to }
    const state = this.#callbacks.repair(request) === false ? 'lost' : 'healing'
    const facts = { state, missing: openTimes.size, ...span } as const
    return { openTimes, missing: () => openTimes.size, request, otherwise: undefined, filledBy: undefined, vain: 0, facts }
  }

  /** A stream that was broken has its hole now. What was fetched says nothing of when it goes on, and finds holes of its own. */
  #report({ instrument, interval }: Bar, facts: HoleFacts): HoleReport {
    const by = this.#by
    const broken = by === undefined ? this.#holes.settle('bar', instrument, interval) : undefined
    if (by !== undefined) this.#holes.fetched(this.#holes.suspected('bar', instrument, interval), by, facts.tsRecv)
    if (broken !== undefined) return this.#holes.change(broken, { ...facts, from: broken.from ?? facts.from })
    return this.#holes.open({ instrument, dataKind: 'bar', interval, cause: 'sequence', ...facts })
  }

  #late(series: Series, event: Bar, i: number): void {
    const hole = series.holes.find(({ openTimes }) => event.final && openTimes.delete(event.openTime))
    if (hole === undefined) return
    if (hole.openTimes.size === 0) this.#outlet.upTo(i + 1)
    series.holes.filled(hole, this.#by ?? 'late', event.ts, event.tsRecv)
  }

  #of(interval: BarSpec): (Series | undefined)[] {
    let byIndex = this.#series.get(interval)
    if (byIndex === undefined) this.#series.set(interval, (byIndex = []))
    return byIndex
  }

  #begin({ openTime, final, volume, tsRecv }: Bar, origin: Origin): Series {
    const holes = new OpenHoles<BarHole>(this.#holes, (request) => this.#callbacks.repair(request))
    return { begin: { openTime, tsRecv, ...origin }, openTime, final, volume, lastRecv: tsRecv, holes }
  }

  #resume(event: Bar, i: number, missing: 0 | undefined): void {
    if (this.#holes.quiet) return
    if (this.#by !== undefined) {
      const report = this.#holes.suspected('bar', event.instrument, event.interval)
      this.#holes.fetched(report, this.#by, event.tsRecv, event.final ? 1 : undefined)
      return
    }
    const broken = this.#holes.take('bar', event.instrument, event.interval)
    if (broken === undefined) return
    this.#outlet.upTo(i)
    const { ts, tsRecv } = event
    this.#holes.change(broken, { ...this.#holes.resumed(broken, missing), ts, tsRecv, to: tsRecv })
  }
}
