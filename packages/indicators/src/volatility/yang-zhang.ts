import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'
import { annual } from './annual.ts'
import { OpenHighLowCloseIndicator } from './open-high-low-close.ts'
import { rogersSatchellVariance } from './range-volatility.ts'

class RunningYangZhang extends OpenHighLowCloseIndicator {
  readonly #close: number = 0
  readonly #overnight: Window
  readonly #openToClose: Window
  readonly #inside: Window
  readonly #sample: number = 0
  readonly #rows: number = 0
  readonly #share: number = 0

  constructor(length: number, rows: number, horizon: Horizon) {
    super(horizon)
    this.#close = this.cells.claim(1)
    this.#overnight = new Window(this.cells, length, true)
    this.#openToClose = new Window(this.cells, length, true)
    this.#inside = new Window(this.cells, length, false)
    this.#sample = length / (length - 1)
    this.#rows = rows
    this.#share = 0.34 / (1.34 + (length + 1) / (length - 1))
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const before = this.cells.get(this.#close)
    this.cells.set(this.#close, row.close)
    if (index === 0) return
    this.#overnight.push(Math.log(row.open / before), index - 1)
    this.#openToClose.push(Math.log(row.close / row.open), index - 1)
    this.#inside.push(rogersSatchellVariance(row), index - 1)
    const overnight = this.#overnight.variance * this.#sample
    const openToClose = this.#openToClose.variance * this.#sample
    const variance = overnight + this.#share * openToClose + (1 - this.#share) * this.#inside.mean
    out[0] = Math.sqrt(Math.max(0, variance * this.#rows))
  }
}

/** Volatility from the prices of the last `period` rows and the leaps between them. */
export const yangZhang: IndicatorMaker<{ period?: number; annual?: number }> = defineIndicator({
  type: 'yang-zhang',
  aliases: ['yang-zhang-volatility'],
  summary: 'Volatility from bars and the leaps between them',
  source: 'D. Yang and Q. Zhang, "Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices", 2000',
  display: { pane: 'own' },
  schema: z.strictObject({ period: period(20, 2, 'Rows looked back on, beside the one before them'), annual: annual(1) }),
  build({ period: length, annual: rows }) {
    const horizon = { warmup: length, convergence: length }
    return {
      inputs: ['open', 'high', 'low', 'close'],
      outputs: ['volatility'],
      ...horizon,
      create: () => new RunningYangZhang(length, rows, horizon),
    }
  },
})
