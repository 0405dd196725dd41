import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, SingleInputIndicator } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'

interface Periods {
  readonly fast: number
  readonly slow: number
  readonly signal: number
}

class RunningVolumeOscillator extends SingleInputIndicator {
  readonly #fast: Exponential
  readonly #slow: Exponential
  readonly #signal: Exponential
  readonly #begin: number = 0
  readonly #signalBegin: number = 0

  constructor({ fast, slow, signal }: Periods, horizon: Horizon) {
    super('volume', horizon)
    this.#fast = new Exponential(this.cells, fast)
    this.#slow = new Exponential(this.cells, slow)
    this.#signal = new Exponential(this.cells, signal)
    this.#begin = horizon.warmup
    this.#signalBegin = horizon.warmup + signal - 1
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const fast = this.#fast.push(value, index)
    const slow = this.#slow.push(value, index)
    if (index < this.#begin) return
    const line = slow === 0 ? 0 : (100 * (fast - slow)) / slow
    const signal = this.#signal.push(line, index - this.#begin)
    const isKnown = index >= this.#signalBegin
    out[0] = line
    out[1] = isKnown ? signal : Number.NaN
    out[2] = isKnown ? line - signal : Number.NaN
  }
}

/**
 * Percentage volume oscillator: a fast exponential mean of the volume above a slow one, in percent of it, its mean
 * (`signal`) and the difference (`histogram`); 0 while there is no volume. Each mean is seeded on its own first rows.
 */
export const pvo: IndicatorMaker<{ fast?: number; slow?: number; signal?: number }> = defineIndicator({
  type: 'pvo',
  aliases: ['percentage-volume-oscillator'],
  summary: 'Fast mean of volume against a slow one, in percent',
  source: 'StockCharts PVO; exponential means, each seeded with the plain mean of its own first rows',
  display: { pane: 'own', levels: [0], styles: { histogram: 'histogram' } },
  schema: z.strictObject({
    fast: period(12, 1, 'Period of the fast mean'),
    slow: period(26, 1, 'Period of the slow mean; when it is the shorter one, the two change places'),
    signal: period(9, 1, 'Period of the mean of their difference'),
  }),
  build(parameters) {
    const { signal } = parameters
    const fast = Math.min(parameters.fast, parameters.slow)
    const slow = Math.max(parameters.fast, parameters.slow)
    const forgetting = rowsToForget(2 / (slow + 1)) + rowsToForget(2 / (signal + 1))
    const horizon = { warmup: slow - 1, convergence: slow - 1 + signal - 1 + forgetting }
    return {
      inputs: ['volume'],
      outputs: ['pvo', 'signal', 'histogram'],
      ...horizon,
      create: () => new RunningVolumeOscillator({ fast, slow, signal }, horizon),
    }
  },
})
