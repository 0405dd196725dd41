import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, unstable } from '../parts/parameters.ts'
import { Hilbert } from './hilbert.ts'

/** The filters begin here, and the first value is shown there; after a few of the longest cycles the beginning is forgotten. */
const begin = 12
const firstValue = 32
const settled = 5 * 50

class RunningPeriod extends SingleInputIndicator {
  readonly #hilbert: Hilbert
  readonly #period: number = this.cells.claim(1)

  constructor(source: SingleInput, horizon: Horizon) {
    super(source, horizon)
    this.#hilbert = new Hilbert(this.cells, begin)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    if (!this.#hilbert.push(value, index)) return
    const period = 0.33 * this.#hilbert.period + 0.67 * this.cells.get(this.#period)
    this.cells.set(this.#period, period)
    out[0] = period
  }
}

/** Rows of the dominant cycle, smoothed. TA-Lib `HT_DCPERIOD`. */
export const htDcperiod: IndicatorMaker<{ input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'ht-dcperiod',
  aliases: ['dominant-cycle-period'],
  summary: 'Period of the dominant cycle',
  source: 'J. F. Ehlers, "Rocket Science for Traders", 2001; TA-Lib HT_DCPERIOD',
  talib: { function: 'HT_DCPERIOD', parameters: {} },
  display: { pane: 'own' },
  schema: z.strictObject({ input: input(), unstable: unstable() }),
  build({ input: source, unstable: skipped }) {
    const warmup = firstValue + skipped
    const horizon = { warmup, convergence: Math.max(warmup, firstValue + settled) }
    return { inputs: [source], outputs: ['period'], ...horizon, create: () => new RunningPeriod(source, horizon) }
  },
})
