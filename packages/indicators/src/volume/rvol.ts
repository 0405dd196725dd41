import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, SingleInputIndicator } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningRelativeVolume extends SingleInputIndicator {
  readonly #window: Window

  constructor(length: number, horizon: Horizon) {
    super('volume', horizon)
    this.#window = new Window(this.cells, length, false)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#window.push(value, index)
    const { mean } = this.#window
    out[0] = mean === 0 ? 0 : value / mean
  }
}

/** Relative volume: that of a row by the mean of the last `period` rows, itself among them; 0 while there is none. */
export const rvol: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'rvol',
  aliases: ['relative-volume'],
  summary: 'Volume by its mean',
  source: 'Volume by the plain mean of a window that the row itself belongs to',
  display: { pane: 'own', levels: [1], styles: { rvol: 'histogram' } },
  schema: z.strictObject({ period: period(20, 1, 'Rows in the mean') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return { inputs: ['volume'], outputs: ['rvol'], ...horizon, create: () => new RunningRelativeVolume(length, horizon) }
  },
})
