import { z } from 'zod'
import { type SingleInput, SingleInputState, firstFreeCell } from '../parts/cell-state.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type InputSchema, input, period } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'

class EmaState extends SingleInputState {
  readonly #mean: Exponential

  constructor(source: SingleInput, length: number, warmup: number, convergence: number) {
    super(source, Exponential.size, Exponential.writes, warmup, convergence)
    this.#mean = new Exponential(this.cells, firstFreeCell, length)
  }

  protected override take(value: number, out: Float64Array): void {
    out[0] = this.#mean.push(value)
  }
}

const schema: z.ZodObject<{ period: z.ZodDefault<z.ZodInt>; input: InputSchema }, z.core.$strict> = z.strictObject({
  period: period(30, 1, 'The share of a row is 2 / (period + 1)'),
  input: input(),
})

/** Exponential moving average, seeded with the mean of the first `period` values. TA-Lib `EMA`. */
export const ema: IndicatorMaker<typeof schema> = defineIndicator({
  type: 'ema',
  summary: 'Exponential moving average',
  schema,
  build(parameters) {
    const warmup = parameters.period - 1
    const convergence = warmup + rowsToForget(2 / (parameters.period + 1))
    return {
      inputs: [parameters.input],
      outputs: ['ema'],
      warmup,
      convergence,
      create: () => new EmaState(parameters.input, parameters.period, warmup, convergence),
    }
  },
})
