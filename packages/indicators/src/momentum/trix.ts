import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'

class RunningTrix extends SingleInputIndicator {
  readonly #means: readonly [Exponential, Exponential, Exponential]
  readonly #last: number = 0
  readonly #step: number = 0

  constructor(source: SingleInput, length: number, step: number, horizon: Horizon) {
    super(source, horizon)
    const mean = (): Exponential => new Exponential(this.cells, length)
    this.#means = [mean(), mean(), mean()]
    this.#last = this.cells.claim(1)
    this.#step = step
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    let mean = value
    for (let level = 0; level < this.#means.length; level++) {
      const before = index - level * this.#step
      if (before < 0) return
      mean = (this.#means[level] as Exponential).push(mean, before)
    }
    const before = this.cells.get(this.#last)
    this.cells.set(this.#last, mean)
    out[0] = before === 0 ? 0 : (mean / before - 1) * 100
  }
}

/** Change in percent of an exponential mean of a mean of a mean. J. Hutson, 1983; TA-Lib `TRIX`. */
export const trix: IndicatorMaker<{ period?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'trix',
  aliases: ['triple-smoothed-rate-of-change'],
  summary: 'Change of a triply smoothed mean, in percent',
  source: 'J. Hutson, "TRIX", 1983; TA-Lib TRIX, each mean seeded with a plain one',
  talib: { function: 'TRIX', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', levels: [0] },
  schema: z.strictObject({ period: period(30, 1, 'Of each of the three means'), input: input(), unstable: unstable() }),
  build({ period: length, input: source, unstable: skipped }) {
    const step = length - 1 + skipped
    const warmup = 3 * step + 1
    const horizon = { warmup, convergence: warmup + 3 * rowsToForget(2 / (length + 1)) }
    return { inputs: [source], outputs: ['trix'], ...horizon, create: () => new RunningTrix(source, length, step, horizon) }
  },
})
