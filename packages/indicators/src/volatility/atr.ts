import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period, unstable } from '../parts/parameters.ts'
import { Wilder, rowsToForget } from '../parts/smoothing.ts'
import { trueRange } from '../parts/true-range.ts'

class RunningAtr extends HighLowCloseIndicator {
  readonly #close: number = 0
  readonly #range: Wilder

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#close = this.cells.claim(1)
    this.#range = new Wilder(this.cells, length)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const before = this.cells.get(this.#close)
    this.cells.set(this.#close, row.close)
    if (index > 0) out[0] = this.#range.push(trueRange(row.high, row.low, before), index - 1)
  }
}

function atrColumn(columns: readonly Float64Array[], length: number, out: Float64Array): void {
  const [high, low, close] = columns as [Float64Array, Float64Array, Float64Array]
  const kept = length - 1
  let mean = 0
  for (let i = 1; i < close.length; i++) {
    const range = trueRange(high[i] as number, low[i] as number, close[i - 1] as number)
    if (i > length) mean = (mean * kept + range) / length
    else {
      mean += range
      if (i === length) mean /= length
    }
    out[i] = mean
  }
}

/**
 * Average true range. J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; the first bar, which has no
 * close before it, is left out of the seed as in TA-Lib `ATR`.
 */
export const atr: IndicatorMaker<{ period?: number; unstable?: number }> = defineIndicator({
  type: 'atr',
  aliases: ['average-true-range'],
  summary: 'Average true range',
  source: 'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib ATR, whose seed leaves the first bar out',
  talib: { function: 'ATR', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own' },
  schema: z.strictObject({
    period: period(14, 1, 'Ranges in the first mean; then the share of a row is 1 / period'),
    unstable: unstable(),
  }),
  build({ period: length, unstable: skipped }) {
    const warmup = length + skipped
    const horizon = { warmup, convergence: Math.max(warmup, length + rowsToForget(1 / length)) }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['atr'],
      ...horizon,
      create: () => new RunningAtr(length, horizon),
      batch: (columns, [out]) => atrColumn(columns, length, out as Float64Array),
    }
  },
})
