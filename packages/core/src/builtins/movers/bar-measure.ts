import { openTimeOf, type Bar, type EpochMs, type Gap, type Instrument, type Interval } from '../../contracts/index.ts'
import { tidy } from '../sum.ts'
import { percent, type Measure, type Measured } from './measure.ts'
import { OpenHoles } from './open-holes.ts'
import { emptySummary, StepRing, type StepSummary, type StepValues } from './step-ring.ts'
import { WindowTotals } from './window-totals.ts'

export interface BarMeasureOptions {
  readonly interval: Interval
  readonly stepMs: number
  /** Widths of the windows, in steps. */
  readonly windows: readonly number[]
  /** Windows before, whose mean volume is the usual one. */
  readonly baseline: number
  /** A bar that has not come this long after its end will not come: nobody traded, or a gap has been said. */
  readonly graceMs: number
}

/** A bar that still forms. */
interface Forming extends StepValues {
  readonly step: number
  readonly ts: EpochMs
}

/** The windows of one instrument, from the bars of one width. */
export class BarMeasure implements Measured {
  readonly #instrument: Instrument
  readonly #options: BarMeasureOptions
  /** Open time of step 0: weeks do not begin with 1970. */
  readonly #phase: EpochMs
  readonly #ring: StepRing
  readonly #totals: WindowTotals
  readonly #holes = new OpenHoles()
  readonly #sum: StepSummary = emptySummary()
  #forming: Forming | undefined

  constructor(instrument: Instrument, options: BarMeasureOptions) {
    const { interval, windows, baseline } = options
    this.#instrument = instrument
    this.#options = options
    this.#phase = openTimeOf(interval, 0)
    this.#ring = new StepRing(Math.max(...windows))
    this.#totals = new WindowTotals(windows, baseline)
  }

  /** `fetched` for what came to fill a hole: it does not show where the hole ends. */
  bar(bar: Bar, fetched: boolean): void {
    const step = this.#stepOf(bar.openTime)
    const ring = this.#ring
    if (this.#forming !== undefined && this.#forming.step < step) this.#close(this.#forming, 'part')
    ring.fill(step - 1, this.#holes)
    if (!fetched) this.#holes.resume(step)
    const values = valuesOf(bar)
    if (bar.final) this.#close({ ...values, step, ts: bar.ts }, 'whole')
    else if (ring.isEmpty || step > ring.last) this.#forming = { ...values, step, ts: bar.ts }
    else if (step < ring.first || ring.stateOf(step) !== 'whole') this.#close({ ...values, step, ts: bar.ts }, 'part')
  }

  gap(gap: Gap): void {
    // Before the first bar there is nothing that could be incomplete.
    if (this.#ring.isEmpty) return
    for (const step of this.#holes.note(gap, this.#ring.last)) {
      this.#ring.settle(step)
      this.#totals.recount(this.#ring, step)
    }
  }

  measure(window: number, now: EpochMs): Measure | undefined {
    this.#advance(now)
    const ring = this.#ring
    const forming = this.#forming
    if (ring.isEmpty) return forming === undefined ? undefined : this.#short(window, forming)
    const begin = ring.last - (this.#options.windows[window] as number) + 1
    let start = Math.max(begin, ring.first)
    while (start < ring.last && ring.stateOf(start) === 'missing') start++
    ring.summarize(start, ring.last, this.#sum)
    return this.#result(window, start, begin, forming)
  }

  #result(window: number, start: number, begin: number, forming: Forming | undefined): Measure {
    const { stepMs, windows } = this.#options
    const ring = this.#ring
    const { missing, high, low, volume, turnover } = this.#sum
    const from = this.#timeOf(start)
    const to = forming === undefined ? this.#timeOf(ring.last + 1) : Math.max(forming.ts, this.#timeOf(forming.step))
    const price = forming?.close ?? ring.closeOf(ring.last)
    const whole = missing === 0
    const all = volume + (forming?.volume ?? 0)
    const quote = turnover + (forming?.turnover ?? 0)
    const usual = whole && start === begin ? this.#totals.mean(window, start) : { volume: Number.NaN, windows: 0 }
    // By the same span of time: with a forming bar the window is up to a step wider.
    const relative = (all * (windows[window] as number) * stepMs) / (to - from) / usual.volume
    return {
      instrument: this.#instrument,
      from,
      to,
      missingMs: (start - begin + missing) * stepMs,
      price,
      changePercent: percent(ring.openOf(start), price),
      rangePercent: whole ? percent(Math.min(low, forming?.low ?? low), Math.max(high, forming?.high ?? high)) : undefined,
      volume: whole ? tidy(all) : undefined,
      quoteVolume: whole && !Number.isNaN(quote) ? tidy(quote) : undefined,
      relativeVolume: Number.isFinite(relative) ? relative : undefined,
      baseline: usual.windows,
    }
  }

  /** Nothing but the first bar, which still forms. */
  #short(window: number, { step, ts, open, high, low, close, volume, turnover }: Forming): Measure {
    const from = this.#timeOf(step)
    const to = Math.max(ts, from)
    return {
      instrument: this.#instrument,
      from,
      to,
      missingMs: Math.max(1, (this.#options.windows[window] as number) * this.#options.stepMs - (to - from)),
      price: close,
      changePercent: percent(open, close),
      rangePercent: percent(low, high),
      volume,
      quoteVolume: Number.isNaN(turnover) ? undefined : turnover,
      relativeVolume: undefined,
      baseline: 0,
    }
  }

  /** What should have come by now and has not: nobody traded, or it is missing. */
  #advance(now: EpochMs): void {
    const over = this.#stepOf(now - this.#options.graceMs) - 1
    if (this.#forming !== undefined && this.#forming.step <= over) this.#close(this.#forming, 'part')
    if (this.#ring.isEmpty || over <= this.#ring.last) return
    this.#ring.fill(over, this.#holes)
    this.#totals.upTo(this.#ring)
  }

  #close(bar: Forming, state: 'whole' | 'part'): void {
    const ring = this.#ring
    if (this.#forming !== undefined && this.#forming.step <= bar.step) this.#forming = undefined
    const isLate = !ring.isEmpty && bar.step <= ring.last
    ring.fill(bar.step - 1, this.#holes)
    ring.put(bar.step, bar, state)
    if (isLate) this.#totals.recount(ring, bar.step)
    else this.#totals.upTo(ring)
    this.#holes.forget(ring.first)
  }

  #stepOf(time: EpochMs): number {
    return Math.floor((time - this.#phase) / this.#options.stepMs)
  }

  #timeOf(step: number): EpochMs {
    return step * this.#options.stepMs + this.#phase
  }
}

function valuesOf({ open, high, low, close, volume, quoteVolume, vwap }: Bar): StepValues {
  return { open, high, low, close, volume, turnover: quoteVolume ?? (volume === 0 ? 0 : volume * (vwap ?? Number.NaN)) }
}
