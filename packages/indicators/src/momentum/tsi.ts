import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'

/** A mean of a mean. */
class TwiceSmoothed {
  readonly #first: Exponential
  readonly #second: Exponential
  readonly #begin: number = 0

  constructor(cells: Cells, first: number, second: number) {
    this.#first = new Exponential(cells, first)
    this.#second = new Exponential(cells, second)
    this.#begin = first - 1
  }

  push(value: number, index: number): number {
    const mean = this.#first.push(value, index)
    return index < this.#begin ? mean : this.#second.push(mean, index - this.#begin)
  }
}

class RunningTsi extends SingleInputIndicator {
  readonly #last: number = 0
  readonly #change: TwiceSmoothed
  readonly #way: TwiceSmoothed
  readonly #signal: Exponential
  readonly #begin: number = 0
  readonly #signalBegin: number = 0

  constructor(source: SingleInput, long: number, short: number, signal: number, horizon: Horizon) {
    super(source, horizon)
    this.#last = this.cells.claim(1)
    this.#change = new TwiceSmoothed(this.cells, long, short)
    this.#way = new TwiceSmoothed(this.cells, long, short)
    this.#signal = new Exponential(this.cells, signal)
    this.#begin = horizon.warmup
    this.#signalBegin = horizon.warmup + signal - 1
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const change = value - this.cells.get(this.#last)
    this.cells.set(this.#last, value)
    if (index === 0) return
    const mean = this.#change.push(change, index - 1)
    const way = this.#way.push(Math.abs(change), index - 1)
    if (index < this.#begin) return
    const strength = way === 0 ? 0 : (100 * mean) / way
    const signal = this.#signal.push(strength, index - this.#begin)
    out[0] = strength
    out[1] = index < this.#signalBegin ? Number.NaN : signal
  }
}

/** True strength index, -100 to 100: changes, smoothed twice, as a share of their sizes smoothed alike; 0 when nothing has moved. */
export const tsi: IndicatorMaker<{ long?: number; short?: number; signal?: number; input?: SingleInput }> = defineIndicator({
  type: 'tsi',
  aliases: ['true-strength-index'],
  summary: 'True strength index',
  source: 'W. Blau, "Momentum, Direction, and Divergence", 1995; each mean is seeded with the plain mean of its first values',
  display: { pane: 'own', styles: { signal: 'dashed' }, levels: [0] },
  schema: z.strictObject({
    long: period(25, 1, 'Period of the first mean'),
    short: period(13, 1, 'Period of the mean of that mean'),
    signal: period(13, 1, 'Period of the mean of the index'),
    input: input(),
  }),
  build({ long, short, signal, input: source }) {
    const warmup = long + short - 1
    const toForget = [long, short, signal].reduce((rows, length) => rows + rowsToForget(2 / (length + 1)), 0)
    const horizon = { warmup, convergence: warmup + signal - 1 + toForget }
    return {
      inputs: [source],
      outputs: ['tsi', 'signal'],
      ...horizon,
      create: () => new RunningTsi(source, long, short, signal, horizon),
    }
  },
})
