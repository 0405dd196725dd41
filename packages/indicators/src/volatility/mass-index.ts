import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'
import { Window } from '../parts/window.ts'

class RunningMassIndex extends HighLowIndicator {
  readonly #once: Exponential
  readonly #twice: Exponential
  readonly #sum: Window
  readonly #length: number = 0

  constructor(mean: number, sum: number, horizon: Horizon) {
    super(horizon)
    this.#once = new Exponential(this.cells, mean)
    this.#twice = new Exponential(this.cells, mean)
    this.#sum = new Window(this.cells, sum, false)
    this.#length = mean
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const begin = this.#length - 1
    const once = this.#once.push(row.high - row.low, index)
    if (index < begin) return
    const twice = this.#twice.push(once, index - begin)
    if (index < 2 * begin) return
    this.#sum.push(twice === 0 ? 1 : once / twice, index - 2 * begin)
    out[0] = this.#sum.sum
  }
}

/** Mass index: the sum of an exponential mean of the ranges over its own mean; 1 a row where there are no ranges. */
export const massIndex: IndicatorMaker<{ mean?: number; sum?: number }> = defineIndicator({
  type: 'mass-index',
  aliases: ['mass'],
  summary: 'Widening and narrowing of the ranges',
  source: 'D. Dorsey, "The Mass Index", Technical Analysis of Stocks & Commodities, 1992; means seeded with plain means',
  display: { pane: 'own', levels: [26.5, 27] },
  schema: z.strictObject({ mean: period(9, 1, 'Period of both means'), sum: period(25, 1, 'Rows in the sum') }),
  build({ mean, sum }) {
    const warmup = 2 * (mean - 1) + sum - 1
    const horizon = { warmup, convergence: warmup + 2 * rowsToForget(2 / (mean + 1)) }
    return { inputs: ['high', 'low'], outputs: ['mass'], ...horizon, create: () => new RunningMassIndex(mean, sum, horizon) }
  },
})
