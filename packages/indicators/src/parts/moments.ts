import { BlockSums } from './block-sums.ts'
import type { Cells } from './cells.ts'

/** The central moments of the last `period` values: mean powers of the distances from their mean. */
export class Moments extends BlockSums {
  second = 0
  third = 0
  fourth = 0
  readonly #period: number = 0

  constructor(cells: Cells, period: number) {
    super(cells, period, 1, 4)
    this.#period = period
  }

  /** `index`: values before this one. The moments say nothing before the first full window. */
  push(value: number, index: number): void {
    this.row[0] = value
    this.slide(index)
    const n = this.#period
    const one = (this.sums[0] as number) / n
    const two = (this.sums[1] as number) / n
    const three = (this.sums[2] as number) / n
    const four = (this.sums[3] as number) / n
    const square = one * one
    this.second = Math.max(0, two - square)
    this.third = three - 3 * one * two + 2 * one * square
    this.fourth = four - 4 * one * three + 6 * square * two - 3 * square * square
  }

  protected override measure(values: Float64Array, at: number, centre: Float64Array, terms: Float64Array): void {
    const distance = (values[at] as number) - (centre[0] as number)
    const square = distance * distance
    terms[0] = distance
    terms[1] = square
    terms[2] = square * distance
    terms[3] = square * square
  }
}
