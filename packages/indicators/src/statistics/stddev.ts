import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningDeviation extends SingleInputIndicator {
  readonly #window: Window
  readonly #deviations: number = 0

  constructor(source: SingleInput, length: number, deviations: number, horizon: Horizon) {
    super(source, horizon)
    this.#window = new Window(this.cells, length, true)
    this.#deviations = deviations
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#window.push(value, index)
    out[0] = Math.sqrt(this.#window.variance) * this.#deviations
  }
}

/** Population standard deviation of the last `period` rows, in the unit of the series. TA-Lib 0.8 `STDDEV`. */
export const stddev: IndicatorMaker<{ period?: number; deviations?: number; input?: SingleInput }> = defineIndicator({
  type: 'stddev',
  aliases: ['standard-deviation'],
  summary: 'Population standard deviation',
  source: 'TA-Lib 0.8 STDDEV: population deviation, computed without cancellation',
  talib: { function: 'STDDEV', parameters: { optInTimePeriod: 'period', optInNbDev: 'deviations' } },
  display: { pane: 'own' },
  schema: z.strictObject({
    period: period(5, 2, 'Rows in the deviation'),
    deviations: z.number().default(1).describe('The result is multiplied by it'),
    input: input(),
  }),
  build({ period: length, deviations, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return { inputs: [source], outputs: ['stddev'], ...horizon, create: () => new RunningDeviation(source, length, deviations, horizon) }
  },
})
