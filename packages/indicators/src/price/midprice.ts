import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import { type Horizon, RunningIndicator } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'

class RunningMidprice extends RunningIndicator {
  readonly #highest: Highest
  readonly #lowest: Lowest

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.high) && Number.isFinite(row.low)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    out[0] = (this.#highest.push(row.high, index) + this.#lowest.push(row.low, index)) / 2
  }
}

/** Middle of the highest high and the lowest low of the last `period` rows. TA-Lib `MIDPRICE`. */
export const midprice: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'midprice',
  aliases: ['mid-price'],
  summary: 'Middle of the highest high and the lowest low',
  source: 'TA-Lib MIDPRICE',
  talib: { function: 'MIDPRICE', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'price' },
  schema: z.strictObject({ period: period(14, 2, 'Rows looked back on') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return { inputs: ['high', 'low'], outputs: ['midprice'], ...horizon, create: () => new RunningMidprice(length, horizon) }
  },
})
