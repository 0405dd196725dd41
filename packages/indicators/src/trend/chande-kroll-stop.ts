import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { AverageTrueRange } from '../parts/true-ranges.ts'

class RunningChandeKroll extends HighLowCloseIndicator {
  readonly #range: AverageTrueRange
  readonly #highest: Highest
  readonly #lowest: Lowest
  readonly #short: Highest
  readonly #long: Lowest
  readonly #length: number = 0
  readonly #multiplier: number = 0

  constructor(length: number, multiplier: number, stop: number, horizon: Horizon) {
    super(horizon)
    this.#range = new AverageTrueRange(this.cells, length)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
    this.#short = new Highest(this.cells, stop)
    this.#long = new Lowest(this.cells, stop)
    this.#length = length
    this.#multiplier = multiplier
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const distance = this.#multiplier * this.#range.push(row, index)
    const short = this.#highest.push(row.high, index) - distance
    const long = this.#lowest.push(row.low, index) + distance
    if (index < this.#length) return
    out[0] = this.#short.push(short, index - this.#length)
    out[1] = this.#long.push(long, index - this.#length)
  }
}

/** Chande Kroll stop: the highest (`short`) and lowest (`long`) of the last stops that hang from highs and stand on lows. */
export const chandeKrollStop: IndicatorMaker<{ period?: number; multiplier?: number; stop?: number }> = defineIndicator({
  type: 'chande-kroll-stop',
  aliases: ['chande-kroll'],
  summary: 'Stops of Chande and Kroll',
  source: 'T. Chande and S. Kroll, "The New Technical Trader", 1994; TradingView defaults, average true range as TA-Lib ATR',
  display: { pane: 'price', styles: { short: 'steps', long: 'steps' } },
  schema: z.strictObject({
    period: period(10, 1, 'Rows of the first extremes, and of the average true range'),
    multiplier: z.number().min(0).default(1).describe('Average true ranges between extreme and first stop'),
    stop: period(9, 1, 'First stops that the stop is the extreme of'),
  }),
  build({ period: length, multiplier, stop }) {
    const warmup = length + stop - 1
    const horizon = { warmup, convergence: warmup + rowsToForget(1 / length) }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['short', 'long'],
      ...horizon,
      create: () => new RunningChandeKroll(length, multiplier, stop, horizon),
    }
  },
})
