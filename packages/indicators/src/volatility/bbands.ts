import { z } from 'zod'
import { type SingleInput, SingleInputState, firstFreeCell } from '../parts/cell-state.ts'
import { type IndicatorMaker, type IndicatorRecipe, defineIndicator } from '../parts/define-indicator.ts'
import { type InputSchema, input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class BbandsState extends SingleInputState {
  readonly #window: Window
  readonly #up: number
  readonly #down: number

  constructor(source: SingleInput, length: number, up: number, down: number) {
    super(source, Window.size(length), Window.writes, length - 1, length - 1)
    this.#window = new Window(this.cells, firstFreeCell, length, true)
    this.#up = up
    this.#down = down
  }

  protected override take(value: number, out: Float64Array): void {
    this.#window.push(value)
    const middle = this.#window.mean
    const deviation = Math.sqrt(this.#window.variance)
    out[0] = middle + this.#up * deviation
    out[1] = middle
    out[2] = middle - this.#down * deviation
  }
}

type Shape = {
  period: z.ZodDefault<z.ZodInt>
  up: z.ZodDefault<z.ZodNumber>
  down: z.ZodDefault<z.ZodNumber>
  input: InputSchema
}

const schema: z.ZodObject<Shape, z.core.$strict> = z.strictObject({
  period: period(20, 2, 'Rows in mean and deviation'),
  up: z.number().default(2).describe('Deviations from the mean to the upper band'),
  down: z.number().default(2).describe('Deviations from the mean to the lower band'),
  input: input(),
})

const recipe: IndicatorRecipe<typeof schema> = {
  type: 'bbands',
  summary: 'Bollinger bands',
  schema,
  build: (parameters) => ({
    inputs: [parameters.input],
    outputs: ['upper', 'middle', 'lower'],
    warmup: parameters.period - 1,
    convergence: parameters.period - 1,
    create: () => new BbandsState(parameters.input, parameters.period, parameters.up, parameters.down),
  }),
}

/**
 * Bollinger bands: the mean of the last `period` values and bands at multiples of their population deviation.
 * J. Bollinger, "Bollinger on Bollinger Bands", 2001; default period of TA-Lib 0.8 `BBANDS` (5 before). A flat window
 * has bands of width 0.
 */
export const bbands: IndicatorMaker<typeof schema> = defineIndicator(recipe)

/** The same under its other name. */
export const bollinger: IndicatorMaker<typeof schema> = defineIndicator({ ...recipe, type: 'bollinger' })
