import type { Cells } from '../parts/cells.ts'
import { DirectionalMovement, onesidedness } from './directional-movement.ts'

/** Wilder's mean of the directional index. A row without movement is skipped: the mean stays as it is. */
export class AverageDirectionalIndex {
  readonly #cells: Cells
  readonly #movement: DirectionalMovement
  readonly #period: number = 0
  readonly #mean: number = 0

  constructor(cells: Cells, period: number) {
    this.#cells = cells
    this.#movement = new DirectionalMovement(cells, period)
    this.#period = period
    this.#mean = cells.claim(1)
  }

  /** The mean; a sum before row `2 * period - 1`. `index`: rows before this one. */
  push(high: number, low: number, close: number, index: number): number {
    this.#movement.push(high, low, close, index)
    const before = this.#cells.get(this.#mean)
    const mean = index < 2 * this.#period ? this.#seed(before, index) : this.#next(before)
    this.#cells.set(this.#mean, mean)
    return mean
  }

  #next(before: number): number {
    const { plus, minus, range } = this.#movement
    const value = onesidedness(plus, minus, range)
    return value < 0 ? before : (before * (this.#period - 1) + value) / this.#period
  }

  #seed(before: number, index: number): number {
    const n = this.#period
    if (index < n) return 0
    const sum = before + this.#movement.directional(0)
    return index === 2 * n - 1 ? sum / n : sum
  }
}
