import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, RunningIndicator } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'

class RunningForce extends RunningIndicator {
  readonly #close: number = 0
  readonly #mean: Exponential
  readonly #length: number = 0

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#close = this.cells.claim(1)
    this.#mean = new Exponential(this.cells, length)
    this.#length = length
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.close) && Number.isFinite(row.volume)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const before = this.cells.get(this.#close)
    this.cells.set(this.#close, row.close)
    if (index === 0) return
    const raw = (row.close - before) * row.volume
    const mean = this.#mean.push(raw, index - 1)
    out[0] = index < this.#length ? Number.NaN : mean
    out[1] = raw
  }
}

/** Force index: the change of the close times the volume (`raw`), and its exponential mean (`force`). A. Elder, 1993. */
export const forceIndex: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'force-index',
  aliases: ['elder-force-index'],
  summary: 'Change of the close times volume, smoothed',
  source: 'A. Elder, "Trading for a Living", 1993; exponential mean, seeded with the plain one',
  display: { pane: 'own', levels: [0], styles: { raw: 'hidden' } },
  schema: z.strictObject({ period: period(13, 1, 'Of the mean') }),
  build({ period: length }) {
    // Twice as long as a mean of prices: one row of large volume weighs many times as much as another.
    const horizon = { warmup: 1, convergence: length + 2 * rowsToForget(2 / (length + 1)) }
    return { inputs: ['close', 'volume'], outputs: ['force', 'raw'], ...horizon, create: () => new RunningForce(length, horizon) }
  },
})
