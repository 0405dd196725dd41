import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningEfficiency extends SingleInputIndicator {
  readonly #last: number = 0
  readonly #far: Lag
  readonly #path: Window

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#last = this.cells.claim(1)
    this.#far = new Lag(this.cells, length)
    this.#path = new Window(this.cells, length, false)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const last = this.cells.get(this.#last)
    this.cells.set(this.#last, value)
    const way = Math.abs(value - this.#far.push(value))
    if (index === 0) return
    this.#path.push(Math.abs(value - last), index - 1)
    const path = this.#path.sum
    out[0] = path === 0 ? 0 : Math.min(1, way / path)
  }
}

/** Efficiency ratio: the way from `period` rows ago by the length of the path there, 0 to 1; 0 when nothing moved. */
export const er: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'er',
  aliases: ['efficiency-ratio', 'kaufman-efficiency-ratio'],
  summary: 'How straight prices went',
  source: 'P. J. Kaufman, "Smarter Trading", 1995',
  display: { pane: 'own', range: [0, 1] },
  schema: z.strictObject({ period: period(10, 1, 'Rows over which the way is judged'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length, convergence: length }
    return { inputs: [source], outputs: ['er'], ...horizon, create: () => new RunningEfficiency(source, length, horizon) }
  },
})
