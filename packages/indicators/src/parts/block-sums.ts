import type { Cells } from './cells.ts'

/**
 * Several sums over the last `period` rows, for ever exact and in constant time: the blocks of `Window`, for rows of
 * more than one value and terms of more than one kind. Terms are of distances from a row inside the window, its centre.
 */
export abstract class BlockSums {
  /** What the next `slide` takes in. */
  protected readonly row: Float64Array
  /** Of the window that the last `slide` completed; of the rows so far while there are fewer. */
  protected readonly centre: Float64Array
  protected readonly sums: Float64Array
  readonly #terms: Float64Array
  readonly #cells: Cells
  readonly #block: number = 0
  /** Slot; centre, sums of the beginning, terms of the last row of the block before. */
  readonly #slot: number = 0
  readonly #centre: number = 0
  readonly #beginning: number = 0
  readonly #lastEnd: number = 0
  readonly #values: number = 0
  readonly #ends: number = 0

  constructor(cells: Cells, period: number, values: number, sums: number) {
    this.row = new Float64Array(values)
    this.centre = new Float64Array(values)
    this.sums = new Float64Array(sums)
    this.#terms = new Float64Array(sums)
    this.#cells = cells
    this.#block = period - 1
    this.#slot = cells.claim(1)
    this.#centre = cells.claim(values)
    this.#beginning = cells.claim(sums)
    this.#lastEnd = cells.claim(sums)
    this.#values = cells.claimSeries(values * this.#block)
    this.#ends = cells.claimSeries(sums * this.#block)
  }

  /** The terms of the row that stands in `values` from `at` on. */
  protected abstract measure(values: Float64Array, at: number, centre: Float64Array, terms: Float64Array): void

  /** `index`: rows before this one. */
  protected slide(index: number): void {
    const { row, centre, sums } = this
    if (this.#block === 0) {
      centre.set(row)
      this.measure(row, 0, centre, sums)
      return
    }
    const cells = this.#cells
    const slot = cells.get(this.#slot)
    const isLast = slot + 1 === this.#block
    for (let k = 0; k < row.length; k++) {
      centre[k] = index === 0 ? (row[k] as number) : cells.get(this.#centre + k)
      cells.set(this.#centre + k, (isLast ? row[k] : centre[k]) as number)
    }
    this.measure(row, 0, centre, this.#terms)
    this.#addUp(slot, isLast)
    if (!cells.isTrial) this.#remember(slot, isLast)
    cells.set(this.#slot, isLast ? 0 : slot + 1)
  }

  #addUp(slot: number, isLast: boolean): void {
    const { row, sums } = this
    const cells = this.#cells
    const terms = this.#terms
    const end = this.#ends + slot * sums.length
    for (let k = 0; k < sums.length; k++) {
      const beginning = cells.get(this.#beginning + k) + (terms[k] as number)
      // The last end is kept apart: a revision finds it there after the block was closed.
      const ending = isLast ? cells.get(this.#lastEnd + k) : (cells.series[end + k] as number)
      sums[k] = ending + beginning
      cells.set(this.#beginning + k, isLast ? 0 : beginning)
    }
    if (isLast) this.measure(row, 0, row, terms)
    for (let k = 0; k < sums.length; k++) cells.set(this.#lastEnd + k, isLast ? (terms[k] as number) : cells.get(this.#lastEnd + k))
  }

  #remember(slot: number, isLast: boolean): void {
    const { row, sums } = this
    const { series } = this.#cells
    const terms = this.#terms
    for (let k = 0; k < row.length; k++) series[this.#values + slot * row.length + k] = row[k] as number
    if (!isLast) return
    for (let i = this.#block - 1; i >= 0; i--) {
      this.measure(series, this.#values + i * row.length, row, terms)
      const end = this.#ends + i * sums.length
      const isNewest = i === this.#block - 1
      for (let k = 0; k < sums.length; k++) {
        series[end + k] = isNewest ? (terms[k] as number) : (series[end + sums.length + k] as number) + (terms[k] as number)
      }
    }
  }
}
