import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, RunningIndicator } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningEase extends RunningIndicator {
  readonly #middle: number = 0
  readonly #window: Window
  readonly #length: number = 0
  readonly #scale: number = 0

  constructor(length: number, scale: number, horizon: Horizon) {
    super(horizon)
    this.#middle = this.cells.claim(1)
    this.#window = new Window(this.cells, length, false)
    this.#length = length
    this.#scale = scale
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.high) && Number.isFinite(row.low) && Number.isFinite(row.volume)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const middle = (row.high + row.low) / 2
    const before = this.cells.get(this.#middle)
    this.cells.set(this.#middle, middle)
    if (index === 0) return
    const range = row.high - row.low
    const raw = range === 0 || row.volume === 0 ? 0 : (middle - before) / (row.volume / this.#scale / range)
    this.#window.push(raw, index - 1)
    out[0] = index < this.#length ? Number.NaN : this.#window.mean
    out[1] = raw
  }
}

/**
 * Ease of movement: how far the middle of the bar moved, by its range and against its volume (`raw`), and the mean of
 * that (`eom`). 0 for a bar without range or volume. R. W. Arms, 1983.
 */
export const eom: IndicatorMaker<{ period?: number; scale?: number }> = defineIndicator({
  type: 'eom',
  aliases: ['ease-of-movement'],
  summary: 'How easily prices move, against volume',
  source: 'R. W. Arms, "Volume Cycles in the Stock Market", 1983; volume in hundred millions as on StockCharts',
  display: { pane: 'own', levels: [0], styles: { raw: 'hidden' } },
  schema: z.strictObject({
    period: period(14, 1, 'Rows in the mean'),
    scale: z.number().positive().default(100_000_000).describe('Volume is counted in such units'),
  }),
  build({ period: length, scale }) {
    const horizon = { warmup: 1, convergence: length }
    return { inputs: ['high', 'low', 'volume'], outputs: ['eom', 'raw'], ...horizon, create: () => new RunningEase(length, scale, horizon) }
  },
})
