import type { Cells } from './cells.ts'

/**
 * The extreme of the last `period` values and the row it stands in, as TA-Lib looks for it: it stays until it leaves
 * the window or another is as extreme; then the whole window is looked through. So equal values are told apart by
 * what came before, and a series that falls for long costs `period` steps a row.
 */
export class ExtremeIndex {
  /** Row of the extreme, counted from the first value. */
  row = 0
  value = 0
  readonly #cells: Cells
  readonly #period: number = 0
  readonly #sign: 1 | -1
  /** Which of equal values a look through the window takes. */
  readonly #takes: 'first' | 'last'
  /** Row and value. */
  readonly #place: number = 0
  readonly #ring: number = 0

  /** `sign`: 1 for the highest, -1 for the lowest. */
  constructor(cells: Cells, period: number, sign: 1 | -1, takes: 'first' | 'last') {
    this.#cells = cells
    this.#period = period
    this.#sign = sign
    this.#takes = takes
    this.#place = cells.claim(2)
    this.#ring = cells.claimSeries(period)
  }

  /** `index`: values before this one. Says nothing before the first full window. */
  push(value: number, index: number): void {
    const cells = this.#cells
    this.row = cells.get(this.#place)
    this.value = cells.get(this.#place + 1)
    const oldest = index - this.#period + 1
    if (oldest === 0 || this.row < oldest) this.#lookThrough(oldest, value, index)
    else if (value * this.#sign >= this.value * this.#sign) this.#take(index, value)
    if (!cells.isTrial) cells.series[this.#ring + (index % this.#period)] = value
    cells.set(this.#place, this.row)
    cells.set(this.#place + 1, this.value)
  }

  #take(row: number, value: number): void {
    this.row = row
    this.value = value
  }

  #lookThrough(oldest: number, newest: number, index: number): void {
    const { series } = this.#cells
    const sign = this.#sign
    for (let row = oldest; row <= index; row++) {
      const value = row === index ? newest : (series[this.#ring + (row % this.#period)] as number)
      const isMore = this.#takes === 'last' ? value * sign >= this.value * sign : value * sign > this.value * sign
      if (row === oldest || isMore) this.#take(row, value)
    }
  }
}
