import { z } from 'zod'
import { WeightedMean } from '../averages/wma.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { input, period } from '../parts/parameters.ts'
import { changeInPercent } from './change-in-percent.ts'

class RunningCoppock extends SingleInputIndicator {
  readonly #long: Lag
  readonly #short: Lag
  readonly #mean: WeightedMean
  readonly #begin: number = 0

  constructor(source: SingleInput, length: number, long: number, short: number, horizon: Horizon) {
    super(source, horizon)
    this.#long = new Lag(this.cells, long)
    this.#short = new Lag(this.cells, short)
    this.#mean = new WeightedMean(this.cells, length)
    this.#begin = Math.max(long, short)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const change = changeInPercent(value, this.#long.push(value)) + changeInPercent(value, this.#short.push(value))
    if (index >= this.#begin) out[0] = this.#mean.push(change, index - this.#begin)
  }
}

/** Coppock curve: the weighted mean of the sum of two rates of change in percent. */
export const coppock: IndicatorMaker<{ period?: number; long?: number; short?: number; input?: SingleInput }> = defineIndicator({
  type: 'coppock',
  aliases: ['coppock-curve'],
  summary: 'Coppock curve',
  source: "E. S. C. Coppock, Barron's, 1962",
  display: { pane: 'own', levels: [0] },
  schema: z.strictObject({
    period: period(10, 1, 'Rows in the weighted mean'),
    long: period(14, 1, 'Rows of one rate of change'),
    short: period(11, 1, 'Rows of the other'),
    input: input(),
  }),
  build({ period: length, long, short, input: source }) {
    const warmup = Math.max(long, short) + length - 1
    const horizon = { warmup, convergence: warmup }
    return {
      inputs: [source],
      outputs: ['coppock'],
      ...horizon,
      create: () => new RunningCoppock(source, length, long, short, horizon),
    }
  },
})
