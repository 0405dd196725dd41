import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { trueRange, trueRangeColumn } from '../parts/true-range.ts'

const horizon = { warmup: 1, convergence: 1 }

class RunningTrueRange extends HighLowCloseIndicator {
  readonly #close: number = 0

  constructor() {
    super(horizon)
    this.#close = this.cells.claim(1)
  }

  protected override compute(row: InputRow, out: Float64Array): void {
    out[0] = trueRange(row.high, row.low, this.cells.get(this.#close))
    this.cells.set(this.#close, row.close)
  }
}

/** True range: the range of a bar, widened to the close before it. TA-Lib `TRANGE`. */
export const trange: IndicatorMaker = defineIndicator<object, Record<string, never>>({
  type: 'trange',
  aliases: ['true-range'],
  summary: 'Range of a bar, widened to the close before it',
  source: 'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib TRANGE',
  talib: { function: 'TRANGE', parameters: {} },
  display: { pane: 'own' },
  schema: z.strictObject({}),
  build: () => ({
    inputs: ['high', 'low', 'close'],
    outputs: ['trange'],
    ...horizon,
    create: () => new RunningTrueRange(),
    batch: ([high, low, close], [out]) =>
      trueRangeColumn(high as Float64Array, low as Float64Array, close as Float64Array, out as Float64Array),
  }),
})
