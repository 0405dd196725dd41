import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { SortedWindow } from '../parts/sorted-window.ts'

/** An indicator that looks at the last rows in the order of their values. */
export class RunningOrder extends SingleInputIndicator {
  readonly #window: SortedWindow
  readonly #formula: (window: SortedWindow, value: number) => number

  constructor(source: SingleInput, length: number, formula: (window: SortedWindow, value: number) => number, horizon: Horizon) {
    super(source, horizon)
    this.#window = new SortedWindow(this.cells, length)
    this.#formula = formula
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#window.push(value, index)
    out[0] = this.#formula(this.#window, value)
  }
}
