import type { InputRow } from '@feedloom/core'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'

/** How fast the stop follows on one side. */
export interface Acceleration {
  readonly first: number
  readonly step: number
  readonly most: number
}

export interface ParabolicOptions {
  readonly long: Acceleration
  readonly short: Acceleration
  /** 0: by the first two rows; above: long from this stop; below: short from it. */
  readonly start: number
  /** Share of the stop that it is moved away by when the side changes. */
  readonly offset: number
  /** Whether the stop of a short side is shown below 0. */
  readonly isSigned: boolean
}

export function acceleration(first: number, step: number, most: number): Acceleration {
  return { first: Math.min(first, most), step: Math.min(step, most), most }
}

/**
 * The parabolic stop: it follows the price ever faster while the extreme moves on, and changes the side when it is
 * touched. J. W. Wilder, "New Concepts in Technical Trading Systems", 1978.
 */
export class RunningParabolic extends HighLowIndicator {
  readonly #options: ParabolicOptions
  /** High and low of the row before; side (1 long, -1 short); stop for the next row; extreme; acceleration. */
  readonly #place: number = 0

  constructor(options: ParabolicOptions, horizon: Horizon) {
    super(horizon)
    this.#options = options
    this.#place = this.cells.claim(6)
  }

  protected override compute({ high, low }: InputRow, out: Float64Array, index: number): void {
    const { cells } = this
    const place = this.#place
    const highBefore = cells.get(place)
    const lowBefore = cells.get(place + 1)
    cells.set(place, high)
    cells.set(place + 1, low)
    if (index === 0) return
    if (index > 1)
      this.#step(
        cells.get(place + 2),
        cells.get(place + 3),
        cells.get(place + 4),
        cells.get(place + 5),
        high,
        low,
        highBefore,
        lowBefore,
        out,
      )
    else {
      const side = this.#firstSide(high - highBefore, lowBefore - low)
      const start = Math.abs(this.#options.start)
      const stop = start > 0 ? start : side > 0 ? lowBefore : highBefore
      // The first row with a stop is compared with itself.
      this.#step(side, stop, side > 0 ? high : low, this.#of(side).first, high, low, high, low, out)
    }
  }

  #firstSide(up: number, down: number): 1 | -1 {
    const { start } = this.#options
    if (start !== 0) return start > 0 ? 1 : -1
    return down > 0 && up < down ? -1 : 1
  }

  #of(side: number): Acceleration {
    return side > 0 ? this.#options.long : this.#options.short
  }

  #step(
    side: number,
    stop: number,
    extreme: number,
    pace: number,
    high: number,
    low: number,
    highBefore: number,
    lowBefore: number,
    out: Float64Array,
  ): void {
    const isTouched = side > 0 ? low <= stop : high >= stop
    const now = isTouched ? -side : side
    const { first, step, most } = this.#of(now)
    const far = now > 0 ? high : low
    const shown = isTouched ? this.#turned(now, extreme, high, low, highBefore, lowBefore) : stop
    const isFurther = !isTouched && (now > 0 ? far > extreme : far < extreme)
    const nextExtreme = isTouched || isFurther ? far : extreme
    const nextPace = isTouched ? first : isFurther ? Math.min(pace + step, most) : pace
    out[0] = this.#options.isSigned ? shown * now : shown
    const { cells } = this
    const place = this.#place
    cells.set(place + 2, now)
    cells.set(place + 3, clear(now, shown + nextPace * (nextExtreme - shown), high, low, highBefore, lowBefore))
    cells.set(place + 4, nextExtreme)
    cells.set(place + 5, nextPace)
  }

  /** The stop after the side has changed: the extreme of the old side. */
  #turned(now: number, extreme: number, high: number, low: number, highBefore: number, lowBefore: number): number {
    const stop = clear(now, extreme, high, low, highBefore, lowBefore)
    return stop - now * stop * this.#options.offset
  }
}

/** Keeps the stop out of the last two rows. */
function clear(side: number, stop: number, high: number, low: number, highBefore: number, lowBefore: number): number {
  return side > 0 ? Math.min(stop, lowBefore, low) : Math.max(stop, highBefore, high)
}
