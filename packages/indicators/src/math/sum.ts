import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningSum extends SingleInputIndicator {
  readonly #window: Window

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#window = new Window(this.cells, length, false)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#window.push(value, index)
    out[0] = this.#window.sum
  }
}

/** Sum of the last `period` rows. TA-Lib `SUM`. */
export const sum: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'sum',
  aliases: ['rolling-sum'],
  summary: 'Sum of a window',
  source: 'TA-Lib SUM',
  talib: { function: 'SUM', parameters: { optInTimePeriod: 'period' } },
  schema: z.strictObject({ period: period(30, 1, 'Rows in the sum'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return { inputs: [source], outputs: ['sum'], ...horizon, create: () => new RunningSum(source, length, horizon) }
  },
})
