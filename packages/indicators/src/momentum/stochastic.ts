import { type AverageType, averageForgetting, averageOf, averageWarmup } from '../averages/average.ts'
import type { Average } from '../averages/running-average.ts'
import type { Batch } from '../parts/batch.ts'
import type { Cells } from '../parts/cells.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { PriceRange, priceRangeColumns } from '../parts/price-range.ts'
import { windowColumn } from '../parts/window.ts'

/** One smoothing of a line. */
interface Smoothing {
  readonly type: AverageType
  readonly period: number
}

export interface StochasticOptions {
  /** Rows of the window that the close is placed in. */
  readonly window: number
  /** Of the line, one after the other; the last two lines are the outputs. */
  readonly smoothings: readonly Smoothing[]
}

/** The place of a value in the range of a window, 0 to 100 (0 without range), smoothed again and again. G. Lane. */
export class Stochastic {
  /** The line before the last smoothing, and after it. */
  k = 0
  d = 0
  readonly #range: PriceRange
  readonly #averages: readonly Average[]
  /** Row on which each smoothing begins. */
  readonly #begins: readonly number[]

  constructor(cells: Cells, { window, smoothings }: StochasticOptions) {
    this.#range = new PriceRange(cells, window)
    this.#averages = smoothings.map(({ type, period }) => averageOf(cells, type, period))
    this.#begins = smoothings.map((_, level) => warmupOf({ window, smoothings: smoothings.slice(0, level) }))
  }

  /** `index`: rows before this one. */
  push(high: number, low: number, close: number, index: number): void {
    this.#range.push(high, low, index)
    const range = (this.#range.highest - this.#range.lowest) / 100
    this.d = range === 0 ? 0 : (close - this.#range.lowest) / range
    for (let level = 0; level < this.#averages.length; level++) {
      const begin = this.#begins[level] as number
      if (index < begin) return
      this.k = this.d
      this.d = (this.#averages[level] as Average).push(this.k, index - begin)
    }
  }
}

function warmupOf({ window, smoothings }: StochasticOptions): number {
  return smoothings.reduce((rows, { type, period }) => rows + averageWarmup(type, period), window - 1)
}

/** `before`: rows until the first value that it looks at. */
export function stochasticHorizon(options: StochasticOptions, before: Horizon = { warmup: 0, convergence: 0 }): Horizon {
  const rows = warmupOf(options)
  const forgetting = options.smoothings.reduce((sum, { type, period }) => sum + averageForgetting(type, period), 0)
  return { warmup: before.warmup + rows, convergence: before.convergence + rows + forgetting }
}

/** `Stochastic` over whole columns, where all smoothings are plain means. */
export function stochasticColumns({ window, smoothings }: StochasticOptions): Batch | undefined {
  if (smoothings.some(({ type }) => type !== 'sma')) return undefined
  return ([high, low, close], outputs) => {
    // The lines come to stand in the two outputs by turns, so that the last one is in the second.
    const lineOf = (level: number): Float64Array => outputs[(smoothings.length - level + 1) % 2] as Float64Array
    priceRangeColumns(high as Float64Array, low as Float64Array, window, lineOf(0), lineOf(1))
    placeColumn(close as Float64Array, lineOf(1), lineOf(0))
    let begin = window - 1
    for (const [level, { period }] of smoothings.entries()) {
      windowColumn(lineOf(level).subarray(begin), period, lineOf(level + 1).subarray(begin), undefined)
      begin += period - 1
    }
  }
}

/** The place of each value between `lowest` and the highest, which stands in `places` at first. */
function placeColumn(values: Float64Array, lowest: Float64Array, places: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const low = lowest[i] as number
    const range = ((places[i] as number) - low) / 100
    places[i] = range === 0 ? 0 : ((values[i] as number) - low) / range
  }
}
