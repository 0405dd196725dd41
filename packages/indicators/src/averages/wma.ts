import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { WeightedWindow } from '../parts/weighted-window.ts'
import { type Average, RunningAverage } from './running-average.ts'

export class WeightedMean implements Average {
  readonly #window: WeightedWindow
  readonly #weights: number = 0

  constructor(cells: Cells, length: number) {
    this.#window = new WeightedWindow(cells, length)
    this.#weights = (length * (length + 1)) / 2
  }

  push(value: number, index: number): number {
    this.#window.push(value, index)
    return this.#window.centre + this.#window.weighted / this.#weights
  }
}

/** Weighted moving average: weights 1 (oldest) to `period` (newest). TA-Lib `WMA`. */
export const wma: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'wma',
  aliases: ['weighted-moving-average'],
  summary: 'Weighted moving average',
  source: 'TA-Lib WMA: weights 1 to period, the newest row weighs most',
  talib: { function: 'WMA', parameters: { optInTimePeriod: 'period' } },
  schema: z.strictObject({ period: period(30, 1, 'Rows in the mean'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: [source],
      outputs: ['wma'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new WeightedMean(cells, length), horizon),
    }
  },
})
