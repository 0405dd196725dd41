import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest } from '../parts/extremes.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningUlcer extends SingleInputIndicator {
  readonly #highest: Highest
  readonly #squares: Window
  readonly #begin: number = 0

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#highest = new Highest(this.cells, length)
    this.#squares = new Window(this.cells, length, false)
    this.#begin = length - 1
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const highest = this.#highest.push(value, index)
    if (index < this.#begin) return
    const drawdown = highest === 0 ? 0 : (100 * (value - highest)) / highest
    this.#squares.push(drawdown * drawdown, index - this.#begin)
    out[0] = Math.sqrt(Math.max(0, this.#squares.mean))
  }
}

/** Ulcer index: root of the mean of the squared drawdowns, in percent, from the highest value of the last rows. */
export const ulcer: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'ulcer',
  aliases: ['ulcer-index'],
  summary: 'Depth of the drawdowns',
  source: 'P. Martin and B. McCann, "The Investor\'s Guide to Fidelity Funds", 1989; as on StockCharts, each row against its own window',
  display: { pane: 'own' },
  schema: z.strictObject({ period: period(14, 1, 'Rows of the highest value, and in the mean'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: 2 * (length - 1), convergence: 2 * (length - 1) }
    return { inputs: [source], outputs: ['ulcer'], ...horizon, create: () => new RunningUlcer(source, length, horizon) }
  },
})
