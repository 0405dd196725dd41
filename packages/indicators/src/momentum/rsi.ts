import { z } from 'zod'
import { type SingleInput, SingleInputState, firstFreeCell } from '../parts/cell-state.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type InputSchema, input, period } from '../parts/parameters.ts'
import { Wilder, rowsToForget } from '../parts/smoothing.ts'

const seenCell = firstFreeCell
const lastCell = firstFreeCell + 1
const gainCell = firstFreeCell + 2
const lossCell = gainCell + Wilder.size

class RsiState extends SingleInputState {
  readonly #gain: Wilder
  readonly #loss: Wilder
  readonly #flat: number

  constructor(source: SingleInput, length: number, flat: number, convergence: number) {
    super(source, 2 + 2 * Wilder.size, 2 + 2 * Wilder.writes, length, convergence)
    this.#gain = new Wilder(this.cells, gainCell, length)
    this.#loss = new Wilder(this.cells, lossCell, length)
    this.#flat = flat
  }

  protected override take(value: number, out: Float64Array): void {
    const { cells } = this
    const isFirst = cells.values[seenCell] === 0
    const change = value - (cells.values[lastCell] as number)
    cells.put(lastCell, value)
    if (isFirst) {
      cells.put(seenCell, 1)
      return
    }
    const gain = this.#gain.push(change > 0 ? change : 0)
    const loss = this.#loss.push(change < 0 ? -change : 0)
    const sum = gain + loss
    out[0] = sum === 0 ? this.#flat : 100 * (gain / sum)
  }
}

type Shape = { period: z.ZodDefault<z.ZodInt>; flat: z.ZodDefault<z.ZodNumber>; input: InputSchema }

const schema: z.ZodObject<Shape, z.core.$strict> = z.strictObject({
  period: period(14, 2, 'Changes in the first mean; then the share of a row is 1 / period'),
  flat: z.number().min(0).max(100).default(0).describe('Value of a series that has never moved: 0 in TA-Lib up to 0.8.1, 50 since 0.8.2'),
  input: input(),
})

/**
 * Relative strength index, 0 to 100. J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; seeds as in
 * TA-Lib 0.6 `RSI`.
 */
export const rsi: IndicatorMaker<typeof schema> = defineIndicator({
  type: 'rsi',
  summary: 'Relative strength index',
  schema,
  build(parameters) {
    const convergence = parameters.period + rowsToForget(1 / parameters.period)
    return {
      inputs: [parameters.input],
      outputs: ['rsi'],
      warmup: parameters.period,
      convergence,
      create: () => new RsiState(parameters.input, parameters.period, parameters.flat, convergence),
    }
  },
})
