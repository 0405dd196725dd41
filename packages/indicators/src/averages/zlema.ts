import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'
import { type Average, RunningAverage } from './running-average.ts'

class LeadingMean implements Average {
  readonly #far: Lag
  readonly #mean: Exponential
  readonly #lag: number = 0

  constructor(cells: Cells, length: number, lag: number) {
    this.#far = new Lag(cells, lag)
    this.#mean = new Exponential(cells, length)
    this.#lag = lag
  }

  push(value: number, index: number): number {
    const far = this.#far.push(value)
    return index < this.#lag ? value : this.#mean.push(2 * value - far, index - this.#lag)
  }
}

/** Zero-lag exponential moving average: of the series plus its change over half the period. */
export const zlema: IndicatorMaker<{ period?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'zlema',
  aliases: ['zero-lag-exponential-moving-average'],
  summary: 'Zero-lag exponential moving average',
  source: 'J. Ehlers and R. Way, "Zero Lag (Well, Almost)", 2010; seeded with the mean of the first values, as TA-Lib ZLEMA will be',
  display: { pane: 'price' },
  schema: z.strictObject({ period: period(20, 1, 'Of the mean'), input: input(), unstable: unstable() }),
  build({ period: length, input: source, unstable: skipped }) {
    const lag = Math.floor((length - 1) / 2)
    const first = lag + length - 1
    const warmup = first + skipped
    const horizon = { warmup, convergence: Math.max(warmup, first + rowsToForget(2 / (length + 1))) }
    return {
      inputs: [source],
      outputs: ['zlema'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new LeadingMean(cells, length, lag), horizon),
    }
  },
})
