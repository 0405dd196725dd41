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
    const cells = this.#cells
    const place = this.#place
    if (index > 0) {
      const up = high - cells.get(place)
      const down = cells.get(place + 1) - low
      this.plus = this.#sum(cells.get(place + 3), up > 0 && up > down ? up : 0, index)
      this.minus = this.#sum(cells.get(place + 4), down > 0 && up < down ? down : 0, index)
      this.range = this.#sum(cells.get(place + 5), trueRange(high, low, cells.get(place + 2)), index)
      cells.set(place + 3, this.plus)
      cells.set(place + 4, this.minus)
      cells.set(place + 5, this.range)
    }
    cells.set(place, high)
    cells.set(place + 1, low)
    cells.set(place + 2, close)
  }

  /** Movement as a share of the range, in percent; 0 without range. */
  index(movement: number): number {
    return this.range === 0 ? 0 : 100 * (movement / this.range)
  }

  /** How one-sided the movement is, in percent; `otherwise` without movement. */
  directional(otherwise: number): number {
    if (this.range === 0) return otherwise
    const plus = this.index(this.plus)
    const minus = this.index(this.minus)
    const sum = plus + minus
    return sum === 0 ? otherwise : 100 * (Math.abs(minus - plus) / sum)
  }

  #sum(before: number, value: number, index: number): number {
    if (this.#period === 1) return value
    return index < this.#period ? before + value : before - before / this.#period + value
  }
}
