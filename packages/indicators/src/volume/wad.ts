import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Total } from '../parts/total.ts'

const horizon = { warmup: 0, convergence: 0 }

class RunningWilliams extends HighLowCloseIndicator {
  readonly #close: number = 0
  readonly #total: Total

  constructor() {
    super(horizon)
    this.#close = this.cells.claim(1)
    this.#total = new Total(this.cells)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const before = this.cells.get(this.#close)
    this.cells.set(this.#close, row.close)
    out[0] = this.#total.push(index === 0 ? 0 : wayOf(row, before))
  }
}

/** From the true low when the close rose, from the true high when it fell. */
function wayOf({ high, low, close }: InputRow, before: number): number {
  if (close > before) return close - Math.min(low, before)
  return close < before ? close - Math.max(high, before) : 0
}

/** Williams' accumulation/distribution: ways from the true low up and from the true high down, summed up from the first row on. */
export const wad: IndicatorMaker = defineIndicator<object, Record<string, never>>({
  type: 'wad',
  aliases: ['williams-accumulation-distribution'],
  summary: "Williams' accumulation/distribution",
  source: 'L. Williams, "How I Made One Million Dollars", 1973; without volume',
  display: { pane: 'own' },
  schema: z.strictObject({}),
  build: () => ({ inputs: ['high', 'low', 'close'], outputs: ['wad'], ...horizon, create: () => new RunningWilliams() }),
})
