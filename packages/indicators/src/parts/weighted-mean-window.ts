import { BlockSums } from './block-sums.ts'
import type { Cells } from './cells.ts'

/** The mean of the last `period` values, each with a weight of its own (a volume); of equal values exactly theirs. */
export class WeightedMeanWindow extends BlockSums {
  constructor(cells: Cells, period: number) {
    super(cells, period, 2, 2)
  }

  /** `index`: values before this one. NaN where nothing weighs. */
  push(value: number, weight: number, index: number): number {
    this.row[0] = value
    this.row[1] = weight
    this.slide(index)
    const weights = this.sums[0] as number
    return weights === 0 ? Number.NaN : (this.centre[0] as number) + (this.sums[1] as number) / weights
  }

  protected override measure(values: Float64Array, at: number, centre: Float64Array, terms: Float64Array): void {
    const weight = values[at + 1] as number
    terms[0] = weight
    terms[1] = weight * ((values[at] as number) - (centre[0] as number))
  }
}
