import { z } from 'zod'
import { type SingleInput, SingleInputState, firstFreeCell } from '../parts/cell-state.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type InputSchema, input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class SmaState extends SingleInputState {
  readonly #window: Window

  constructor(source: SingleInput, length: number) {
    super(source, Window.size(length), Window.writes, length - 1, length - 1)
    this.#window = new Window(this.cells, firstFreeCell, length, false)
  }

  protected override take(value: number, out: Float64Array): void {
    this.#window.push(value)
    out[0] = this.#window.mean
  }
}

const schema: z.ZodObject<{ period: z.ZodDefault<z.ZodInt>; input: InputSchema }, z.core.$strict> = z.strictObject({
  period: period(30, 1, 'Rows in the mean'),
  input: input(),
})

/** Simple moving average: the mean of the last `period` values. TA-Lib `SMA`. */
export const sma: IndicatorMaker<typeof schema> = defineIndicator({
  type: 'sma',
  summary: 'Simple moving average',
  schema,
  build: (parameters) => ({
    inputs: [parameters.input],
    outputs: ['sma'],
    warmup: parameters.period - 1,
    convergence: parameters.period - 1,
    create: () => new SmaState(parameters.input, parameters.period),
  }),
})
