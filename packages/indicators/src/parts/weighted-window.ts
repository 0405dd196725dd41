import type { Cells } from './cells.ts'

/**
 * The last `period` values with weights 1 (oldest) to `period` (newest), by the blocks of `Window`: constant time,
 * and nothing is ever subtracted.
 */
export class WeightedWindow {
  /** Of the window that the last value completed: all sums are of distances from `centre`. */
  centre = 0
  sum = 0
  weighted = 0
  readonly #cells: Cells
  readonly #block: number = 0
  readonly #place: number = 0
  readonly #values: number = 0
  readonly #ends: number = 0
  readonly #weightedEnds: number = 0

  constructor(cells: Cells, period: number) {
    this.#cells = cells
    this.#block = period - 1
    this.#place = cells.claim(4)
    this.#values = cells.claimSeries(this.#block)
    this.#ends = cells.claimSeries(this.#block)
    this.#weightedEnds = cells.claimSeries(this.#block)
  }

  /** `index`: values before this one. */
  push(value: number, index: number): void {
    if (this.#block === 0) {
      this.centre = value
      return
    }
    const cells = this.#cells
    const { series } = cells
    const place = this.#place
    const slot = cells.get(place)
    const centre = index === 0 ? value : cells.get(place + 1)
    const distance = value - centre
    const sum = cells.get(place + 2) + distance
    const weighted = cells.get(place + 3) + (slot + 1) * distance
    const isLast = slot + 1 === this.#block
    // The end of one value is the centre itself: of distance 0, and read from nowhere, so that a revision need not.
    this.centre = centre
    this.sum = isLast ? sum : (series[this.#ends + slot] as number) + sum
    this.weighted = (isLast ? 0 : (series[this.#weightedEnds + slot] as number)) + weighted + (this.#block - slot) * sum
    if (!cells.isTrial) series[this.#values + slot] = value
    if (isLast && !cells.isTrial) this.#closeBlock(value)
    cells.set(place, isLast ? 0 : slot + 1)
    cells.set(place + 1, isLast ? value : centre)
    cells.set(place + 2, isLast ? 0 : sum)
    cells.set(place + 3, isLast ? 0 : weighted)
  }

  #closeBlock(centre: number): void {
    const { series } = this.#cells
    let sum = 0
    let weighted = 0
    for (let i = this.#block - 1; i >= 0; i--) {
      sum += (series[this.#values + i] as number) - centre
      weighted += sum
      series[this.#ends + i] = sum
      series[this.#weightedEnds + i] = weighted
    }
  }
}
