import type { Cells } from './cells.ts'

/**
 * The last `period` values in order. A value is found by halving, and what lies between its place and that of the one
 * that leaves is moved in one go: a step costs the logarithm of the period, and a copy of at most its length.
 */
export class SortedWindow {
  readonly #cells: Cells
  readonly #period: number = 0
  /** By row: the value that leaves next stands where the new one goes, or, in a revision, the one that it replaces. */
  readonly #ring: number = 0
  readonly #sorted: number = 0
  readonly #trial: Float64Array
  /** Where the values in order stand now. */
  #values: Float64Array
  #first = 0

  constructor(cells: Cells, period: number) {
    this.#cells = cells
    this.#period = period
    this.#ring = cells.claimSeries(period)
    this.#sorted = cells.claimSeries(period)
    this.#trial = new Float64Array(period)
    this.#values = this.#trial
  }

  /** `index`: values before this one. Before the first full window there are zeros in the place of values. */
  push(value: number, index: number): void {
    const { series, isTrial } = this.#cells
    const slot = this.#ring + (index % this.#period)
    this.#values = isTrial ? this.#trial : series
    this.#first = isTrial ? 0 : this.#sorted
    if (isTrial) this.#trial.set(series.subarray(this.#sorted, this.#sorted + this.#period))
    this.#replace(series[slot] as number, value)
    if (!isTrial) series[slot] = value
  }

  /** By rank, from 0, the least. */
  at(rank: number): number {
    return this.#values[this.#first + rank] as number
  }

  /** Values below this one. */
  countBelow(value: number): number {
    let [low, high] = [0, this.#period]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.at(middle) < value) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Values not above this one. */
  countUpTo(value: number): number {
    let [low, high] = [0, this.#period]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.at(middle) <= value) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Between two ranks, by share. */
  between(rank: number): number {
    const below = Math.floor(rank)
    const value = this.at(below)
    return rank === below ? value : value + (this.at(below + 1) - value) * (rank - below)
  }

  get median(): number {
    const middle = this.#period >>> 1
    return this.#period % 2 === 1 ? this.at(middle) : (this.at(middle - 1) + this.at(middle)) / 2
  }

  #replace(old: number, value: number): void {
    const values = this.#values
    const from = this.#first + this.countBelow(old)
    const to = this.#first + this.countBelow(value)
    if (to > from) {
      values.copyWithin(from, from + 1, to)
      values[to - 1] = value
    } else {
      values.copyWithin(to + 1, to, from)
      values[to] = value
    }
  }
}
