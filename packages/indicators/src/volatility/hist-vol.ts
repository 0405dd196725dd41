import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, RunningIndicator, type SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'
import { annual } from './annual.ts'

class RunningVolatility extends RunningIndicator {
  readonly #input: SingleInput
  readonly #last: number = 0
  readonly #window: Window
  readonly #factor: number = 0

  constructor(source: SingleInput, length: number, rows: number, horizon: Horizon) {
    super(horizon)
    this.#input = source
    this.#last = this.cells.claim(1)
    this.#window = new Window(this.cells, length, true)
    this.#factor = (rows * length) / (length - 1)
  }

  protected override accepts(row: InputRow): boolean {
    return row[this.#input] > 0 && row[this.#input] < Infinity
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const value = row[this.#input]
    const last = this.cells.get(this.#last)
    this.cells.set(this.#last, value)
    if (index === 0) return
    this.#window.push(Math.log(value / last), index - 1)
    out[0] = Math.sqrt(this.#window.variance * this.#factor)
  }
}

/** Historical volatility: sample deviation of the last `period` logarithmic returns, by year. Rows that are not above 0 are skipped. */
export const histVol: IndicatorMaker<{ period?: number; annual?: number; input?: SingleInput }> = defineIndicator({
  type: 'hist-vol',
  aliases: ['historical-volatility', 'close-to-close-volatility'],
  summary: 'Deviation of returns, by year',
  source: 'Close to close: sample deviation of logarithmic returns, as a ratio',
  display: { pane: 'own' },
  schema: z.strictObject({ period: period(20, 2, 'Returns looked back on'), annual: annual(365), input: input() }),
  build({ period: length, annual: rows, input: source }) {
    const horizon = { warmup: length, convergence: length }
    return { inputs: [source], outputs: ['volatility'], ...horizon, create: () => new RunningVolatility(source, length, rows, horizon) }
  },
})
