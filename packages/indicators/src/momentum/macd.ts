import { z } from 'zod'
import { type SingleInput, SingleInputState, firstFreeCell } from '../parts/cell-state.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type InputSchema, input, period } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'

const seenCell = firstFreeCell
const fastCell = firstFreeCell + 1
const slowCell = fastCell + Exponential.size
const signalCell = slowCell + Exponential.size

interface Lengths {
  readonly fast: number
  readonly slow: number
  readonly signal: number
}

class MacdState extends SingleInputState {
  readonly #fast: Exponential
  readonly #slow: Exponential
  readonly #signal: Exponential
  /** The fast mean is seeded so that both begin on the same row. */
  readonly #fastBegin: number
  readonly #lineBegin: number

  constructor(source: SingleInput, lengths: Lengths, warmup: number, convergence: number) {
    super(source, 1 + 3 * Exponential.size, 1 + 3 * Exponential.writes, warmup, convergence)
    this.#fast = new Exponential(this.cells, fastCell, lengths.fast)
    this.#slow = new Exponential(this.cells, slowCell, lengths.slow)
    this.#signal = new Exponential(this.cells, signalCell, lengths.signal)
    this.#fastBegin = lengths.slow - lengths.fast
    this.#lineBegin = lengths.slow - 1
  }

  protected override take(value: number, out: Float64Array): void {
    const { cells } = this
    const row = cells.values[seenCell] as number
    cells.put(seenCell, row + 1)
    const slow = this.#slow.push(value)
    if (row < this.#fastBegin) return
    const fast = this.#fast.push(value)
    if (row < this.#lineBegin) return
    const line = fast - slow
    const signal = this.#signal.push(line)
    out[0] = line
    out[1] = signal
    out[2] = line - signal
  }
}

type Shape = {
  fast: z.ZodDefault<z.ZodInt>
  slow: z.ZodDefault<z.ZodInt>
  signal: z.ZodDefault<z.ZodInt>
  input: InputSchema
}

const schema: z.ZodObject<Shape, z.core.$strict> = z.strictObject({
  fast: period(12, 1, 'Period of the fast mean'),
  slow: period(26, 1, 'Period of the slow mean; when it is the shorter one, the two change places'),
  signal: period(9, 1, 'Period of the mean of their difference'),
  input: input(),
})

/**
 * Moving average convergence/divergence: the difference of a fast and a slow exponential mean, its exponential mean
 * (`signal`) and the difference of these two (`histogram`). G. Appel; seeds as in TA-Lib `MACD`: the fast mean begins
 * `slow - fast` rows late, and no output comes before all three are there.
 */
export const macd: IndicatorMaker<typeof schema> = defineIndicator({
  type: 'macd',
  summary: 'Moving average convergence/divergence',
  schema,
  build(parameters) {
    const fast = Math.min(parameters.fast, parameters.slow)
    const slow = Math.max(parameters.fast, parameters.slow)
    const { signal } = parameters
    const warmup = slow - 1 + signal - 1
    const convergence = warmup + rowsToForget(2 / (slow + 1)) + rowsToForget(2 / (signal + 1))
    return {
      inputs: [parameters.input],
      outputs: ['macd', 'signal', 'histogram'],
      warmup,
      convergence,
      create: () => new MacdState(parameters.input, { fast, slow, signal }, warmup, convergence),
    }
  },
})
