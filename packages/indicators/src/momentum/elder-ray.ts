import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'

class RunningElderRay extends HighLowCloseIndicator {
  readonly #mean: Exponential

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#mean = new Exponential(this.cells, length)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const mean = this.#mean.push(row.close, index)
    out[0] = row.high - mean
    out[1] = row.low - mean
  }
}

/** Elder ray: how far the bar reaches above (`bull`) and below (`bear`) the exponential mean of the closes. */
export const elderRay: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'elder-ray',
  aliases: ['bull-bear-power'],
  summary: 'Power of bulls and bears',
  source: 'A. Elder, "Trading for a Living", 1993; the mean is seeded with the plain mean of the first closes',
  display: { pane: 'own', styles: { bull: 'histogram', bear: 'histogram' } },
  schema: z.strictObject({ period: period(13, 1, 'Period of the mean') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 + rowsToForget(2 / (length + 1)) }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['bull', 'bear'],
      ...horizon,
      create: () => new RunningElderRay(length, horizon),
    }
  },
})
