import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'
import { type Average, RunningAverage } from './running-average.ts'

const levels = 6

/** Six exponential means, each of the one before, the last four mixed. */
export class T3 implements Average {
  readonly #means: readonly Exponential[]
  readonly #shares: readonly [number, number, number, number]
  readonly #step: number = 0

  constructor(cells: Cells, length: number, volumeFactor: number) {
    this.#means = Array.from({ length: levels }, () => new Exponential(cells, length))
    this.#step = length - 1
    const square = volumeFactor * volumeFactor
    const cube = square * volumeFactor
    this.#shares = [-cube, 3 * (square + cube), -6 * square - 3 * (volumeFactor + cube), 1 + 3 * volumeFactor + cube + 3 * square]
  }

  push(value: number, index: number): number {
    let [third, fourth, fifth, mean] = [0, 0, 0, value]
    for (let level = 0; level < levels; level++) {
      if (index < level * this.#step) return mean
      third = fourth
      fourth = fifth
      fifth = mean
      mean = (this.#means[level] as Exponential).push(mean, index - level * this.#step)
    }
    const [a, b, c, d] = this.#shares
    return a * mean + b * fifth + c * fourth + d * third
  }
}

/** T3 moving average. T. Tillson, "Better Moving Averages", 1998; TA-Lib `T3`. */
export const t3: IndicatorMaker<{ period?: number; volumeFactor?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 't3',
  aliases: ['tillson-t3'],
  summary: 'T3 moving average',
  source: 'T. Tillson, "Better Moving Averages", 1998; TA-Lib T3, each mean seeded with a plain one',
  talib: { function: 'T3', parameters: { optInTimePeriod: 'period', optInVFactor: 'volumeFactor' } },
  schema: z.strictObject({
    period: period(5, 1, 'Of each of the six means'),
    volumeFactor: z.number().min(0).max(1).default(0.7).describe('0: a plain mean of means; 1: as fast as DEMA'),
    input: input(),
    unstable: unstable(),
  }),
  build({ period: length, volumeFactor, input: source, unstable: skipped }) {
    const first = levels * (length - 1)
    const warmup = first + skipped
    const horizon = { warmup, convergence: Math.max(warmup, first + levels * rowsToForget(2 / (length + 1))) }
    return {
      inputs: [source],
      outputs: ['t3'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new T3(cells, length, volumeFactor), horizon),
    }
  },
})
