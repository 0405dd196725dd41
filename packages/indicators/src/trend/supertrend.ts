import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { AverageTrueRange } from '../parts/true-ranges.ts'

type Direction = 'up' | 'down'

/** Rows after which two trends with different beginnings have, in practice, turned on the same row. */
const settles = 200

class RunningSupertrend extends HighLowCloseIndicator {
  readonly #range: AverageTrueRange
  readonly #length: number = 0
  readonly #multiplier: number = 0
  readonly #first: 1 | -1
  /** Close of the row before; upper and lower band; direction. */
  readonly #place: number = 0

  constructor(length: number, multiplier: number, first: Direction, horizon: Horizon) {
    super(horizon)
    this.#range = new AverageTrueRange(this.cells, length)
    this.#place = this.cells.claim(4)
    this.#length = length
    this.#multiplier = multiplier
    this.#first = first === 'up' ? 1 : -1
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const { cells } = this
    const place = this.#place
    const range = this.#range.push(row, index)
    cells.set(place, row.close)
    if (index < this.#length) return
    const middle = (row.high + row.low) / 2
    const isFirst = index === this.#length
    const upper = this.#upper(middle + this.#multiplier * range, isFirst)
    const lower = this.#lower(middle - this.#multiplier * range, isFirst)
    const before = cells.get(place + 3)
    const direction = isFirst ? this.#first : before > 0 ? (row.close < lower ? -1 : 1) : row.close > upper ? 1 : -1
    cells.set(place + 1, upper)
    cells.set(place + 2, lower)
    cells.set(place + 3, direction)
    out[0] = direction > 0 ? lower : upper
    out[1] = direction
  }

  /** A band moves towards the price only, until a close has left it behind. */
  #upper(value: number, isFirst: boolean): number {
    const before = this.cells.get(this.#place + 1)
    return isFirst || value < before || this.cells.get(this.#place) > before ? value : before
  }

  #lower(value: number, isFirst: boolean): number {
    const before = this.cells.get(this.#place + 2)
    return isFirst || value > before || this.cells.get(this.#place) < before ? value : before
  }
}

/**
 * Supertrend: a stop at a multiple of the average true range from the middle of the bar, that follows the price and
 * changes the side when a close crosses it. `direction` is 1 while the stop is below the price, -1 while above.
 */
export const supertrend: IndicatorMaker<{ period?: number; multiplier?: number; first?: Direction }> = defineIndicator({
  type: 'supertrend',
  aliases: ['super-trend'],
  summary: 'Stop at a multiple of the average true range',
  source:
    'O. Seban; average true range as TA-Lib ATR. The first trend is up as in TA-Lib SUPERTREND and ta4j; TradingView begins with ' +
    '`first: down`, and writes the direction with the opposite sign',
  display: { pane: 'price', styles: { supertrend: 'steps', direction: 'hidden' } },
  schema: z.strictObject({
    period: period(10, 1, 'Ranges in the first mean; then the share of a row is 1 / period'),
    multiplier: z.number().min(0).default(3).describe('Average true ranges between the middle of a bar and the bands'),
    first: z.enum(['up', 'down']).default('up').describe('Direction of the first row'),
  }),
  build({ period: length, multiplier, first }) {
    const horizon = { warmup: length, convergence: length + rowsToForget(1 / length) + settles }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['supertrend', 'direction'],
      ...horizon,
      create: () => new RunningSupertrend(length, multiplier, first, horizon),
    }
  },
})
