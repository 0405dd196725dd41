import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period, unstable } from '../parts/parameters.ts'
import { Wilder, rowsToForget } from '../parts/smoothing.ts'
import { trueRange } from '../parts/true-range.ts'

class RunningNatr extends HighLowCloseIndicator {
  readonly #close: number = 0
  readonly #range: Wilder
  readonly #isPlain: boolean

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#close = this.cells.claim(1)
    this.#range = new Wilder(this.cells, length)
    this.#isPlain = length === 1
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const before = this.cells.get(this.#close)
    this.cells.set(this.#close, row.close)
    if (index === 0) return
    const range = this.#range.push(trueRange(row.high, row.low, before), index - 1)
    // TA-Lib gives the range itself where nothing is smoothed.
    out[0] = this.#isPlain ? range : row.close === 0 ? 0 : (range / row.close) * 100
  }
}

/** Average true range in percent of the close; the true range itself when the period is 1. TA-Lib `NATR`. */
export const natr: IndicatorMaker<{ period?: number; unstable?: number }> = defineIndicator({
  type: 'natr',
  aliases: ['normalized-average-true-range'],
  summary: 'Average true range in percent of the close',
  source: 'J. Forman, 2006; TA-Lib NATR; the true range itself when the period is 1',
  talib: { function: 'NATR', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own' },
  schema: z.strictObject({
    period: period(14, 1, 'Ranges in the first mean; then the share of a row is 1 / period'),
    unstable: unstable(),
  }),
  build({ period: length, unstable: skipped }) {
    const warmup = length + skipped
    const horizon = { warmup, convergence: Math.max(warmup, length + rowsToForget(1 / length)) }
    return { inputs: ['high', 'low', 'close'], outputs: ['natr'], ...horizon, create: () => new RunningNatr(length, horizon) }
  },
})
