import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { TrueRanges } from '../parts/true-ranges.ts'
import { Window } from '../parts/window.ts'

class RunningVortex extends HighLowCloseIndicator {
  readonly #ranges: TrueRanges
  readonly #range: Window
  readonly #up: Window
  readonly #down: Window
  /** High and low of the row before. */
  readonly #place: number = 0

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#ranges = new TrueRanges(this.cells)
    this.#range = new Window(this.cells, length, false)
    this.#up = new Window(this.cells, length, false)
    this.#down = new Window(this.cells, length, false)
    this.#place = this.cells.claim(2)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const { cells } = this
    const high = cells.get(this.#place)
    const low = cells.get(this.#place + 1)
    cells.set(this.#place, row.high)
    cells.set(this.#place + 1, row.low)
    const range = this.#ranges.push(row, index)
    if (index === 0) return
    this.#range.push(range, index - 1)
    this.#up.push(Math.abs(row.high - low), index - 1)
    this.#down.push(Math.abs(row.low - high), index - 1)
    const sum = this.#range.sum
    out[0] = sum === 0 ? 0 : this.#up.sum / sum
    out[1] = sum === 0 ? 0 : this.#down.sum / sum
  }
}

/** Vortex: ways from low to the next high (`plus`) and from high to the next low (`minus`), over the true ranges; 0 without any. */
export const vortex: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'vortex',
  aliases: ['vortex-indicator'],
  summary: 'Ways up and down against the true ranges',
  source: 'E. Botes and D. Siepman, "The Vortex Indicator", Technical Analysis of Stocks & Commodities, 2010',
  display: { pane: 'own', levels: [1] },
  schema: z.strictObject({ period: period(14, 1, 'Rows in the sums') }),
  build({ period: length }) {
    const horizon = { warmup: length, convergence: length }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['plus', 'minus'],
      ...horizon,
      create: () => new RunningVortex(length, horizon),
    }
  },
})
