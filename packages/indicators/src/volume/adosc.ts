import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseVolumeIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period, unstable } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'
import { Accumulation } from './accumulation.ts'

class RunningAdosc extends HighLowCloseVolumeIndicator {
  readonly #accumulation: Accumulation
  readonly #fast: Exponential
  readonly #slow: Exponential

  constructor(fast: number, slow: number, horizon: Horizon) {
    super(horizon)
    this.#accumulation = new Accumulation(this.cells)
    // Seeded with the first value alone.
    this.#fast = new Exponential(this.cells, 1, 2 / (fast + 1))
    this.#slow = new Exponential(this.cells, 1, 2 / (slow + 1))
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const line = this.#accumulation.push(row.high, row.low, row.close, row.volume)
    out[0] = this.#fast.push(line, index) - this.#slow.push(line, index)
  }
}

/** Chaikin oscillator: a fast mean of the accumulation/distribution line less a slow one. TA-Lib `ADOSC`. */
export const adosc: IndicatorMaker<{ fast?: number; slow?: number; unstable?: number }> = defineIndicator({
  type: 'adosc',
  aliases: ['chaikin-oscillator'],
  summary: 'Chaikin oscillator',
  source: 'M. Chaikin; TA-Lib ADOSC, whose means are seeded with the first value',
  talib: { function: 'ADOSC', parameters: { optInFastPeriod: 'fast', optInSlowPeriod: 'slow' } },
  display: { pane: 'own' },
  schema: z.strictObject({
    fast: period(3, 2, 'Period of the mean that is taken from'),
    slow: period(10, 2, 'Period of the mean that is taken off'),
    unstable: unstable(),
  }),
  build({ fast, slow, unstable: skipped }) {
    const longest = Math.max(fast, slow)
    const warmup = longest - 1 + skipped
    const horizon = { warmup, convergence: Math.max(warmup, rowsToForget(2 / (longest + 1))) }
    return {
      inputs: ['high', 'low', 'close', 'volume'],
      outputs: ['adosc'],
      ...horizon,
      create: () => new RunningAdosc(fast, slow, horizon),
    }
  },
})
