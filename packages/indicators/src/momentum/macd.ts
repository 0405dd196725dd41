import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Exponential, exponentialColumn, rowsToForget } from '../parts/smoothing.ts'

interface Lengths {
  readonly fast: number
  readonly slow: number
  readonly signal: number
  /** Rows until the line counts, and the signal begins. */
  readonly line: number
}

class RunningMacd extends SingleInputIndicator {
  readonly #fast: Exponential
  readonly #slow: Exponential
  readonly #signal: Exponential
  /** The fast mean is seeded so that both begin on the same row. */
  readonly #fastBegin: number
  readonly #lineBegin: number

  constructor(source: SingleInput, lengths: Lengths, horizon: Horizon) {
    super(source, horizon)
    this.#fast = new Exponential(this.cells, lengths.fast)
    this.#slow = new Exponential(this.cells, lengths.slow)
    this.#signal = new Exponential(this.cells, lengths.signal)
    this.#fastBegin = lengths.slow - lengths.fast
    this.#lineBegin = lengths.line
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const slow = this.#slow.push(value, index)
    if (index < this.#fastBegin) return
    const fast = this.#fast.push(value, index - this.#fastBegin)
    if (index < this.#lineBegin) return
    const line = fast - slow
    const signal = this.#signal.push(line, index - this.#lineBegin)
    out[0] = line
    out[1] = signal
    out[2] = line - signal
  }
}

function macdColumns(values: Float64Array, lengths: Lengths, outputs: readonly Float64Array[]): void {
  const [line, signal, histogram] = outputs as [Float64Array, Float64Array, Float64Array]
  exponentialColumn(values, lengths.slow - lengths.fast, lengths.fast, line)
  exponentialColumn(values, 0, lengths.slow, histogram)
  for (let i = lengths.line; i < values.length; i++) line[i] = (line[i] as number) - (histogram[i] as number)
  exponentialColumn(line, lengths.line, lengths.signal, signal)
  for (let i = lengths.line; i < values.length; i++) histogram[i] = (line[i] as number) - (signal[i] as number)
}

/**
 * Moving average convergence/divergence: the difference of a fast and a slow exponential mean, its exponential mean
 * (`signal`) and the difference of these two (`histogram`). G. Appel; seeds as in TA-Lib `MACD`: the fast mean begins
 * `slow - fast` rows late, and no output comes before all three are there.
 */
export const macd: IndicatorMaker<{ fast?: number; slow?: number; signal?: number; input?: SingleInput; unstable?: number }> =
  defineIndicator({
    type: 'macd',
    aliases: ['moving-average-convergence-divergence'],
    summary: 'Moving average convergence/divergence',
    source: 'G. Appel; TA-Lib MACD, whose fast mean is seeded so that it begins with the slow one',
    talib: { function: 'MACD', parameters: { optInFastPeriod: 'fast', optInSlowPeriod: 'slow', optInSignalPeriod: 'signal' } },
    display: { pane: 'own', styles: { histogram: 'histogram' } },
    schema: z.strictObject({
      fast: period(12, 1, 'Period of the fast mean'),
      slow: period(26, 1, 'Period of the slow mean; when it is the shorter one, the two change places'),
      signal: period(9, 1, 'Period of the mean of their difference'),
      input: input(),
      unstable: unstable(),
    }),
    build({ input: source, unstable: skipped, ...parameters }) {
      const fast = Math.min(parameters.fast, parameters.slow)
      const slow = Math.max(parameters.fast, parameters.slow)
      const { signal } = parameters
      const lengths = { fast, slow, signal, line: slow - 1 + skipped }
      const warmup = lengths.line + signal - 1 + skipped
      const toForget = slow - 1 + signal - 1 + rowsToForget(2 / (slow + 1)) + rowsToForget(2 / (signal + 1))
      const horizon = { warmup, convergence: Math.max(warmup, toForget) }
      return {
        inputs: [source],
        outputs: ['macd', 'signal', 'histogram'],
        ...horizon,
        create: () => new RunningMacd(source, lengths, horizon),
        batch: ([values], outputs) => macdColumns(values as Float64Array, lengths, outputs),
      }
    },
  })
