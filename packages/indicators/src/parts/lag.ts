import type { Cells } from './cells.ts'

/** Remembers a series for `length` rows: the value of so many rows ago. */
export class Lag {
  readonly #cells: Cells
  readonly #slot: number = 0
  readonly #first: number = 0
  /** One more than the lag, so that a row never overwrites what it reads. */
  readonly #size: number = 0

  constructor(cells: Cells, length: number) {
    this.#cells = cells
    this.#slot = cells.claim(1)
    this.#size = length + 1
    this.#first = cells.claimSeries(this.#size)
  }

  /** Takes the value in; answers the one that came `length` values before it, 0 while there is none. */
  push(value: number): number {
    if (this.#size === 1) return value
    const cells = this.#cells
    const slot = cells.get(this.#slot)
    const next = slot + 1 === this.#size ? 0 : slot + 1
    cells.set(this.#slot, next)
    const old = cells.series[this.#first + next] as number
    if (!cells.isTrial) cells.series[this.#first + slot] = value
    return old
  }
}
