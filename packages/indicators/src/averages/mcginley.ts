import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { Window } from '../parts/window.ts'
import { type Average, RunningAverage } from './running-average.ts'

class DynamicMean implements Average {
  readonly #cells: Cells
  readonly #mean: number = 0
  readonly #seed: Window
  readonly #length: number = 0

  constructor(cells: Cells, length: number) {
    this.#cells = cells
    this.#mean = cells.claim(1)
    this.#seed = new Window(cells, length, false)
    this.#length = length
  }

  push(value: number, index: number): number {
    const mean = index < this.#length ? this.#seeded(value, index) : this.#moved(value, this.#cells.get(this.#mean))
    this.#cells.set(this.#mean, mean)
    return mean
  }

  #seeded(value: number, index: number): number {
    this.#seed.push(value, index)
    return this.#seed.mean
  }

  /** Follows a value at once that the formula has no step for: 0, or one after a mean of 0. */
  #moved(value: number, mean: number): number {
    const ratio = value / mean
    const moved = mean + (value - mean) / (this.#length * ratio * ratio * ratio * ratio)
    return Number.isFinite(moved) ? moved : value
  }
}

/**
 * McGinley dynamic: a mean that is slow where it lags below the price and fast where it lies above it. Made for prices
 * above 0. Seeded with the mean of the first `period` rows.
 */
export const mcginley: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'mcginley',
  aliases: ['mcginley-dynamic'],
  summary: 'McGinley dynamic',
  source: 'J. R. McGinley, 1990, as on StockCharts: without a factor of 0.6; seeded with the mean of the first values',
  display: { pane: 'price' },
  schema: z.strictObject({ period: period(14, 1, 'A row has the share 1 / period where price and mean meet'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 + rowsToForget(1 / length) }
    return {
      inputs: [source],
      outputs: ['mcginley'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new DynamicMean(cells, length), horizon),
    }
  },
})
