import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window, windowColumn } from '../parts/window.ts'

class RunningSma extends SingleInputIndicator {
  readonly #window: Window

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#window = new Window(this.cells, length, false)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#window.push(value, index)
    out[0] = this.#window.mean
  }
}

/** Simple moving average: the mean of the last `period` values. TA-Lib `SMA`. */
export const sma: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'sma',
  aliases: ['simple-moving-average'],
  summary: 'Simple moving average',
  source: 'TA-Lib SMA',
  talib: { function: 'SMA', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'price' },
  schema: z.strictObject({ period: period(30, 1, 'Rows in the mean'), input: input() }),
  build(parameters) {
    const horizon = { warmup: parameters.period - 1, convergence: parameters.period - 1 }
    return {
      inputs: [parameters.input],
      outputs: ['sma'],
      ...horizon,
      create: () => new RunningSma(parameters.input, parameters.period, horizon),
      batch: ([values], [out]) => windowColumn(values as Float64Array, parameters.period, out as Float64Array, undefined),
    }
  },
})
