import { Blocks } from './blocks.ts'
import type { Cells } from './cells.ts'

/**
 * The extreme of the last `period` values in constant time: the series is cut into blocks of `period - 1`, the
 * extremes of all ends of a block are made when it is full, and that of the next block's beginning grows with each
 * value. M. van Herk, "A fast algorithm for local minimum and maximum filters", 1992; J. Gil and M. Werman, 1993.
 */
abstract class Extreme extends Blocks {
  readonly #cells: Cells
  readonly #sign: number = 0
  /** The extreme of the beginning. */
  readonly #place: number = 0
  readonly #values: number = 0
  readonly #ends: number = 0
  /** The last values of two blocks: a revision finds the older one there after the newer block was closed. */
  readonly #lasts: number = 0

  /** `sign`: 1 for the highest, -1 for the lowest. */
  constructor(cells: Cells, period: number, sign: 1 | -1) {
    super(period - 1)
    this.#cells = cells
    this.#sign = sign
    this.#place = cells.claim(1)
    this.#values = cells.claimSeries(this.block)
    this.#ends = cells.claimSeries(this.block)
    this.#lasts = cells.claimSeries(2)
  }

  /** Of the window that this value completes; of the values so far while there are fewer. `index`: values before it. */
  push(value: number, index: number): number {
    if (this.block === 0) return value
    const cells = this.#cells
    const { series } = cells
    const slot = this.seek(index)
    const beginning = slot === 0 ? value : this.#of(cells.get(this.#place), value)
    cells.set(this.#place, beginning)
    const end = series[slot === this.last ? this.#lasts + this.parity : this.#ends + slot] as number
    if (!cells.isTrial) {
      series[this.#values + slot] = value
      if (slot === this.last) this.#closeBlock()
    }
    return index < this.block ? beginning : this.#of(beginning, end)
  }

  #closeBlock(): void {
    const { series } = this.#cells
    let extreme = series[this.#values + this.last] as number
    series[this.#lasts + 1 - this.parity] = extreme
    for (let i = this.last; i >= 0; i--) {
      extreme = this.#of(extreme, series[this.#values + i] as number)
      series[this.#ends + i] = extreme
    }
  }

  #of(a: number, b: number): number {
    return a * this.#sign > b * this.#sign ? a : b
  }
}

export class Highest extends Extreme {
  constructor(cells: Cells, period: number) {
    super(cells, period, 1)
  }
}

export class Lowest extends Extreme {
  constructor(cells: Cells, period: number) {
    super(cells, period, -1)
  }
}
