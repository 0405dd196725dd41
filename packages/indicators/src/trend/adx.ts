import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period, unstable } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { trueRange } from '../parts/true-range.ts'
import { AverageDirectionalIndex } from './average-directional-index.ts'
import { onesidedness, upward } from './directional-movement.ts'

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

/** `AverageDirectionalIndex` over whole columns, in locals. */
function adxColumn(columns: readonly Float64Array[], n: number, out: Float64Array): void {
  const [high, low, close] = columns as [Float64Array, Float64Array, Float64Array]
  let [plus, minus, range, mean] = [0, 0, 0, 0]
  for (let i = 1; i < close.length; i++) {
    const up = (high[i] as number) - (high[i - 1] as number)
    const down = (low[i - 1] as number) - (low[i] as number)
    const isSettled = i >= n
    plus = (isSettled ? plus - plus / n : plus) + upward(up, down)
    minus = (isSettled ? minus - minus / n : minus) + upward(down, up)
    range = (isSettled ? range - range / n : range) + trueRange(high[i] as number, low[i] as number, close[i - 1] as number)
    if (!isSettled) continue
    const value = onesidedness(plus, minus, range)
    if (i >= 2 * n) mean = value < 0 ? mean : (mean * (n - 1) + value) / n
    else {
      mean += value < 0 ? 0 : value
      if (i === 2 * n - 1) mean /= n
    }
    out[i] = mean
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
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['adx'],
      ...horizon,
      create: () => new RunningAdx(length, horizon),
      batch: (columns, [out]) => adxColumn(columns, length, out as Float64Array),
    }
  },
})
