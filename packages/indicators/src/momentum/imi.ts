import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, RunningIndicator } from '../parts/indicator-state.ts'
import { period, unstable } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningImi extends RunningIndicator {
  readonly #rising: Window
  readonly #falling: Window

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#rising = new Window(this.cells, length, false)
    this.#falling = new Window(this.cells, length, false)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.open) && Number.isFinite(row.close)
  }

  protected override compute({ open, close }: InputRow, out: Float64Array, index: number): void {
    this.#rising.push(close > open ? close - open : 0, index)
    this.#falling.push(close < open ? open - close : 0, index)
    const total = this.#rising.sum + this.#falling.sum
    out[0] = total === 0 ? 50 : 100 * (this.#rising.sum / total)
  }
}

/** Intraday momentum index: rises within bars as a share of all moves within bars, 0 to 100; 50 without any. TA-Lib 0.8 `IMI`. */
export const imi: IndicatorMaker<{ period?: number; unstable?: number }> = defineIndicator({
  type: 'imi',
  aliases: ['intraday-momentum-index'],
  summary: 'Rises within bars as a share of all moves within bars',
  source: 'T. Chande, "The New Technical Trader", 1994; TA-Lib 0.8 IMI: 50 when nothing moves',
  talib: { function: 'IMI', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', levels: [30, 70], range: [0, 100] },
  schema: z.strictObject({ period: period(14, 2, 'Rows looked back on'), unstable: unstable() }),
  build({ period: length, unstable: skipped }) {
    const warmup = length - 1 + skipped
    const horizon = { warmup, convergence: warmup }
    return { inputs: ['open', 'close'], outputs: ['imi'], ...horizon, create: () => new RunningImi(length, horizon) }
  },
})
