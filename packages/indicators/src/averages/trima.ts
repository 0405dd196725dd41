import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'
import { type Average, RunningAverage } from './running-average.ts'

/** The mean of a mean: of `period / 2 + 1` and `period / 2` rows, of two equal halves when the period is odd. */
export class TriangularMean implements Average {
  readonly #inner: Window
  readonly #outer: Window
  readonly #outerBegin: number = 0

  constructor(cells: Cells, length: number) {
    const innerLength = Math.floor(length / 2) + 1
    this.#inner = new Window(cells, innerLength, false)
    this.#outer = new Window(cells, length + 1 - innerLength, false)
    this.#outerBegin = innerLength - 1
  }

  push(value: number, index: number): number {
    this.#inner.push(value, index)
    if (index < this.#outerBegin) return value
    this.#outer.push(this.#inner.mean, index - this.#outerBegin)
    return this.#outer.mean
  }
}

/** Triangular moving average: weights rise to the middle of the window and fall again. TA-Lib `TRIMA`. */
export const trima: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'trima',
  aliases: ['triangular-moving-average'],
  summary: 'Triangular moving average',
  source: 'TA-Lib TRIMA: weights rise to the middle of the window and fall again',
  talib: { function: 'TRIMA', parameters: { optInTimePeriod: 'period' } },
  schema: z.strictObject({ period: period(30, 1, 'Rows in the mean'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: [source],
      outputs: ['trima'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new TriangularMean(cells, length), horizon),
    }
  },
})
