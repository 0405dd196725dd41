import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

/** Which of the two is taken from the past. */
type Earlier = 'price' | 'mean'

class RunningDpo extends SingleInputIndicator {
  readonly #mean: Window
  readonly #lag: Lag
  readonly #isPriceEarlier: boolean

  constructor(source: SingleInput, length: number, earlier: Earlier, horizon: Horizon) {
    super(source, horizon)
    this.#mean = new Window(this.cells, length, false)
    this.#lag = new Lag(this.cells, middleOf(length))
    this.#isPriceEarlier = earlier === 'price'
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#mean.push(value, index)
    const { mean } = this.#mean
    out[0] = this.#isPriceEarlier ? this.#lag.push(value) - mean : value - this.#lag.push(mean)
  }
}

/** Rows from the middle of the mean to its end, and one more. */
function middleOf(length: number): number {
  return Math.floor(length / 2) + 1
}

/**
 * Detrended price oscillator: a price less the mean that lies around it, known `period / 2 + 1` rows later and drawn
 * back there; or, with `earlier: mean`, the price less the mean of so many rows ago.
 */
export const dpo: IndicatorMaker<{ period?: number; earlier?: Earlier; input?: SingleInput }> = defineIndicator({
  type: 'dpo',
  aliases: ['detrended-price-oscillator'],
  summary: 'Detrended price',
  source:
    'StockCharts: the price of `period / 2 + 1` rows ago less the mean of now (TradingView draws it so when centred); ' +
    'TradingView otherwise takes the mean from the past, `earlier: mean`',
  schema: z.strictObject({
    period: period(20, 1, 'Rows in the mean'),
    earlier: z.enum(['price', 'mean']).default('price').describe('Which of the two is of `period / 2 + 1` rows ago'),
    input: input(),
  }),
  build({ period: length, earlier, input: source }) {
    const warmup = earlier === 'price' ? Math.max(length - 1, middleOf(length)) : length - 1 + middleOf(length)
    const horizon = { warmup, convergence: warmup }
    return {
      inputs: [source],
      outputs: ['dpo'],
      ...horizon,
      display: { pane: 'own', levels: [0], ...(earlier === 'price' ? { shifts: { dpo: -middleOf(length) } } : {}) },
      create: () => new RunningDpo(source, length, earlier, horizon),
    }
  },
})
