import type { Cells } from '../parts/cells.ts'
import { trueRange } from '../parts/true-range.ts'

/**
 * Wilder's directional movement: upward and downward movement and true range, each as a sum that forgets `1 / period`
 * of itself per row. J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; as in TA-Lib the sums begin
 * with `period - 1` rows, and equal movements count as neither.
 */
export class DirectionalMovement {
  plus = 0
  minus = 0
  range = 0
  readonly #cells: Cells
  readonly #period: number = 0
  /** High, low and close of the last row; the three sums. */
  readonly #place: number = 0

  constructor(cells: Cells, period: number) {
    this.#cells = cells
    this.#period = period
    this.#place = cells.claim(6)
  }

  /** `index`: rows before this one. */
  push(high: number, low: number, close: number, index: number): void {
    const { before, now } = this.#cells
    const place = this.#place
    if (index > 0) {
      const up = high - (before[place] as number)
      const down = (before[place + 1] as number) - low
      // The first rows forget nothing.
      const n = index < this.#period ? Number.POSITIVE_INFINITY : this.#period
      const plus = before[place + 3] as number
      const minus = before[place + 4] as number
      const range = before[place + 5] as number
      now[place + 3] = this.plus = plus - plus / n + upward(up, down)
      now[place + 4] = this.minus = minus - minus / n + upward(down, up)
      now[place + 5] = this.range = range - range / n + trueRange(high, low, before[place + 2] as number)
    }
    now[place] = high
    now[place + 1] = low
    now[place + 2] = close
  }

  /** Movement as a share of the range, in percent; 0 without range. */
  index(movement: number): number {
    return this.range === 0 ? 0 : 100 * (movement / this.range)
  }

  /** How one-sided the movement is, in percent; `otherwise` without movement. */
  directional(otherwise: number): number {
    const value = onesidedness(this.plus, this.minus, this.range)
    return value < 0 ? otherwise : value
  }
}

/** The difference of both indices in percent of their sum; -1 without movement. */
export function onesidedness(plus: number, minus: number, range: number): number {
  if (range === 0) return -1
  const up = 100 * (plus / range)
  const down = 100 * (minus / range)
  const sum = up + down
  return sum === 0 ? -1 : 100 * (Math.abs(down - up) / sum)
}

/** The movement in one direction, if it is one and larger than the other; else 0. Without a branch, which would be guessed wrong. */
export function upward(movement: number, other: number): number {
  return movement * Number(movement > 0) * Number(movement > other)
}
