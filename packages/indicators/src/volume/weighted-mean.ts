import type { InputRow } from '@feedloom/core'
import { HighLowCloseVolumeIndicator } from '../parts/bar-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { WeightedMeanWindow } from '../parts/weighted-mean-window.ts'

/** The mean by volume of what a formula makes of each of the last rows. */
export class RunningVolumeMean extends HighLowCloseVolumeIndicator {
  readonly #window: WeightedMeanWindow
  readonly #formula: (row: InputRow) => number
  readonly #idle: number = 0

  /** `idle`: what to say while there is no volume. */
  constructor(length: number, formula: (row: InputRow) => number, idle: number, horizon: Horizon) {
    super(horizon)
    this.#window = new WeightedMeanWindow(this.cells, length)
    this.#formula = formula
    this.#idle = idle
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const mean = this.#window.push(this.#formula(row), row.volume, index)
    out[0] = Number.isNaN(mean) ? this.#idle : mean
  }
}
