import type { Cells } from '../parts/cells.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'

/** A mean of a series that other formulas use too: of prices, of ranges, of other indicators. */
export interface Average {
  /** The mean after this value; says nothing before its warm-up. `index`: values before it. */
  push(value: number, index: number): number
}

/** An indicator that is an average and nothing else. */
export class RunningAverage extends SingleInputIndicator {
  readonly #average: Average

  constructor(source: SingleInput, create: (cells: Cells) => Average, horizon: Horizon) {
    super(source, horizon)
    this.#average = create(this.cells)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    out[0] = this.#average.push(value, index)
  }
}
