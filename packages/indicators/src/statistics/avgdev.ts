import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Recent } from '../parts/recent.ts'
import { Window } from '../parts/window.ts'

class RunningAverageDeviation extends SingleInputIndicator {
  readonly #window: Window
  readonly #recent: Recent
  readonly #length: number = 0

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#window = new Window(this.cells, length, false)
    this.#recent = new Recent(this.cells, length)
    this.#length = length
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#window.push(value, index)
    this.#recent.push(value, index)
    if (index + 1 >= this.#length) out[0] = this.#recent.deviations(this.#window.mean, value, index) / this.#length
  }
}

/** Mean distance of the last `period` rows from their mean; a row costs `period` steps. TA-Lib `AVGDEV`. */
export const avgdev: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'avgdev',
  aliases: ['average-deviation'],
  summary: 'Mean distance from the mean',
  source: 'TA-Lib AVGDEV',
  talib: { function: 'AVGDEV', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own' },
  schema: z.strictObject({ period: period(14, 2, 'Rows looked back on'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return { inputs: [source], outputs: ['avgdev'], ...horizon, create: () => new RunningAverageDeviation(source, length, horizon) }
  },
})
