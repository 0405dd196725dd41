import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { RelativeStrength, strength } from './relative-strength.ts'

class RunningRsi extends SingleInputIndicator {
  readonly #strength: RelativeStrength

  constructor(source: SingleInput, length: number, flat: number, horizon: Horizon) {
    super(source, horizon)
    this.#strength = new RelativeStrength(this.cells, length, flat)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    out[0] = this.#strength.push(value, index)
  }
}

function rsiColumn(values: Float64Array, length: number, flat: number, out: Float64Array): void {
  const kept = length - 1
  let gain = 0
  let loss = 0
  let last = values[0] as number
  const seeded = Math.min(length, values.length - 1)
  for (let i = 1; i <= seeded; i++) {
    const change = (values[i] as number) - last
    if (change > 0) gain += change
    else loss -= change
    last = values[i] as number
  }
  gain /= length
  loss /= length
  out[seeded] = strength(gain, loss, flat)
  for (let i = length + 1; i < values.length; i++) {
    const value = values[i] as number
    const change = value - last
    last = value
    const size = Math.abs(change)
    gain = (gain * kept + (size + change) / 2) / length
    loss = (loss * kept + (size - change) / 2) / length
    out[i] = strength(gain, loss, flat)
  }
}

/**
 * Relative strength index, 0 to 100. J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; seeds as in
 * TA-Lib `RSI`.
 */
export const rsi: IndicatorMaker<{ period?: number; flat?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'rsi',
  aliases: ['relative-strength-index'],
  summary: 'Relative strength index',
  source: 'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib RSI, seeded with the mean of the first changes',
  talib: { function: 'RSI', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', levels: [30, 70], range: [0, 100] },
  schema: z.strictObject({
    period: period(14, 2, 'Changes in the first mean; then the share of a row is 1 / period'),
    flat: z.number().min(0).max(100).default(50).describe('Value of a series that has never moved: 50 since TA-Lib 0.8.2, 0 before'),
    input: input(),
    unstable: unstable(),
  }),
  build({ period: length, flat, input: source, unstable: skipped }) {
    const warmup = length + skipped
    const horizon = { warmup, convergence: Math.max(warmup, length + rowsToForget(1 / length)) }
    return {
      inputs: [source],
      outputs: ['rsi'],
      ...horizon,
      create: () => new RunningRsi(source, length, flat, horizon),
      batch: ([values], [out]) => rsiColumn(values as Float64Array, length, flat, out as Float64Array),
    }
  },
})
