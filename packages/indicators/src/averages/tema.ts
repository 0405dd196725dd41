import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'
import { type Average, RunningAverage } from './running-average.ts'

/** `3 * mean - 3 * mean of means + mean of those`. `begin`: rows until a mean counts. */
export class TripleMean implements Average {
  readonly #first: Exponential
  readonly #second: Exponential
  readonly #third: Exponential
  readonly #begin: number = 0

  constructor(cells: Cells, length: number, begin: number = length - 1) {
    this.#first = new Exponential(cells, length)
    this.#second = new Exponential(cells, length)
    this.#third = new Exponential(cells, length)
    this.#begin = begin
  }

  push(value: number, index: number): number {
    const first = this.#first.push(value, index)
    if (index < this.#begin) return first
    const second = this.#second.push(first, index - this.#begin)
    if (index < 2 * this.#begin) return second
    const third = this.#third.push(second, index - 2 * this.#begin)
    return 3 * first - 3 * second + third
  }
}

/** Triple exponential moving average. P. G. Mulloy, "Smoothing Data with Less Lag", 1994; TA-Lib `TEMA`. */
export const tema: IndicatorMaker<{ period?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'tema',
  aliases: ['triple-exponential-moving-average'],
  summary: 'Triple exponential moving average',
  source: 'P. G. Mulloy, "Smoothing Data with Less Lag", 1994; TA-Lib TEMA, each mean seeded with a plain one',
  talib: { function: 'TEMA', parameters: { optInTimePeriod: 'period' } },
  schema: z.strictObject({ period: period(30, 1, 'Of each of the three means'), input: input(), unstable: unstable() }),
  build({ period: length, input: source, unstable: skipped }) {
    const begin = length - 1 + skipped
    const horizon = { warmup: 3 * begin, convergence: 3 * begin + 3 * rowsToForget(2 / (length + 1)) }
    return {
      inputs: [source],
      outputs: ['tema'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new TripleMean(cells, length, begin), horizon),
    }
  },
})
