import type { Cells } from './cells.ts'

/** A sum over the whole series that does not drift: what each addition loses is kept and added back (A. Neumaier, 1974). */
export class Total {
  readonly #cells: Cells
  readonly #place: number = 0

  constructor(cells: Cells) {
    this.#cells = cells
    this.#place = cells.claim(2)
  }

  /** The sum with this value; `begins`: of this value alone. */
  push(value: number, begins = false): number {
    const before = begins ? 0 : this.#cells.get(this.#place)
    const sum = before + value
    const lost = Math.abs(before) >= Math.abs(value) ? before - sum + value : value - sum + before
    const losses = (begins ? 0 : this.#cells.get(this.#place + 1)) + lost
    this.#cells.set(this.#place, sum)
    this.#cells.set(this.#place + 1, losses)
    return sum + losses
  }
}
