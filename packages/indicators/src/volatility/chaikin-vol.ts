import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { period } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'

class RunningChaikin extends HighLowIndicator {
  readonly #range: Exponential
  readonly #far: Lag

  constructor(length: number, change: number, horizon: Horizon) {
    super(horizon)
    this.#range = new Exponential(this.cells, length)
    this.#far = new Lag(this.cells, change)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const range = this.#range.push(row.high - row.low, index)
    const far = this.#far.push(range)
    out[0] = far === 0 ? 0 : 100 * (range / far - 1)
  }
}

/** Chaikin volatility: change of the mean range over some rows, in percent; 0 where there was no range. */
export const chaikinVol: IndicatorMaker<{ period?: number; change?: number }> = defineIndicator({
  type: 'chaikin-vol',
  aliases: ['chaikin-volatility'],
  summary: 'Change of the mean range, in percent',
  source: 'M. Chaikin; exponential mean, seeded with the plain one',
  display: { pane: 'own', levels: [0] },
  schema: z.strictObject({
    period: period(10, 1, 'Of the mean of ranges'),
    change: period(10, 1, 'Rows over which its change is taken'),
  }),
  build({ period: length, change }) {
    const warmup = length - 1 + change
    const horizon = { warmup, convergence: warmup + rowsToForget(2 / (length + 1)) }
    return { inputs: ['high', 'low'], outputs: ['volatility'], ...horizon, create: () => new RunningChaikin(length, change, horizon) }
  },
})
