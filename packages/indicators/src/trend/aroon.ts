import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { ExtremeIndex } from '../parts/extreme-index.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'

class RunningAroon extends HighLowIndicator {
  readonly #highest: ExtremeIndex
  readonly #lowest: ExtremeIndex
  readonly #length: number = 0
  readonly #isOscillator: boolean

  constructor(length: number, isOscillator: boolean, horizon: Horizon) {
    super(horizon)
    this.#highest = new ExtremeIndex(this.cells, length + 1, 1, 'last')
    this.#lowest = new ExtremeIndex(this.cells, length + 1, -1, 'last')
    this.#length = length
    this.#isOscillator = isOscillator
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    this.#highest.push(row.high, index)
    this.#lowest.push(row.low, index)
    const share = 100 / this.#length
    if (this.#isOscillator) {
      out[0] = share * (this.#highest.row - this.#lowest.row)
      return
    }
    out[0] = share * (this.#length - (index - this.#lowest.row))
    out[1] = share * (this.#length - (index - this.#highest.row))
  }
}

/**
 * Aroon: how lately the lowest low (`down`) and the highest high (`up`) of the last `period + 1` rows came, 100 for
 * this row. T. Chande, 1995; TA-Lib `AROON`.
 */
export const aroon: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'aroon',
  aliases: ['aroon-up-down'],
  summary: 'How lately the extremes of a window came',
  source: 'T. Chande, 1995; TA-Lib AROON, which takes the latest of equal extremes',
  talib: { function: 'AROON', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', range: [0, 100] },
  schema: z.strictObject({ period: period(14, 2, 'Rows looked back on') }),
  build({ period: length }) {
    const horizon = { warmup: length, convergence: length }
    return { inputs: ['high', 'low'], outputs: ['down', 'up'], ...horizon, create: () => new RunningAroon(length, false, horizon) }
  },
})

/** Aroon up less Aroon down, -100 to 100. TA-Lib `AROONOSC`. */
export const aroonosc: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'aroonosc',
  aliases: ['aroon-oscillator'],
  summary: 'Aroon up less Aroon down',
  source: 'T. Chande, 1995; TA-Lib AROONOSC',
  talib: { function: 'AROONOSC', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', range: [-100, 100] },
  schema: z.strictObject({ period: period(14, 2, 'Rows looked back on') }),
  build({ period: length }) {
    const horizon = { warmup: length, convergence: length }
    return { inputs: ['high', 'low'], outputs: ['oscillator'], ...horizon, create: () => new RunningAroon(length, true, horizon) }
  },
})
