import { type EpochMs, type Interval, nextOpenTimeOf, openTimeOf } from '@feedloom/core'
import { restoredState, savedState } from '../structure/bars.ts'
import { settledOptions } from '../structure/options.ts'
import { type HistogramState, PriceHistogram } from './price-histogram.ts'
import {
  type Profile,
  type ProfileOptions,
  type SettledProfileOptions,
  addBar,
  addTrade,
  removeBar,
  profileOf,
  profileSchema,
  stepFor,
} from './volume-profile.ts'

/**
 * `session`: from one border of the interval to the next, `offsetMs` later than 00:00 UTC. `rolling`: the last `rolling` ms,
 * which move on by one of `slices` at a time. `anchored`: from a time on, for ever.
 */
export type ProfileWindow =
  | { readonly session: Interval; readonly offsetMs?: number }
  | { readonly rolling: number; readonly slices?: number }
  | { readonly anchored: EpochMs }

export interface WindowProfile extends Profile {
  readonly window: 'session' | 'rolling' | 'anchored'
  readonly from: EpochMs
  /** End of a closed window, exclusive; of a forming one the time of what came last. */
  readonly to: EpochMs
  readonly final: boolean
}

interface Slice {
  readonly open: EpochMs
  readonly next: EpochMs
  histogram: PriceHistogram | undefined
}

/** Plain JSON; `next` -1 stands for never. */
interface WindowState {
  slices: { open: EpochMs; next: EpochMs; histogram: HistogramState | undefined }[]
  lastTs: EpochMs
  step: number
}

/** The volume profile of a window that moves with the data. Time is that of the data; nothing waits for a clock. */
export class WindowedProfile {
  readonly #window: ProfileWindow
  readonly #options: SettledProfileOptions
  /** Slices that the window is made of. */
  readonly #count: number
  #slices: Slice[] = []
  #lastTs: EpochMs = 0
  #step = 0

  constructor(window: ProfileWindow, options?: ProfileOptions) {
    this.#window = window
    this.#options = settledOptions('volume profile', profileSchema, options)
    this.#count = 'rolling' in window ? (window.slices ?? 24) : 1
  }

  /** Where a window that holds `ts` begins. */
  static beginOf(window: ProfileWindow, ts: EpochMs): EpochMs {
    if ('anchored' in window) return window.anchored
    if ('rolling' in window) return ts - window.rolling
    return openTimeOf(window.session, ts - (window.offsetMs ?? 0)) + (window.offsetMs ?? 0)
  }

  /** Exact. `side` is 1 for a taker who bought, -1 for one who sold, 0 for unknown. Answers a window that has closed by it. */
  addTrade(ts: EpochMs, price: number, size: number, side: number): WindowProfile | undefined {
    const closed = this.#advance(ts)
    const histogram = this.#histogramAt(ts, price)
    if (histogram !== undefined) addTrade(histogram, price, size, side)
    return closed
  }

  /**
   * An estimate: spread over the range of the bar, all of it in the window in which the bar opened. `bought` is NaN where
   * nobody knows.
   */
  addBar(openTime: EpochMs, closeTime: EpochMs, low: number, high: number, volume: number, bought: number): WindowProfile | undefined {
    const closed = this.#advance(openTime)
    const histogram = this.#histogramAt(openTime, high)
    if (histogram !== undefined) addBar(histogram, low, high, volume, bought)
    this.#lastTs = Math.max(this.#lastTs, closeTime)
    return closed
  }

  /** Takes back a bar that `addBar` has added, so that its correction can be; a closed window stays as it is. */
  removeBar(openTime: EpochMs, low: number, high: number, volume: number, bought: number): void {
    const slice = this.#slices.findLast(({ open, next }) => openTime >= open && openTime < next)
    if (slice?.histogram !== undefined) removeBar(slice.histogram, low, high, volume, bought)
  }

  /** The window as it stands; undefined while nothing was traded in it. */
  current(): WindowProfile | undefined {
    return this.#profile(false)
  }

