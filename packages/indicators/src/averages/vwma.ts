import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, RunningIndicator, type SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { WeightedMeanWindow } from '../parts/weighted-mean-window.ts'

class RunningVwma extends RunningIndicator {
  readonly #input: SingleInput
  readonly #window: WeightedMeanWindow

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(horizon)
    this.#input = source
    this.#window = new WeightedMeanWindow(this.cells, length)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row[this.#input]) && Number.isFinite(row.volume)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    out[0] = this.#window.push(row[this.#input], row.volume, index)
  }
}

/** Volume-weighted moving average; unknown while the last `period` rows have no volume. */
export const vwma: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'vwma',
  aliases: ['volume-weighted-moving-average'],
  summary: 'Volume-weighted moving average',
  source: 'TradingView ta.vwma',
  display: { pane: 'price' },
  schema: z.strictObject({ period: period(20, 1, 'Rows in the mean'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: [source, 'volume'],
      outputs: ['vwma'],
      ...horizon,
      create: () => new RunningVwma(source, length, horizon),
    }
  },
})
