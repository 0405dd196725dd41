import type { Cells } from './cells.ts'

/** The last `length` values themselves, for formulas that need to look at each. */
export class Recent {
  readonly #cells: Cells
  readonly #length: number = 0
  readonly #first: number = 0

  constructor(cells: Cells, length: number) {
    this.#cells = cells
    this.#length = length
    this.#first = cells.claimSeries(length)
  }

  /** Takes the value in. `index`: values before it. In a trial it is not kept: `ago(0)` is the caller's to know. */
  push(value: number, index: number): void {
    if (!this.#cells.isTrial) this.#cells.series[this.#first + (index % this.#length)] = value
  }

  /** The value of so many rows before row `index`, fewer than `length`; not 0 rows in a trial. */
  ago(rows: number, index: number): number {
    return this.#cells.series[this.#first + ((index - rows) % this.#length)] as number
  }

  /** Sum of the distances of the last `length` values from `centre`; `newest` is that of row `index`. */
  deviations(centre: number, newest: number, index: number): number {
    const { series } = this.#cells
    const newestAt = this.#first + (index % this.#length)
    let sum = Math.abs(newest - centre)
    for (let i = this.#first; i < this.#first + this.#length; i++) if (i !== newestAt) sum += Math.abs((series[i] as number) - centre)
    return sum
  }
}
