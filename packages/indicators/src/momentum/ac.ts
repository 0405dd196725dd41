import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'
import { MeanDifference } from './ao.ts'

class RunningAc extends HighLowIndicator {
  readonly #difference: MeanDifference
  readonly #signal: Window
  readonly #begin: number = 0

  constructor(fast: number, slow: number, signal: number, horizon: Horizon) {
    super(horizon)
    this.#difference = new MeanDifference(this.cells, fast, slow)
    this.#signal = new Window(this.cells, signal, false)
    this.#begin = slow - 1
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const difference = this.#difference.push((row.high + row.low) / 2, index)
    if (index < this.#begin) return
    this.#signal.push(difference, index - this.#begin)
    out[0] = difference - this.#signal.mean
  }
}

/** Accelerator oscillator: the awesome oscillator less its own mean. B. Williams, "New Trading Dimensions", 1998. */
export const ac: IndicatorMaker<{ fast?: number; slow?: number; signal?: number }> = defineIndicator({
  type: 'ac',
  aliases: ['accelerator-oscillator'],
  summary: 'Accelerator oscillator',
  source: 'B. Williams, "New Trading Dimensions", 1998: the awesome oscillator less its plain mean',
  display: { pane: 'own', styles: { ac: 'histogram' } },
  schema: z.strictObject({
    fast: period(5, 1, 'Rows in the short mean'),
    slow: period(34, 1, 'Rows in the long mean; when it is the shorter one, the two change places'),
    signal: period(5, 1, 'Rows in the mean of their difference'),
  }),
  build({ signal, ...parameters }) {
    const fast = Math.min(parameters.fast, parameters.slow)
    const slow = Math.max(parameters.fast, parameters.slow)
    const warmup = slow + signal - 2
    const horizon = { warmup, convergence: warmup }
    return { inputs: ['high', 'low'], outputs: ['ac'], ...horizon, create: () => new RunningAc(fast, slow, signal, horizon) }
  },
})
