import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

/** A short mean of a series less a long one. */
export class MeanDifference {
  readonly #fast: Window
  readonly #slow: Window

  constructor(cells: Cells, fast: number, slow: number) {
    this.#fast = new Window(cells, fast, false)
    this.#slow = new Window(cells, slow, false)
  }

  /** `index`: values before this one. */
  push(value: number, index: number): number {
    this.#fast.push(value, index)
    this.#slow.push(value, index)
    return this.#fast.mean - this.#slow.mean
  }
}

class RunningAo extends HighLowIndicator {
  readonly #difference: MeanDifference

  constructor(fast: number, slow: number, horizon: Horizon) {
    super(horizon)
    this.#difference = new MeanDifference(this.cells, fast, slow)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    out[0] = this.#difference.push((row.high + row.low) / 2, index)
  }
}

/** Awesome oscillator: a short mean of the middles of the bars less a long one. B. Williams, "Trading Chaos", 1995. */
export const ao: IndicatorMaker<{ fast?: number; slow?: number }> = defineIndicator({
  type: 'ao',
  aliases: ['awesome-oscillator'],
  summary: 'Awesome oscillator',
  source: 'B. Williams, "Trading Chaos", 1995: plain means of (high + low) / 2',
  display: { pane: 'own', styles: { ao: 'histogram' } },
  schema: z.strictObject({
    fast: period(5, 1, 'Rows in the short mean'),
    slow: period(34, 1, 'Rows in the long mean; when it is the shorter one, the two change places'),
  }),
  build(parameters) {
    const fast = Math.min(parameters.fast, parameters.slow)
    const slow = Math.max(parameters.fast, parameters.slow)
    const horizon = { warmup: slow - 1, convergence: slow - 1 }
    return { inputs: ['high', 'low'], outputs: ['ao'], ...horizon, create: () => new RunningAo(fast, slow, horizon) }
  },
})
