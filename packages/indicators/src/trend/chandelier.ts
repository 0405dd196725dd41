import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { AverageTrueRange } from '../parts/true-ranges.ts'

class RunningChandelier extends HighLowCloseIndicator {
  readonly #range: AverageTrueRange
  readonly #highest: Highest
  readonly #lowest: Lowest
  readonly #multiplier: number = 0

  constructor(length: number, multiplier: number, horizon: Horizon) {
    super(horizon)
    this.#range = new AverageTrueRange(this.cells, length)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
    this.#multiplier = multiplier
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const distance = this.#multiplier * this.#range.push(row, index)
    out[0] = this.#highest.push(row.high, index) - distance
    out[1] = this.#lowest.push(row.low, index) + distance
  }
}

/** Chandelier exit: stops hung from the highest high (`long`) and stood on the lowest low (`short`). C. Le Beau. */
export const chandelier: IndicatorMaker<{ period?: number; multiplier?: number }> = defineIndicator({
  type: 'chandelier',
  aliases: ['chandelier-exit'],
  summary: 'Stops at a multiple of the average true range from the extremes',
  source: 'C. Le Beau, in A. Elder, "Come Into My Trading Room", 2002; as on StockCharts, average true range as TA-Lib ATR',
  display: { pane: 'price', styles: { long: 'steps', short: 'steps' } },
  schema: z.strictObject({
    period: period(22, 1, 'Rows of the extremes, and of the average true range'),
    multiplier: z.number().min(0).default(3).describe('Average true ranges between extreme and stop'),
  }),
  build({ period: length, multiplier }) {
    const horizon = { warmup: length, convergence: length + rowsToForget(1 / length) }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['long', 'short'],
      ...horizon,
      create: () => new RunningChandelier(length, multiplier, horizon),
    }
  },
})
