import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { RunningIndicator } from '../parts/indicator-state.ts'
import { Total } from '../parts/total.ts'

const horizon = { warmup: 0, convergence: 0 }

class RunningTrend extends RunningIndicator {
  readonly #close: number = 0
  readonly #total: Total

  constructor() {
    super(horizon)
    this.#close = this.cells.claim(1)
    this.#total = new Total(this.cells)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.close) && Number.isFinite(row.volume)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const before = this.cells.get(this.#close)
    this.cells.set(this.#close, row.close)
    out[0] = this.#total.push(index === 0 || before === 0 ? 0 : (row.volume * (row.close - before)) / before)
  }
}

/** Price volume trend: volume times the relative change of the close, summed up from the first row on. */
export const pvt: IndicatorMaker = defineIndicator<object, Record<string, never>>({
  type: 'pvt',
  aliases: ['price-volume-trend', 'volume-price-trend'],
  summary: 'Volume times relative change, summed up',
  source: 'D. L. Markstein; as on TradingView',
  display: { pane: 'own' },
  schema: z.strictObject({}),
  build: () => ({ inputs: ['close', 'volume'], outputs: ['pvt'], ...horizon, create: () => new RunningTrend() }),
})
