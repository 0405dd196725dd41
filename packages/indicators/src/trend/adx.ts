import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period, unstable } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { AverageDirectionalIndex } from './average-directional-index.ts'

class RunningAdx extends HighLowCloseIndicator {
  readonly #index: AverageDirectionalIndex

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#index = new AverageDirectionalIndex(this.cells, length)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    out[0] = this.#index.push(row.high, row.low, row.close, index)
  }
}

/** Average directional index: how strongly the market trends, 0 to 100. TA-Lib `ADX`. */
export const adx: IndicatorMaker<{ period?: number; unstable?: number }> = defineIndicator({
  type: 'adx',
  aliases: ['average-directional-index'],
  summary: 'Strength of the trend, 0 to 100',
  source: 'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib ADX: a row without movement is skipped',
  talib: { function: 'ADX', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', levels: [25] },
  schema: z.strictObject({ period: period(14, 2, 'Of the movement and of the mean'), unstable: unstable() }),
  build({ period: length, unstable: skipped }) {
    const warmup = 2 * length - 1 + skipped
    const horizon = { warmup, convergence: warmup + 2 * rowsToForget(1 / length) }
    return { inputs: ['high', 'low', 'close'], outputs: ['adx'], ...horizon, create: () => new RunningAdx(length, horizon) }
  },
})
