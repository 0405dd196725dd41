import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Exponential, exponentialColumn, rowsToForget } from '../parts/smoothing.ts'

/** What the mean begins with: the mean of the first `period` values, or the first value alone. */
type Seed = 'sma' | 'first'

class RunningEma extends SingleInputIndicator {
  readonly #mean: Exponential

  constructor(source: SingleInput, seeded: number, share: number, horizon: Horizon) {
    super(source, horizon)
    this.#mean = new Exponential(this.cells, seeded, share)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    out[0] = this.#mean.push(value, index)
  }
}

/** Exponential moving average, seeded with the mean of the first `period` values. TA-Lib `EMA`. */
export const ema: IndicatorMaker<{ period?: number; seed?: Seed; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'ema',
  aliases: ['exponential-moving-average'],
  summary: 'Exponential moving average',
  source:
    'TA-Lib EMA, seeded with the mean of the first values; `seed: first` begins with the first value, as TradingView ta.ema and ' +
    'ewm(adjust=False) of pandas',
  talib: { function: 'EMA', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'price' },
  schema: z.strictObject({
    period: period(30, 1, 'The share of a row is 2 / (period + 1)'),
    seed: z.enum(['sma', 'first']).default('sma').describe('What it begins with: the mean of the first `period` values, or the first one'),
    input: input(),
    unstable: unstable(),
  }),
  build({ period: length, seed, input: source, unstable: skipped }) {
    const share = 2 / (length + 1)
    const seeded = seed === 'first' ? 1 : length
    const warmup = seeded - 1 + skipped
    const horizon = { warmup, convergence: Math.max(warmup, seeded - 1 + rowsToForget(share)) }
    return {
      inputs: [source],
      outputs: ['ema'],
      ...horizon,
      create: () => new RunningEma(source, seeded, share, horizon),
      batch: ([values], [out]) => exponentialColumn(values as Float64Array, 0, seeded, out as Float64Array, share),
    }
  },
})
