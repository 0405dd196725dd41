import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningUnsmoothed extends SingleInputIndicator {
  readonly #last: number = 0
  readonly #up: Window
  readonly #down: Window

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#last = this.cells.claim(1)
    this.#up = new Window(this.cells, length, false)
    this.#down = new Window(this.cells, length, false)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const change = value - this.cells.get(this.#last)
    this.cells.set(this.#last, value)
    if (index === 0) return
    this.#up.push(change > 0 ? change : 0, index - 1)
    this.#down.push(change < 0 ? -change : 0, index - 1)
    const up = this.#up.sum
    const down = this.#down.sum
    out[0] = up + down === 0 ? 0 : (100 * (up - down)) / (up + down)
  }
}

/** Chande momentum oscillator of plain sums, -100 to 100; 0 when nothing has moved. */
export const cmoUnsmoothed: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'cmo-unsmoothed',
  aliases: ['chande-momentum-oscillator-unsmoothed'],
  summary: 'Gains less losses as a share of both, in plain sums',
  source: 'T. Chande, "The New Technical Trader", 1994, and TradingView: plain sums, where TA-Lib CMO takes means of Wilder',
  display: { pane: 'own', levels: [-50, 50], range: [-100, 100] },
  schema: z.strictObject({ period: period(14, 1, 'Changes in the sums'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length, convergence: length }
    return { inputs: [source], outputs: ['cmo'], ...horizon, create: () => new RunningUnsmoothed(source, length, horizon) }
  },
})
