import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { Exponential, exponentialColumn, rowsToForget } from '../parts/smoothing.ts'

/** An exponential mean: the rows of its seed, and the share of a row. */
interface Share {
  readonly period: number
  readonly share: number
}

/** The three means of MACD. */
export interface MacdMeans {
  readonly fast: Share
  readonly slow: Share
  readonly signal: Share
  /** Row that the fast mean is seeded from. */
  readonly fastBegin: number
  /** Rows until the line counts, and the signal begins. */
  readonly line: number
}

export const macdOutputs = ['macd', 'signal', 'histogram'] as const

export function shareOf(period: number): Share {
  return { period, share: 2 / (period + 1) }
}

/** The horizon of all three outputs; `skipped` rows of each mean are held back. */
export function macdHorizon({ slow, signal, line }: MacdMeans, skipped: number): Horizon {
  const warmup = line + signal.period - 1 + skipped
  const toForget = slow.period - 1 + signal.period - 1 + rowsToForget(slow.share) + rowsToForget(signal.share)
  return { warmup, convergence: Math.max(warmup, toForget) }
}

export class RunningMacd extends SingleInputIndicator {
  readonly #fast: Exponential
  readonly #slow: Exponential
  readonly #signal: Exponential
  readonly #fastBegin: number = 0
  readonly #lineBegin: number = 0

  constructor(source: SingleInput, { fast, slow, signal, fastBegin, line }: MacdMeans, horizon: Horizon) {
    super(source, horizon)
    this.#fast = new Exponential(this.cells, fast.period, fast.share)
    this.#slow = new Exponential(this.cells, slow.period, slow.share)
    this.#signal = new Exponential(this.cells, signal.period, signal.share)
    this.#fastBegin = fastBegin
    this.#lineBegin = line
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

export function macdColumns(values: Float64Array, means: MacdMeans, outputs: readonly Float64Array[]): void {
  const [line, signal, histogram] = outputs as [Float64Array, Float64Array, Float64Array]
  const { fast, slow } = means
  exponentialColumn(values, means.fastBegin, fast.period, line, fast.share)
  exponentialColumn(values, 0, slow.period, histogram, slow.share)
  for (let i = means.line; i < values.length; i++) line[i] = (line[i] as number) - (histogram[i] as number)
  exponentialColumn(line, means.line, means.signal.period, signal, means.signal.share)
  for (let i = means.line; i < values.length; i++) histogram[i] = (line[i] as number) - (signal[i] as number)
}
