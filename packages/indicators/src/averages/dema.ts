import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'
import { type Average, RunningAverage } from './running-average.ts'

/** `2 * mean - mean of means`. `begin`: rows until the first mean counts. */
export class DoubleMean implements Average {
  readonly #first: Exponential
  readonly #second: Exponential
  readonly #begin: number = 0

  constructor(cells: Cells, length: number, begin: number = length - 1) {
    this.#first = new Exponential(cells, length)
    this.#second = new Exponential(cells, length)
    this.#begin = begin
  }

  push(value: number, index: number): number {
    const first = this.#first.push(value, index)
    if (index < this.#begin) return first
    return 2 * first - this.#second.push(first, index - this.#begin)
  }
}

/** Double exponential moving average. P. G. Mulloy, "Smoothing Data with Faster Moving Averages", 1994; TA-Lib `DEMA`. */
export const dema: IndicatorMaker<{ period?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'dema',
  aliases: ['double-exponential-moving-average'],
  summary: 'Double exponential moving average',
  source: 'P. G. Mulloy, "Smoothing Data with Faster Moving Averages", 1994; TA-Lib DEMA, each mean seeded with a plain one',
  talib: { function: 'DEMA', parameters: { optInTimePeriod: 'period' } },
  schema: z.strictObject({ period: period(30, 1, 'Of each of the two means'), input: input(), unstable: unstable() }),
  build({ period: length, input: source, unstable: skipped }) {
    const begin = length - 1 + skipped
    const horizon = { warmup: 2 * begin, convergence: 2 * begin + 2 * rowsToForget(2 / (length + 1)) }
    return {
      inputs: [source],
      outputs: ['dema'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new DoubleMean(cells, length, begin), horizon),
    }
  },
})
