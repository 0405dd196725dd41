import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { Window } from '../parts/window.ts'
import { type Average, RunningAverage } from './running-average.ts'

/** Shares of the slowest (30) and the fastest mean (2). */
const slowest = 2 / (30 + 1)
const fastest = 2 / (2 + 1)

/** A mean that moves the faster, the straighter the way of the last `period` rows was. */
export class AdaptiveMean implements Average {
  readonly #cells: Cells
  readonly #length: number = 0
  readonly #last: number = 0
  readonly #mean: number = 0
  readonly #far: Lag
  readonly #path: Window

  constructor(cells: Cells, length: number) {
    this.#cells = cells
    this.#length = length
    this.#last = cells.claim(1)
    this.#mean = cells.claim(1)
    this.#far = new Lag(cells, length)
    this.#path = new Window(cells, length, false)
  }

  push(value: number, index: number): number {
    const cells = this.#cells
    const last = cells.get(this.#last)
    cells.set(this.#last, value)
    const far = this.#far.push(value)
    if (index > 0) this.#path.push(Math.abs(value - last), index - 1)
    const before = index === this.#length ? last : cells.get(this.#mean)
    const mean = index < this.#length ? value : before + (value - before) * this.#share(value - far)
    cells.set(this.#mean, mean)
    return mean
  }

  /** All the way in one direction also counts when nothing moved. */
  #share(way: number): number {
    const path = this.#path.sum
    const efficiency = path <= way || path === 0 ? 1 : Math.abs(way / path)
    const share = efficiency * (fastest - slowest) + slowest
    return share * share
  }
}

/** Kaufman's adaptive moving average. P. J. Kaufman, "Smarter Trading", 1995; TA-Lib `KAMA`. */
export const kama: IndicatorMaker<{ period?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'kama',
  aliases: ['kaufman-adaptive-moving-average'],
  summary: 'Kaufman adaptive moving average',
  source: 'P. J. Kaufman, "Smarter Trading", 1995; TA-Lib KAMA: between means of 2 and 30 rows, seeded with the row before the first value',
  talib: { function: 'KAMA', parameters: { optInTimePeriod: 'period' } },
  schema: z.strictObject({
    period: period(30, 2, 'Rows over which the straightness of the way is judged'),
    input: input(),
    unstable: unstable(),
  }),
  build({ period: length, input: source, unstable: skipped }) {
    const warmup = length + skipped
    const horizon = { warmup, convergence: Math.max(warmup, length + rowsToForget(slowest * slowest)) }
    return {
      inputs: [source],
      outputs: ['kama'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new AdaptiveMean(cells, length), horizon),
    }
  },
})
