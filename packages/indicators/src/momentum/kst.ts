import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'
import { changeInPercent } from './change-in-percent.ts'

/** The plain mean of a rate of change. */
class MeanChange {
  readonly #lag: Lag
  readonly #mean: Window
  readonly #change: number = 0

  constructor(cells: Cells, { change, mean }: { readonly change: number; readonly mean: number }) {
    this.#lag = new Lag(cells, change)
    this.#mean = new Window(cells, mean, false)
    this.#change = change
  }

  push(value: number, index: number): number {
    const before = this.#lag.push(value)
    if (index < this.#change) return 0
    this.#mean.push(changeInPercent(value, before), index - this.#change)
    return this.#mean.mean
  }
}

interface Part {
  readonly change: number
  readonly mean: number
}

class RunningKst extends SingleInputIndicator {
  readonly #parts: readonly MeanChange[]
  readonly #signal: Window
  readonly #begin: number = 0
  readonly #signalBegin: number = 0

  constructor(source: SingleInput, parts: readonly Part[], signal: number, horizon: Horizon) {
    super(source, horizon)
    this.#parts = parts.map((part) => new MeanChange(this.cells, part))
    this.#signal = new Window(this.cells, signal, false)
    this.#begin = horizon.warmup
    this.#signalBegin = horizon.convergence
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    let sum = 0
    for (let k = 0; k < this.#parts.length; k++) sum += (k + 1) * (this.#parts[k] as MeanChange).push(value, index)
    if (index < this.#begin) return
    this.#signal.push(sum, index - this.#begin)
    out[0] = sum
    out[1] = index < this.#signalBegin ? Number.NaN : this.#signal.mean
  }
}

interface KstParameters {
  change1?: number
  change2?: number
  change3?: number
  change4?: number
  mean1?: number
  mean2?: number
  mean3?: number
  mean4?: number
  signal?: number
  input?: SingleInput
}

/** Know sure thing: means of four rates of change in percent, the longer the more they count, and the mean of their sum. */
export const kst: IndicatorMaker<KstParameters> = defineIndicator({
  type: 'kst',
  aliases: ['know-sure-thing'],
  summary: 'Know sure thing',
  source: 'M. Pring, "Summed Rate of Change (KST)", Technical Analysis of Stocks & Commodities, 1992; daily defaults as on StockCharts',
  display: { pane: 'own', styles: { signal: 'dashed' }, levels: [0] },
  schema: z.strictObject({
    change1: period(10, 1, 'Rows of the first rate of change, which counts once'),
    change2: period(15, 1, 'Rows of the second, which counts twice'),
    change3: period(20, 1, 'Rows of the third, which counts three times'),
    change4: period(30, 1, 'Rows of the fourth, which counts four times'),
    mean1: period(10, 1, 'Rows in the mean of the first'),
    mean2: period(10, 1, 'Rows in the mean of the second'),
    mean3: period(10, 1, 'Rows in the mean of the third'),
    mean4: period(15, 1, 'Rows in the mean of the fourth'),
    signal: period(9, 1, 'Rows in the mean of the sum'),
    input: input(),
  }),
  build({ signal, input: source, ...known }) {
    const parts: readonly Part[] = [
      { change: known.change1, mean: known.mean1 },
      { change: known.change2, mean: known.mean2 },
      { change: known.change3, mean: known.mean3 },
      { change: known.change4, mean: known.mean4 },
    ]
    const warmup = Math.max(...parts.map(({ change, mean }) => change + mean - 1))
    const horizon = { warmup, convergence: warmup + signal - 1 }
    return {
      inputs: [source],
      outputs: ['kst', 'signal'],
      ...horizon,
      create: () => new RunningKst(source, parts, signal, horizon),
    }
  },
})
