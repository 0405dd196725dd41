import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { type Average, RunningAverage } from './running-average.ts'
import { WeightedMean } from './wma.ts'

class HullMean implements Average {
  readonly #half: WeightedMean
  readonly #whole: WeightedMean
  readonly #outer: WeightedMean
  readonly #begin: number = 0

  constructor(cells: Cells, length: number) {
    this.#half = new WeightedMean(cells, Math.floor(length / 2))
    this.#whole = new WeightedMean(cells, length)
    this.#outer = new WeightedMean(cells, Math.floor(Math.sqrt(length)))
    this.#begin = length - 1
  }

  push(value: number, index: number): number {
    const lead = 2 * this.#half.push(value, index) - this.#whole.push(value, index)
    return index < this.#begin ? value : this.#outer.push(lead, index - this.#begin)
  }
}

/** Hull moving average: weighted means, of half the period twice less that of the whole, smoothed over its square root. */
export const hma: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'hma',
  aliases: ['hull-moving-average'],
  summary: 'Hull moving average',
  source: 'A. Hull, 2005; TradingView ta.hma: half and root of the period are rounded down',
  display: { pane: 'price' },
  schema: z.strictObject({ period: period(16, 2, 'Of the longest mean'), input: input() }),
  build({ period: length, input: source }) {
    const warmup = length - 1 + Math.floor(Math.sqrt(length)) - 1
    const horizon = { warmup, convergence: warmup }
    return {
      inputs: [source],
      outputs: ['hma'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new HullMean(cells, length), horizon),
    }
  },
})
