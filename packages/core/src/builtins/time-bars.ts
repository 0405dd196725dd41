import { nextOpenTimeOf, openTimeOf, type Bar, type DerivedWriter, type EpochMs, type Gap, type Trade } from '../contracts/index.ts'
import { BarFold } from './bar-fold.ts'
import type { BarSeries, BarSeriesOptions } from './bar-series.ts'
import { Completeness, StreamGaps } from './completeness.ts'

/** Closed bars that late parts can still change. */
const recentBars = 64

/** One bar, forming or closed. */
interface TimeBar {
  readonly openTime: EpochMs
  readonly nextOpen: EpochMs
  readonly known: Completeness
  /** Smaller bars by open time, where it is made of bars: a corrected one replaces its former self. */
  readonly parts: Map<EpochMs, Bar> | undefined
  fold: BarFold
  /** Changed since it was written. */
  dirty: boolean
  final: boolean
  /** How often it was written as closed: the revision of the next writing. */
  written: number
}

/**
 * Bars of one time interval, from trades or from smaller bars. A bar closes with the first part of a later interval,
 * with its last smaller bar, or when `advance` says that nothing more comes. Late parts correct the bars of the recent
 * past; a bar with a gap in it is not final before the gap is healed.
 */
export class TimeBars<Part extends Trade | Bar> implements BarSeries<Part> {
  readonly #options: BarSeriesOptions
  readonly #gaps = new StreamGaps()
  readonly #recent: TimeBar[] = []
  #bar: TimeBar | undefined
  #started = false
  /** How much later than the venue's clock this machine's stood when the last trade came, its way included. */
  #lagMs = 0
  /** Whether a closed bar has changed since it was written. */
  #corrected = false

  constructor(options: BarSeriesOptions) {
    this.#options = options
  }

  add(event: Part, fetched: boolean, out: DerivedWriter): void {
    const time = timeOf(event)
    const bar = this.#bar
    if (event.kind === 'trade' && !fetched) this.#lagMs = event.tsRecv - event.ts
    if (bar !== undefined && time >= bar.openTime && time < bar.nextOpen) this.#put(bar, event)
    else if (time < (bar?.openTime ?? this.#recent.at(-1)?.nextOpen ?? Number.NEGATIVE_INFINITY)) {
      this.#correct(event, time)
      return
    } else {
      if (bar !== undefined) this.#close(bar, event.tsRecv, out)
      this.#begin(event, time)
    }
    if (this.#bar === undefined) return
    if (!fetched) this.#gaps.resume(this.#bar.known)
    if (event.kind === 'bar' && nextOpenTimeOf(event.interval, time) >= this.#bar.nextOpen) this.#close(this.#bar, event.tsRecv, out)
  }

  gap(event: Gap, out: DerivedWriter): void {
    const notice = this.#gaps.notice(event)
    if (notice === 'opened') this.#bar?.known.open(event.id)
    if (notice === 'cut') this.#bar?.known.cut()
    if (notice !== 'closed') return
    this.#bar?.known.close(event)
    for (const bar of this.#recent) {
      if (bar.known.close(event) && (bar.dirty || (bar.known.complete && !bar.final))) this.#write(bar, out)
    }
  }

  settle(out: DerivedWriter): void {
    if (this.#corrected) {
      this.#corrected = false
      for (const bar of this.#recent) if (bar.dirty && bar.known.complete) this.#write(bar, out)
    }
    const bar = this.#bar
    if (bar === undefined || !this.#options.forming || !bar.dirty) return
    bar.dirty = false
    this.#emit(bar, Math.max(bar.fold.lastTs, bar.openTime), false, 0, out)
  }

  advance(now: EpochMs, out: DerivedWriter): void {
    const venueTime = now - this.#lagMs
    if (this.#bar !== undefined && venueTime >= this.#bar.nextOpen + this.#options.graceMs) this.#close(this.#bar, undefined, out)
  }

  end(out: DerivedWriter): void {
    this.settle(out)
    if (this.#bar === undefined) return
    this.#bar.known.cut()
    this.#close(this.#bar, undefined, out)
  }

  #begin(event: Part, time: EpochMs): void {
    const bar = this.#make(event, time)
    // A smaller bar that opens with the bar proves that nothing came before it; a trade proves nothing.
    if (!this.#started && !(event.kind === 'bar' && event.openTime === bar.openTime)) bar.known.cut()
    this.#started = true
    this.#bar = bar
    this.#put(bar, event)
  }

  #make(event: Part, time: EpochMs): TimeBar {
    const { spec } = this.#options
    return {
      openTime: openTimeOf(spec, time),
      nextOpen: nextOpenTimeOf(spec, time),
      known: new Completeness(false),
      parts: event.kind === 'bar' ? new Map() : undefined,
      fold: new BarFold(),
      dirty: false,
      final: false,
      written: 0,
    }
  }

  #put(bar: TimeBar, event: Trade | Bar): void {
    bar.dirty = true
    if (event.kind === 'trade') {
      bar.fold.trade(event)
      return
    }
    const repeated = bar.parts?.has(event.openTime) === true
    bar.parts?.set(event.openTime, event)
    if (repeated) bar.fold = new BarFold()
    for (const part of repeated ? (bar.parts?.values() ?? []) : [event]) bar.fold.bar(part)
  }

  /** A part of a closed bar corrects it, or shows a bar that nobody knew of; older ones come too late. */
  #correct(event: Part, time: EpochMs): void {
    let at = this.#recent.length
    while (at > 0 && (this.#recent[at - 1] as TimeBar).nextOpen > time) at--
    const known = this.#recent[at]
    if (known !== undefined && time >= known.openTime) {
      this.#put(known, event)
      this.#corrected = true
    } else if (at > 0 && this.#recent.length < recentBars) {
      const missed = this.#make(event, time)
      this.#gaps.mark(missed.known)
      this.#recent.splice(at, 0, missed)
      this.#put(missed, event)
      this.#corrected = true
    }
  }

  #close(bar: TimeBar, tsRecv: EpochMs | undefined, out: DerivedWriter): void {
    if (tsRecv !== undefined) out.tsRecv = tsRecv
    this.#bar = undefined
    this.#recent.push(bar)
    if (this.#recent.length > recentBars) this.#recent.shift()
    this.#write(bar, out)
  }

  #write(bar: TimeBar, out: DerivedWriter): void {
    bar.final = bar.known.complete || this.#options.keepPartial
    bar.dirty = false
    this.#emit(bar, bar.nextOpen - 1, bar.final, bar.written++, out)
  }

  #emit(bar: TimeBar, ts: EpochMs, final: boolean, revision: number, out: DerivedWriter): void {
    const { instrument, spec: interval } = this.#options
    const { openTime, nextOpen } = bar
    out.bar(instrument, ts, { interval, openTime, closeTime: nextOpen - 1, ...bar.fold.amounts, final, origin: 'derived', revision })
  }
}

function timeOf(event: Trade | Bar): EpochMs {
  return event.kind === 'trade' ? event.ts : event.openTime
}
