import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window, windowColumn } from '../parts/window.ts'

class RunningAdr extends HighLowIndicator {
  readonly #window: Window

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#window = new Window(this.cells, length, false)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    this.#window.push(row.high - row.low, index)
    out[0] = this.#window.mean
  }
}

function rangeColumn(high: Float64Array, low: Float64Array, length: number, out: Float64Array): void {
  windowColumn(
    high.map((value, i) => value - (low[i] as number)),
    length,
    out,
    undefined,
  )
}

/** Average day range: the mean range of the last `period` rows, days as a rule, without what lies between them. */
export const adr: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'adr',
  aliases: ['average-day-range', 'average-daily-range'],
  summary: 'Mean range of bars',
  source: 'Plain mean of high less low, as on TradingView',
  display: { pane: 'own' },
  schema: z.strictObject({ period: period(14, 1, 'Rows in the mean') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: ['high', 'low'],
      outputs: ['adr'],
      ...horizon,
      create: () => new RunningAdr(length, horizon),
      batch: ([high, low], [out]) => rangeColumn(high as Float64Array, low as Float64Array, length, out as Float64Array),
    }
  },
})
