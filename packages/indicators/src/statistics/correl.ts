import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, RunningIndicator, type SingleInput } from '../parts/indicator-state.ts'
import { PairWindow } from '../parts/pair-window.ts'
import { type SecondInput, input, period, second } from '../parts/parameters.ts'

class RunningCorrelation extends RunningIndicator {
  readonly #input: SingleInput
  readonly #second: SecondInput
  readonly #window: PairWindow

  constructor(source: SingleInput, other: SecondInput, length: number, horizon: Horizon) {
    super(horizon)
    this.#input = source
    this.#second = other
    this.#window = new PairWindow(this.cells, length)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row[this.#input]) && Number.isFinite(row[this.#second])
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const window = this.#window
    window.push(row[this.#input], row[this.#second], index)
    const product = window.xx * window.yy
    out[0] = product > 0 ? window.xy / Math.sqrt(product) : 0
  }
}

/** Pearson's correlation of two series over the last `period` rows, -1 to 1; 0 when one of them stands still. TA-Lib 0.8 `CORREL`. */
export const correl: IndicatorMaker<{ period?: number; input?: SingleInput; second?: SecondInput }> = defineIndicator({
  type: 'correl',
  aliases: ['correlation'],
  summary: 'Correlation of two series',
  source: 'K. Pearson; TA-Lib 0.8 CORREL, computed without cancellation',
  talib: { function: 'CORREL', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', range: [-1, 1] },
  schema: z.strictObject({ period: period(30, 1, 'Rows looked back on'), input: input(), second: second() }),
  build({ period: length, input: source, second: other }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: [source, other],
      outputs: ['correlation'],
      ...horizon,
      create: () => new RunningCorrelation(source, other, length, horizon),
    }
  },
})
