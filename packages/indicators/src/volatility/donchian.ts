import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'

class RunningDonchian extends HighLowIndicator {
  readonly #highest: Highest
  readonly #lowest: Lowest

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#highest = new Highest(this.cells, length)
    this.#lowest = new Lowest(this.cells, length)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const upper = this.#highest.push(row.high, index)
    const lower = this.#lowest.push(row.low, index)
    out[0] = upper
    out[1] = (upper + lower) / 2
    out[2] = lower
  }
}

/** Donchian channel: highest high and lowest low of the last `period` rows, this one among them, and their middle. */
export const donchian: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'donchian',
  aliases: ['donchian-channel', 'donchian-channels'],
  summary: 'Highest high and lowest low of a window',
  source: 'R. Donchian; as on TradingView: the row itself belongs to the window',
  display: { pane: 'price', fill: ['upper', 'lower'] },
  schema: z.strictObject({ period: period(20, 1, 'Rows looked back on') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: ['high', 'low'],
      outputs: ['upper', 'middle', 'lower'],
      ...horizon,
      create: () => new RunningDonchian(length, horizon),
    }
  },
})