  save(): unknown {
    const slices = this.#slices.map(({ open, next, histogram }) => ({
      open,
      next: Number.isFinite(next) ? next : -1,
      histogram: histogram?.save(),
    }))
    return savedState(this.#name, { slices, lastTs: this.#lastTs, step: this.#step } satisfies WindowState)
  }

  /** Throws the data error `FEEDLOOM_INDICATOR_STATE_INVALID` for what a window of another kind has saved. */
  restore(saved: unknown): void {
    const { slices, lastTs, step } = restoredState<WindowState>(this.#name, saved)
    this.#lastTs = lastTs
    this.#step = step
    this.#slices = slices.map(({ open, next, histogram }) => {
      const own = histogram === undefined ? undefined : new PriceHistogram(histogram.step, this.#options.maxRows)
      if (histogram !== undefined) own?.restore(histogram)
      return { open, next: next === -1 ? Number.POSITIVE_INFINITY : next, histogram: own }
    })
  }

  get #name(): string {
    return `volume-profile ${JSON.stringify([this.#window, this.#options])}`
  }

  /** Moves the window on to `ts`: what was complete before is answered. */
  #advance(ts: EpochMs): WindowProfile | undefined {
    const last = this.#slices.at(-1)
    if (last !== undefined && ts < last.next) {
      this.#lastTs = Math.max(this.#lastTs, ts)
      return undefined
    }
    const slice = this.#sliceAt(ts)
    if (slice === undefined) return undefined
    const closed = last === undefined ? undefined : this.#profile(true)
    this.#lastTs = ts
    this.#slices.push(slice)
    const begin = this.#begin(slice)
    this.#slices = this.#slices.filter(({ open }) => open >= begin)
    // A session may choose another step; the slices of one window must agree.
    if ('session' in this.#window) this.#step = 0
    return closed
  }

  #sliceAt(ts: EpochMs): Slice | undefined {
    const window = this.#window
    if ('anchored' in window) {
      return ts < window.anchored ? undefined : { open: window.anchored, next: Number.POSITIVE_INFINITY, histogram: undefined }
    }
    if ('session' in window) {
      const offset = window.offsetMs ?? 0
      const next = nextOpenTimeOf(window.session, ts - offset) + offset
      return { open: openTimeOf(window.session, ts - offset) + offset, next, histogram: undefined }
    }
    const width = window.rolling / this.#count
    const open = Math.floor(ts / width) * width
    return { open, next: open + width, histogram: undefined }
  }

  /** Begin of the window that ends with a slice. */
  #begin({ open, next }: Slice): EpochMs {
    return 'rolling' in this.#window ? next - this.#window.rolling : open
  }

  /** Late data join the slice that they belong to, while it is there. */
  #histogramAt(ts: EpochMs, price: number): PriceHistogram | undefined {
    const slice = this.#slices.findLast(({ open, next }) => ts >= open && ts < next)
    if (slice === undefined || !(price > 0) || price === Number.POSITIVE_INFINITY) return undefined
    if (this.#step === 0) this.#step = stepFor(price, this.#options)
    slice.histogram ??= new PriceHistogram(this.#step, this.#options.maxRows)
    return slice.histogram
  }

  #profile(final: boolean): WindowProfile | undefined {
    const last = this.#slices.at(-1)
    if (last === undefined || this.#step === 0) return undefined
    const profile = profileOf(this.#whole(last), this.#options.valueShare)
    if (profile === undefined) return undefined
    const window = 'session' in this.#window ? 'session' : 'rolling' in this.#window ? 'rolling' : 'anchored'
    return Object.freeze({ ...profile, window, from: this.#begin(last), to: final ? last.next : this.#lastTs, final })
  }

  #whole(last: Slice): PriceHistogram {
    if (this.#count === 1 && last.histogram !== undefined) return last.histogram
    const whole = new PriceHistogram(this.#step, this.#options.maxRows)
    for (const { histogram } of this.#slices) if (histogram !== undefined) whole.merge(histogram)
    return whole
  }
}
