import type { Cells } from './cells.ts'
import { Total } from './total.ts'

/**
 * Mean and variance of all values since a beginning, each with a weight of its own (a volume). The squares are added up
 * as in D. H. D. West, "Updating mean and variance estimates", 1979: of distances from the mean before and after the
 * value, so that nothing cancels; sums keep what their additions lose.
 */
export class WeightedSpread {
  /** NaN while nothing has weighed. */
  mean: number = Number.NaN
  /** Population variance, by weight. */
  variance: number = Number.NaN
  readonly #cells: Cells
  /** The first value, which distances are taken from; the mean; the weight. */
  readonly #place: number = 0
  readonly #weights: Total
  readonly #distances: Total
  readonly #squares: Total

  constructor(cells: Cells) {
    this.#cells = cells
    this.#place = cells.claim(3)
    this.#weights = new Total(cells)
    this.#distances = new Total(cells)
    this.#squares = new Total(cells)
  }

  /** `begins`: forget all that came before. */
  push(value: number, weight: number, begins: boolean): void {
    const cells = this.#cells
    const first = begins ? value : cells.get(this.#place)
    const weighedBefore = begins ? 0 : cells.get(this.#place + 2)
    const weights = this.#weights.push(weight, begins)
    const distances = this.#distances.push(weight * (value - first), begins)
    this.mean = weights === 0 ? Number.NaN : first + distances / weights
    const meanBefore = weighedBefore === 0 ? value : cells.get(this.#place + 1)
    const square = weight === 0 ? 0 : Math.max(0, weight * (value - meanBefore) * (value - this.mean))
    this.variance = this.#squares.push(square, begins) / weights
    cells.set(this.#place, first)
    cells.set(this.#place + 1, this.mean)
    cells.set(this.#place + 2, weights)
  }
}
