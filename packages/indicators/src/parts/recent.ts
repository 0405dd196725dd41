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
    const place = this.#first + (index % this.#length)
    const kept = series[place] as number
    series[place] = newest
    const sum = distancesFrom(centre, series, this.#first, this.#length)
    // In a trial another value stands there, which goes back.
    series[place] = kept
    return sum
  }
}

/** Sum of the distances of some values from `centre`: four sums at a time, for speed. */
export function distancesFrom(centre: number, values: Float64Array, first: number, length: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  const end = first + length
  const whole = end - (length % 4)
  for (let i = first; i < whole; i += 4) {
    a += Math.abs((values[i] as number) - centre)
    b += Math.abs((values[i + 1] as number) - centre)
    c += Math.abs((values[i + 2] as number) - centre)
    d += Math.abs((values[i + 3] as number) - centre)
  }
  for (let i = whole; i < end; i++) a += Math.abs((values[i] as number) - centre)
  return a + b + (c + d)
}
