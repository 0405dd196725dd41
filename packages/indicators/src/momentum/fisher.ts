import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'

/** What is kept of the place in the range, and of the value, of the row before. */
const keptPlace = 0.67
const keptValue = 0.5

class RunningFisher extends HighLowIndicator {
  readonly #highest: Highest
  readonly #lowest: Lowest
  readonly #begin: number = 0
  /** Place in the range, and value, of the row before. */
  readonly #place: number = 0

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
    this.#begin = length - 1
    this.#place = this.cells.claim(2)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const middle = (row.high + row.low) / 2
    const lowest = this.#lowest.push(middle, index)
    const range = this.#highest.push(middle, index) - lowest
    if (index < this.#begin) return
    const { cells } = this
    const before = cells.get(this.#place + 1)
    const share = range === 0 ? 0 : 0.66 * ((middle - lowest) / range - 0.5)
    const place = bounded(share + keptPlace * cells.get(this.#place))
    const value = 0.5 * Math.log((1 + place) / (1 - place)) + keptValue * before
    cells.set(this.#place, place)
    cells.set(this.#place + 1, value)
    out[0] = value
    out[1] = before
  }
}

function bounded(place: number): number {
  return place > 0.99 ? 0.999 : place < -0.99 ? -0.999 : place
}

/** Fisher transform of the price's place in the range of the last rows, and its value of the row before (`trigger`). */
export const fisher: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'fisher',
  aliases: ['fisher-transform'],
  summary: 'Fisher transform',
  source:
    'J. F. Ehlers, "Using the Fisher Transform", Technical Analysis of Stocks & Commodities, 2002, as TradingView writes it; ' +
    'a range of 0 adds nothing',
  display: { pane: 'own', styles: { trigger: 'dashed' }, levels: [-1.5, 1.5] },
  schema: z.strictObject({ period: period(9, 1, 'Rows of the range') }),
  build({ period: length }) {
    const warmup = length - 1
    const horizon = { warmup, convergence: warmup + rowsToForget(1 - keptPlace) + rowsToForget(1 - keptValue) }
    return { inputs: ['high', 'low'], outputs: ['fisher', 'trigger'], ...horizon, create: () => new RunningFisher(length, horizon) }
  },
})
