import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'

/** What both lines begin with. */
const middle = 50

class RunningKdj extends HighLowCloseIndicator {
  readonly #highest: Highest
  readonly #lowest: Lowest
  readonly #begin: number = 0
  readonly #k: number = 0
  readonly #d: number = 0
  /** Both lines. */
  readonly #place: number = 0

  constructor(length: number, k: number, d: number, horizon: Horizon) {
    super(horizon)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
    this.#begin = length - 1
    this.#k = k
    this.#d = d
    this.#place = this.cells.claim(2)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const lowest = this.#lowest.push(row.low, index)
    const range = this.#highest.push(row.high, index) - lowest
    if (index < this.#begin) return
    const { cells } = this
    const isFirst = index === this.#begin
    const raw = range === 0 ? 0 : (100 * (row.close - lowest)) / range
    const k = moved(isFirst ? middle : cells.get(this.#place), raw, this.#k)
    const d = moved(isFirst ? middle : cells.get(this.#place + 1), k, this.#d)
    cells.set(this.#place, k)
    cells.set(this.#place + 1, d)
    out[0] = k
    out[1] = d
    out[2] = 3 * k - 2 * d
  }
}

function moved(before: number, value: number, length: number): number {
  return (before * (length - 1) + value) / length
}

/** KDJ: the stochastic of Chinese charts. `j` is `3 k - 2 d`; a window without range counts as 0. */
export const kdj: IndicatorMaker<{ period?: number; k?: number; d?: number }> = defineIndicator({
  type: 'kdj',
  aliases: ['kdj-stochastic'],
  summary: 'Stochastic with its difference drawn out',
  source: 'Convention of Chinese charts: means of Wilder that begin with 50',
  display: { pane: 'own', levels: [20, 80] },
  schema: z.strictObject({
    period: period(9, 1, 'Rows of the range'),
    k: period(3, 1, 'The share of a row in k is 1 / k'),
    d: period(3, 1, 'The share of k in d is 1 / d'),
  }),
  build({ period: length, k, d }) {
    const horizon = { warmup: length - 1, convergence: length - 1 + rowsToForget(1 / k) + rowsToForget(1 / d) }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['k', 'd', 'j'],
      ...horizon,
      create: () => new RunningKdj(length, k, d, horizon),
    }
  },
})
