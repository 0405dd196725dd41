import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Exponential, exponentialColumn, rowsToForget } from '../parts/smoothing.ts'

class RunningEma extends SingleInputIndicator {
  readonly #mean: Exponential

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#mean = new Exponential(this.cells, length)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    out[0] = this.#mean.push(value, index)
  }
}

/** Exponential moving average, seeded with the mean of the first `period` values. TA-Lib `EMA`. */
export const ema: IndicatorMaker<{ period?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'ema',
  aliases: ['exponential-moving-average'],
  summary: 'Exponential moving average',
  source: 'TA-Lib EMA, seeded with the mean of the first values',
  talib: { function: 'EMA', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'price' },
  schema: z.strictObject({
    period: period(30, 1, 'The share of a row is 2 / (period + 1)'),
    input: input(),
    unstable: unstable(),
  }),
  build(parameters) {
    const warmup = parameters.period - 1 + parameters.unstable
    const convergence = Math.max(warmup, parameters.period - 1 + rowsToForget(2 / (parameters.period + 1)))
    return {
      inputs: [parameters.input],
      outputs: ['ema'],
      warmup,
      convergence,
      create: () => new RunningEma(parameters.input, parameters.period, { warmup, convergence }),
      batch: ([values], [out]) => exponentialColumn(values as Float64Array, 0, parameters.period, out as Float64Array),
    }
  },
})
