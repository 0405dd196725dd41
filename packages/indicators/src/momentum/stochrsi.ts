import { z } from 'zod'
import { type AverageType, averageType } from '../averages/average.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { RelativeStrength } from './relative-strength.ts'
import { Stochastic, type StochasticOptions, stochasticHorizon } from './stochastic.ts'

class RunningStochRsi extends SingleInputIndicator {
  readonly #strength: RelativeStrength
  readonly #stochastic: Stochastic
  readonly #begin: number = 0

  constructor(source: SingleInput, length: number, flat: number, begin: number, options: StochasticOptions, horizon: Horizon) {
    super(source, horizon)
    this.#strength = new RelativeStrength(this.cells, length, flat)
    this.#stochastic = new Stochastic(this.cells, options)
    this.#begin = begin
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const strength = this.#strength.push(value, index)
    if (index < this.#begin) return
    this.#stochastic.push(strength, strength, strength, index - this.#begin)
    out[0] = this.#stochastic.k
    out[1] = this.#stochastic.d
  }
}

/** Fast stochastic of the relative strength index. T. Chande and S. Kroll, 1994; TA-Lib `STOCHRSI`. */
export const stochrsi: IndicatorMaker<{
  period?: number
  window?: number
  d?: number
  dAverage?: AverageType | number
  flat?: number
  input?: SingleInput
  unstable?: number
}> = defineIndicator({
  type: 'stochrsi',
  aliases: ['stochastic-rsi'],
  summary: 'Fast stochastic of the relative strength index',
  source: 'T. Chande and S. Kroll, "The New Technical Trader", 1994; TA-Lib STOCHRSI',
  talib: {
    function: 'STOCHRSI',
    parameters: { optInTimePeriod: 'period', optInFastK_Period: 'window', optInFastD_Period: 'd', optInFastD_MAType: 'dAverage' },
  },
  display: { pane: 'own', levels: [20, 80], range: [0, 100] },
  schema: z.strictObject({
    period: period(14, 2, 'Of the relative strength index'),
    window: period(5, 1, 'Rows that the index is placed in'),
    d: period(3, 1, 'Period of the smoothing'),
    dAverage: averageType('sma', 'Its kind'),
    flat: z.number().min(0).max(100).default(50).describe('Index of a series that has never moved: 50 since TA-Lib 0.8.2, 0 before'),
    input: input(),
    unstable: unstable(),
  }),
  build({ period: length, window, d, dAverage, flat, input: source, unstable: skipped }) {
    const options = { window, smoothings: [{ type: dAverage, period: d }] }
    const begin = length + skipped
    const horizon = stochasticHorizon(options, { warmup: begin, convergence: Math.max(begin, length + rowsToForget(1 / length)) })
    return {
      inputs: [source],
      outputs: ['k', 'd'],
      ...horizon,
      create: () => new RunningStochRsi(source, length, flat, begin, options, horizon),
    }
  },
})
