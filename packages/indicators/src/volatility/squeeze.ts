import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { TrueRanges } from '../parts/true-ranges.ts'
import { WeightedWindow } from '../parts/weighted-window.ts'
import { Window } from '../parts/window.ts'

interface Bands {
  readonly deviations: number
  readonly ranges: number
}

class RunningSqueeze extends HighLowCloseIndicator {
  readonly #length: number = 0
  readonly #bands: Bands
  readonly #closes: Window
  readonly #ranges: TrueRanges
  readonly #range: Window
  readonly #highest: Highest
  readonly #lowest: Lowest
  readonly #distances: WeightedWindow

  constructor(length: number, bands: Bands, horizon: Horizon) {
    super(horizon)
    this.#length = length
    this.#bands = bands
    this.#closes = new Window(this.cells, length, true)
    this.#ranges = new TrueRanges(this.cells)
    this.#range = new Window(this.cells, length, false)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
    this.#distances = new WeightedWindow(this.cells, length)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const { deviations, ranges } = this.#bands
    this.#closes.push(row.close, index)
    this.#range.push(this.#ranges.push(row, index), index)
    const middle = (this.#highest.push(row.high, index) + this.#lowest.push(row.low, index)) / 2
    const begin = this.#length - 1
    if (index < begin) return
    // Both pairs of bands lie around the same mean.
    out[0] = deviations * Math.sqrt(this.#closes.variance) < ranges * this.#range.mean ? 1 : 0
    this.#distances.push(row.close - (middle + this.#closes.mean) / 2, index - begin)
    out[1] = index < 2 * begin ? Number.NaN : this.#lineEnd()
  }

  /** Where the line of least squares through the distances ends. */
  #lineEnd(): number {
    const n = this.#length
    const { centre, sum, weighted } = this.#distances
    return centre + (6 * weighted) / (n * (n + 1)) - (2 * sum) / n
  }
}

/**
 * Squeeze: whether the Bollinger bands lie inside the Keltner channel (`on`, 1 or 0), and where the price is heading
 * (`momentum`: the end of the line of least squares through its distances from the middle of range and mean).
 */
export const squeeze: IndicatorMaker<{ period?: number; deviations?: number; ranges?: number }> = defineIndicator({
  type: 'squeeze',
  aliases: ['squeeze-momentum', 'ttm-squeeze'],
  summary: 'Bollinger bands inside a Keltner channel, and momentum',
  source:
    'J. Carter, "Mastering the Trade", 2005; LazyBear, "Squeeze Momentum", TradingView 2014, with deviations of 2: the script as ' +
    'published multiplies them with the factor of the ranges, `deviations: 1.5`. Plain mean of the true ranges',
  display: { pane: 'own', styles: { on: 'hidden', momentum: 'histogram' } },
  schema: z.strictObject({
    period: period(20, 2, 'Rows in all windows'),
    deviations: z.number().min(0).default(2).describe('Population deviations from the mean to a Bollinger band'),
    ranges: z.number().min(0).default(1.5).describe('Mean true ranges from the mean to a side of the Keltner channel'),
  }),
  build({ period: length, ...bands }) {
    const horizon = { warmup: length - 1, convergence: 2 * (length - 1) }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['on', 'momentum'],
      ...horizon,
      create: () => new RunningSqueeze(length, bands, horizon),
    }
  },
})
