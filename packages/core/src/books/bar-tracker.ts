import { nextOpenTimeOf, type Bar, type EventBatch } from '../contracts/index.ts'
import type { Holes } from './holes.ts'
import { Outlet } from './outlet.ts'
import type { HoleReport, TrackerCallbacks } from './tracking.ts'

interface OpenHole {
  report: HoleReport
  /** Open times that are missing. */
  readonly missing: Set<number>
}

/** The venue's bars of one instrument and interval. */
interface Series {
  openTime: number
  final: boolean
  lastRecv: number
  readonly holes: OpenHole[]
}

/** Of a wider hole only so many bars are itemised; it counts as healed when those have come. */
const maxMissing = 100_000
const maxHoles = 64

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
  reached({ interval, instrument, openTime, final, tsRecv: lastRecv }: Bar): void {
    if (!this.#dense || Number.isNaN(nextOpenTimeOf(interval, openTime))) return
    const byIndex = this.#series.get(interval) ?? []
    this.#series.set(interval, byIndex)
    byIndex[instrument.index] ??= { openTime, final, lastRecv, holes: [] }
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
    const byIndex = this.#series.get(event.interval) ?? []
    this.#series.set(event.interval, byIndex)
    const series = byIndex[event.instrument.index]
    if (series === undefined) {
      this.#resume(event, i, undefined)
      const { openTime, final, tsRecv: lastRecv } = event
      byIndex[event.instrument.index] = { openTime, final, lastRecv, holes: [] }
    } else if (event.openTime < series.openTime) this.#late(series, event, i)
    else this.#forward(series, event, i, connection, epoch)
  }

  #forward(series: Series, event: Bar, i: number, connection: string, epoch: number): void {
    const moved = event.openTime > series.openTime
    const first = series.final ? nextOpenTimeOf(event.interval, series.openTime) : series.openTime
    if (moved && event.openTime > first) this.#jump(series, first, event, i, connection, epoch)
    else this.#resume(event, i, 0)
    series.final = moved ? event.final : series.final || event.final
    series.openTime = event.openTime
    series.lastRecv = event.tsRecv
  }

  #jump(series: Series, first: number, event: Bar, i: number, connection: string, epoch: number): void {
    this.#outlet.upTo(i)
    const { instrument, interval, ts, tsRecv } = event
    const missing = new Set<number>()
    for (let at = first; at < event.openTime && missing.size < maxMissing; at = nextOpenTimeOf(interval, at)) missing.add(at)
    const request = { instrument, kind: 'bar' as const, connection, epoch, fromId: undefined, toId: undefined, interval }
    const healing = this.#callbacks.repair({ ...request, from: first, to: event.openTime }) !== false
    const state = healing ? ('healing' as const) : ('lost' as const)
    const facts = { state, ts, tsRecv, from: series.lastRecv, to: tsRecv, missing: missing.size }
    const broken = this.#holes.take('bar', instrument, interval)
    const report =
      broken === undefined
        ? this.#holes.open({ instrument, dataKind: 'bar', interval, cause: 'sequence', ...facts })
        : this.#holes.change(broken, { ...facts, from: broken.from ?? facts.from })
    if (!healing) return
    series.holes.push({ report, missing })
    const oldest = series.holes.length > maxHoles ? series.holes.shift() : undefined
    if (oldest !== undefined) this.#holes.change(oldest.report, { state: 'lost', missing: oldest.missing.size, ts, tsRecv })
  }

  #late(series: Series, event: Bar, i: number): void {
    const at = series.holes.findIndex((hole) => event.final && hole.missing.delete(event.openTime))
    const hole = series.holes[at]
    if (hole === undefined || hole.missing.size > 0) return
    series.holes.splice(at, 1)
    this.#outlet.upTo(i + 1)
    const { ts, tsRecv } = event
    this.#holes.change(hole.report, { state: 'healed', healedBy: this.#by ?? 'late', missing: 0, ts, tsRecv, to: tsRecv })
  }

  #resume(event: Bar, i: number, missing: 0 | undefined): void {
    if (this.#holes.quiet) return
    if (this.#by !== undefined) {
      this.#holes.fetched('bar', event.instrument, event.interval, this.#by, event.tsRecv)
      return
    }
    const broken = this.#holes.take('bar', event.instrument, event.interval)
    if (broken === undefined) return
    this.#outlet.upTo(i)
    const { ts, tsRecv } = event
    this.#holes.change(broken, { ...this.#holes.resumed(broken, missing), ts, tsRecv, to: tsRecv })
  }
}
