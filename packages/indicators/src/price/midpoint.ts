import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'

class RunningMidpoint extends SingleInputIndicator {
  readonly #highest: Highest
  readonly #lowest: Lowest

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    out[0] = (this.#highest.push(value, index) + this.#lowest.push(value, index)) / 2
  }
}

/** Middle of the highest and the lowest value of the last `period` rows. TA-Lib `MIDPOINT`. */
export const midpoint: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'midpoint',
  aliases: ['mid-point'],
  summary: 'Middle of the extremes of a series',
  source: 'TA-Lib MIDPOINT',
  talib: { function: 'MIDPOINT', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'price' },
  schema: z.strictObject({ period: period(14, 2, 'Rows looked back on'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return { inputs: [source], outputs: ['midpoint'], ...horizon, create: () => new RunningMidpoint(source, length, horizon) }
  },
})
