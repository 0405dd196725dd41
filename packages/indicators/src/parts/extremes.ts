import type { Cells } from './cells.ts'

/**
 * The extreme of the last `period` values in constant time: the series is cut into blocks of `period - 1`, the
 * extremes of all ends of a block are made when it is full, and that of the next block's beginning grows with each
 * value. M. van Herk, "A fast algorithm for local minimum and maximum filters", 1992; J. Gil and M. Werman, 1993.
 */
abstract class Extreme {
  readonly #cells: Cells
  readonly #block: number
  readonly #place: number
  readonly #values: number
  readonly #ends: number

  constructor(cells: Cells, period: number) {
    this.#cells = cells
    this.#block = period - 1
    this.#place = cells.claim(3)
    this.#values = cells.claimSeries(this.#block)
    this.#ends = cells.claimSeries(this.#block)
  }

  protected abstract of(a: number, b: number): number

  /** Of the window that this value completes; of the values so far while there are fewer. `index`: values before it. */
  push(value: number, index: number): number {
    const block = this.#block
    if (block === 0) return value
    const cells = this.#cells
    const place = this.#place
    const slot = cells.get(place)
    const beginning = slot === 0 ? value : this.of(cells.get(place + 1), value)
    const isLast = slot + 1 === block
    let extreme = beginning
    // The last end is one value, kept apart: a revision finds it there after the block was closed.
    if (index >= block) extreme = this.of(beginning, isLast ? cells.get(place + 2) : (cells.series[this.#ends + slot] as number))
    if (!cells.isTrial) {
      cells.series[this.#values + slot] = value
      if (isLast) this.#closeBlock()
    }
    cells.set(place, isLast ? 0 : slot + 1)
    cells.set(place + 1, beginning)
    cells.set(place + 2, isLast ? value : cells.get(place + 2))
    return extreme
  }

  #closeBlock(): void {
    const { series } = this.#cells
    let extreme = series[this.#values + this.#block - 1] as number
    for (let i = this.#block - 1; i >= 0; i--) {
      extreme = this.of(extreme, series[this.#values + i] as number)
      series[this.#ends + i] = extreme
    }
  }
}

export class Highest extends Extreme {
  protected override of(a: number, b: number): number {
    return a > b ? a : b
  }
}

export class Lowest extends Extreme {
  protected override of(a: number, b: number): number {
    return a < b ? a : b
  }
}
