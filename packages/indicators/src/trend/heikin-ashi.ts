import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { CandleIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { rowsToForget } from '../parts/smoothing.ts'

/** Each open is half made of the one before. */
const horizon = { warmup: 0, convergence: rowsToForget(1 / 2) }

class RunningHeikinAshi extends CandleIndicator {
  /** Open and close of the candle before. */
  readonly #place: number = 0

  constructor() {
    super(horizon)
    this.#place = this.cells.claim(2)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const { cells } = this
    const close = (row.open + row.high + row.low + row.close) / 4
    const open = index === 0 ? (row.open + row.close) / 2 : (cells.get(this.#place) + cells.get(this.#place + 1)) / 2
    cells.set(this.#place, open)
    cells.set(this.#place + 1, close)
    out[0] = open
    out[1] = Math.max(row.high, open, close)
    out[2] = Math.min(row.low, open, close)
    out[3] = close
  }
}

/** Heikin-Ashi candles: the close is the mean of the bar, the open the middle of the candle before. */
export const heikinAshi: IndicatorMaker = defineIndicator<object, Record<string, never>>({
  type: 'heikin-ashi',
  aliases: ['heikin-ashi-candles'],
  summary: 'Averaged candles',
  source: 'D. Valcu, "Using the Heikin-Ashi Technique", Technical Analysis of Stocks & Commodities, 2004; first open (open + close) / 2',
  display: { pane: 'price', styles: { open: 'dashed', high: 'hidden', low: 'hidden' } },
  schema: z.strictObject({}),
  build: () => ({
    inputs: ['open', 'high', 'low', 'close'],
    outputs: ['open', 'high', 'low', 'close'],
    ...horizon,
    create: () => new RunningHeikinAshi(),
  }),
})
