import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Recent } from '../parts/recent.ts'
import { type Average, RunningAverage } from './running-average.ts'

class GaussianMean implements Average {
  readonly #recent: Recent
  /** By age, the newest row first; they add up to 1. */
  readonly #weights: Float64Array

  constructor(cells: Cells, weights: Float64Array) {
    this.#recent = new Recent(cells, weights.length)
    this.#weights = weights
  }

  push(value: number, index: number): number {
    this.#recent.push(value, index)
    if (index + 1 < this.#weights.length) return value
    // Of distances from the newest row, so that the mean of equal values is theirs.
    let distance = 0
    for (let age = 1; age < this.#weights.length; age++) distance += (this.#weights[age] as number) * (this.#recent.ago(age, index) - value)
    return value + distance
  }
}

function gaussian(length: number, offset: number, sigma: number): Float64Array {
  const peak = offset * (length - 1)
  const width = length / sigma
  const weights = Float64Array.from({ length }, (_, age) => Math.exp(-((length - 1 - age - peak) ** 2) / (2 * width * width)))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/**
 * Arnaud Legoux moving average: weights are a bell curve whose peak lies `offset` of the way to the newest row. Such
 * weights have to be laid anew on every row: it costs `period` steps.
 */
export const alma: IndicatorMaker<{ period?: number; offset?: number; sigma?: number; input?: SingleInput }> = defineIndicator({
  type: 'alma',
  aliases: ['arnaud-legoux-moving-average'],
  summary: 'Arnaud Legoux moving average',
  source: 'A. Legoux and D. Kouzis-Loukas, 2009; TradingView ta.alma with floor = false',
  display: { pane: 'price' },
  schema: z.strictObject({
    period: period(9, 1, 'Rows in the mean'),
    offset: z.number().min(0).max(1).default(0.85).describe('Where the peak of the weights lies: 0 oldest row, 1 newest'),
    sigma: z.number().min(0.01).max(1000).default(6).describe('How narrow the peak is'),
    input: input(),
  }),
  build({ period: length, offset, sigma, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    const weights = gaussian(length, offset, sigma)
    return {
      inputs: [source],
      outputs: ['alma'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new GaussianMean(cells, weights), horizon),
    }
  },
})
