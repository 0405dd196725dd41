import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'

class RunningWillr extends HighLowCloseIndicator {
  readonly #highest: Highest
  readonly #lowest: Lowest

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
  }

  protected override compute({ high, low, close }: InputRow, out: Float64Array, index: number): void {
    const highest = this.#highest.push(high, index)
    const range = (highest - this.#lowest.push(low, index)) / -100
    out[0] = range === 0 ? 0 : (highest - close) / range
  }
}

/** Williams' %R: the close in the range of the last `period` rows, 0 at the top, -100 at the bottom; 0 without range. TA-Lib `WILLR`. */
export const willr: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'willr',
  aliases: ['williams-percent-r'],
  summary: 'The close in the range of a window, 0 at the top',
  source: 'L. Williams, "How I Made One Million Dollars", 1973; TA-Lib WILLR',
  talib: { function: 'WILLR', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', levels: [-80, -20], range: [-100, 0] },
  schema: z.strictObject({ period: period(14, 2, 'Rows looked back on') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return { inputs: ['high', 'low', 'close'], outputs: ['willr'], ...horizon, create: () => new RunningWillr(length, horizon) }
  },
})
