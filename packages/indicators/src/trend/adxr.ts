import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { period, unstable } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { AverageDirectionalIndex } from './average-directional-index.ts'

class RunningAdxr extends HighLowCloseIndicator {
  readonly #index: AverageDirectionalIndex
  readonly #before: Lag

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#index = new AverageDirectionalIndex(this.cells, length)
    this.#before = new Lag(this.cells, length - 1)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const value = this.#index.push(row.high, row.low, row.close, index)
    out[0] = (value + this.#before.push(value)) / 2
  }
}

/** Mean of ADX and of ADX `period - 1` rows ago. TA-Lib `ADXR`. */
export const adxr: IndicatorMaker<{ period?: number; unstable?: number }> = defineIndicator({
  type: 'adxr',
  aliases: ['average-directional-index-rating'],
  summary: 'ADX, averaged with its past',
  source: 'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib ADXR, whose past is period - 1 rows ago',
  talib: { function: 'ADXR', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', levels: [25] },
  schema: z.strictObject({ period: period(14, 2, 'Of ADX, and one more than the rows looked back'), unstable: unstable() }),
  build({ period: length, unstable: skipped }) {
    const warmup = 3 * length - 2 + skipped
    const horizon = { warmup, convergence: warmup + 2 * rowsToForget(1 / length) }
    return { inputs: ['high', 'low', 'close'], outputs: ['adxr'], ...horizon, create: () => new RunningAdxr(length, horizon) }
  },
})
