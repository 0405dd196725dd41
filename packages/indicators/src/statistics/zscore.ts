import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window, windowColumn } from '../parts/window.ts'

class RunningScore extends SingleInputIndicator {
  readonly #window: Window

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#window = new Window(this.cells, length, true)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#window.push(value, index)
    const { mean, variance } = this.#window
    out[0] = scoreOf(value, mean, variance)
  }
}

function scoreOf(value: number, mean: number, variance: number): number {
  return variance > 0 ? (value - mean) / Math.sqrt(variance) : 0
}

function scoreColumn(values: Float64Array, length: number, out: Float64Array): void {
  const variances = new Float64Array(values.length)
  windowColumn(values, length, out, variances)
  for (let i = 0; i < values.length; i++) out[i] = scoreOf(values[i] as number, out[i] as number, variances[i] as number)
}

/** Standard score: distance of a row from the mean of the last `period` rows in their population deviations; 0 when all are equal. */
export const zscore: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'zscore',
  aliases: ['z-score', 'standard-score'],
  summary: 'Distance from the mean in deviations',
  source: 'Population deviation, computed without cancellation',
  display: { pane: 'own', levels: [-2, 0, 2] },
  schema: z.strictObject({ period: period(20, 2, 'Rows looked back on'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: [source],
      outputs: ['zscore'],
      ...horizon,
      create: () => new RunningScore(source, length, horizon),
      batch: ([values], [out]) => scoreColumn(values as Float64Array, length, out as Float64Array),
    }
  },
})
