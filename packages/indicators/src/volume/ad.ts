import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseVolumeIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Accumulation } from './accumulation.ts'

const horizon = { warmup: 0, convergence: 0 }

class RunningAd extends HighLowCloseVolumeIndicator {
  readonly #accumulation: Accumulation

  constructor() {
    super(horizon)
    this.#accumulation = new Accumulation(this.cells)
  }

  protected override compute(row: InputRow, out: Float64Array): void {
    out[0] = this.#accumulation.push(row.high, row.low, row.close, row.volume)
  }
}

/** Accumulation/distribution line: volume weighted by where the bar closed, from the first row on. TA-Lib `AD`. */
export const ad: IndicatorMaker = defineIndicator<object, Record<string, never>>({
  type: 'ad',
  aliases: ['accumulation-distribution'],
  summary: 'Accumulation/distribution line',
  source: 'M. Chaikin; TA-Lib AD',
  talib: { function: 'AD', parameters: {} },
  display: { pane: 'own' },
  schema: z.strictObject({}),
  build: () => ({ inputs: ['high', 'low', 'close', 'volume'], outputs: ['ad'], ...horizon, create: () => new RunningAd() }),
})
