import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, RunningIndicator } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningQstick extends RunningIndicator {
  readonly #bodies: Window

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#bodies = new Window(this.cells, length, false)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.open) && Number.isFinite(row.close)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    this.#bodies.push(row.close - row.open, index)
    out[0] = this.#bodies.mean
  }
}

/** QStick: the mean of close less open. */
export const qstick: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'qstick',
  aliases: ['mean-body'],
  summary: 'Mean of close less open',
  source: 'T. Chande and S. Kroll, "The New Technical Trader", 1994: plain mean',
  display: { pane: 'own', levels: [0] },
  schema: z.strictObject({ period: period(8, 1, 'Rows in the mean') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return { inputs: ['open', 'close'], outputs: ['qstick'], ...horizon, create: () => new RunningQstick(length, horizon) }
  },
})
