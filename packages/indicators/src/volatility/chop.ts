import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { TrueRanges } from '../parts/true-ranges.ts'
import { Window } from '../parts/window.ts'

class RunningChop extends HighLowCloseIndicator {
  readonly #ranges: TrueRanges
  readonly #sum: Window
  readonly #highest: Highest
  readonly #lowest: Lowest
  readonly #logarithm: number = 0
  /** Row of the first true range that counts. */
  readonly #begin: number = 0

  constructor(length: number, begin: number, horizon: Horizon) {
    super(horizon)
    this.#ranges = new TrueRanges(this.cells)
    this.#sum = new Window(this.cells, length, false)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
    this.#logarithm = Math.log10(length)
    this.#begin = begin
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const range = this.#ranges.push(row, index)
    const reach = this.#highest.push(row.high, index) - this.#lowest.push(row.low, index)
    if (index < this.#begin) return
    this.#sum.push(range, index - this.#begin)
    const { sum } = this.#sum
    out[0] = reach === 0 || sum === 0 ? 100 : (100 * Math.log10(sum / reach)) / this.#logarithm
  }
}

/** Choppiness: how much longer the way of the bars was than the range that they covered; 100 when they covered none. */
export const chop: IndicatorMaker<{ period?: number; firstBar?: boolean }> = defineIndicator({
  type: 'chop',
  aliases: ['choppiness', 'choppiness-index'],
  summary: 'Choppiness index',
  source: 'E. W. Dreiss, 1993; TA-Lib CHOP leaves out the first bar, which has no true range; TradingView counts its plain range',
  display: { pane: 'own', levels: [38.2, 61.8], range: [0, 100] },
  schema: z.strictObject({
    period: period(14, 2, 'Rows of the window'),
    firstBar: z.boolean().default(false).describe('Whether the plain range of the first bar counts, as in TradingView'),
  }),
  build({ period: length, firstBar }) {
    const begin = firstBar ? 0 : 1
    const warmup = begin + length - 1
    const horizon = { warmup, convergence: warmup }
    return { inputs: ['high', 'low', 'close'], outputs: ['chop'], ...horizon, create: () => new RunningChop(length, begin, horizon) }
  },
})
