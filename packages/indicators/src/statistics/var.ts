import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningVariance extends SingleInputIndicator {
  readonly #window: Window

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#window = new Window(this.cells, length, true)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#window.push(value, index)
    out[0] = this.#window.variance
  }
}

/** Population variance of the last `period` rows, in the square of the series' unit. TA-Lib 0.8 `VAR`. */
export const variance: IndicatorMaker<{ period?: number; deviations?: number; input?: SingleInput }> = defineIndicator({
  type: 'var',
  aliases: ['variance'],
  summary: 'Population variance',
  source: 'TA-Lib 0.8 VAR: population variance, computed without cancellation',
  talib: { function: 'VAR', parameters: { optInTimePeriod: 'period', optInNbDev: 'deviations' } },
  display: { pane: 'own' },
  schema: z.strictObject({
    period: period(5, 1, 'Rows in the variance'),
    deviations: z.number().default(1).describe('Has no effect; TA-Lib has it too'),
    input: input(),
  }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return { inputs: [source], outputs: ['variance'], ...horizon, create: () => new RunningVariance(source, length, horizon) }
  },
})
