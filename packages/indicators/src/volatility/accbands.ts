import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningAccbands extends HighLowCloseIndicator {
  readonly #upper: Window
  readonly #middle: Window
  readonly #lower: Window

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#upper = new Window(this.cells, length, false)
    this.#middle = new Window(this.cells, length, false)
    this.#lower = new Window(this.cells, length, false)
  }

  protected override compute({ high, low, close }: InputRow, out: Float64Array, index: number): void {
    const width = high + low === 0 ? 0 : (4 * (high - low)) / (high + low)
    this.#upper.push(high * (1 + width), index)
    this.#middle.push(close, index)
    this.#lower.push(low * (1 - width), index)
    out[0] = this.#upper.mean
    out[1] = this.#middle.mean
    out[2] = this.#lower.mean
  }
}

/** Acceleration bands: means of the highs and lows, each moved out by four times the bar's range. TA-Lib `ACCBANDS`. */
export const accbands: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'accbands',
  aliases: ['acceleration-bands'],
  summary: 'Acceleration bands',
  source: 'P. Headley, "Big Trends in Trading", 2002; TA-Lib ACCBANDS',
  talib: { function: 'ACCBANDS', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'price', fill: ['upper', 'lower'] },
  schema: z.strictObject({ period: period(20, 2, 'Rows in the means') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['upper', 'middle', 'lower'],
      ...horizon,
      create: () => new RunningAccbands(length, horizon),
    }
  },
})
