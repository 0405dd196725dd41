import { z } from 'zod'
import { type AverageType, averageForgetting, averageOf, averageType, averageWarmup } from '../averages/average.ts'
import type { Average } from '../averages/running-average.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'

class RunningEnvelope extends SingleInputIndicator {
  readonly #average: Average
  readonly #share: number = 0

  constructor(source: SingleInput, length: number, average: AverageType, share: number, horizon: Horizon) {
    super(source, horizon)
    this.#average = averageOf(this.cells, average, length)
    this.#share = share
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const middle = this.#average.push(value, index)
    out[0] = middle * (1 + this.#share)
    out[1] = middle
    out[2] = middle * (1 - this.#share)
  }
}

/** Moving average envelope: a mean, and bands some percent of it above and below. */
export const envelope: IndicatorMaker<{ period?: number; percent?: number; average?: AverageType | number; input?: SingleInput }> =
  defineIndicator({
    type: 'envelope',
    aliases: ['moving-average-envelope', 'envelopes'],
    summary: 'Mean and bands some percent around it',
    source: 'StockCharts moving average envelopes',
    display: { pane: 'price', fill: ['upper', 'lower'] },
    schema: z.strictObject({
      period: period(20, 1, 'Of the mean'),
      percent: z.number().min(0).default(2.5).describe('Percent of the mean from it to a band'),
      average: averageType('sma', 'Kind of the mean'),
      input: input(),
    }),
    build({ period: length, percent, average, input: source }) {
      const warmup = averageWarmup(average, length)
      const horizon = { warmup, convergence: warmup + averageForgetting(average, length) }
      return {
        inputs: [source],
        outputs: ['upper', 'middle', 'lower'],
        ...horizon,
        create: () => new RunningEnvelope(source, length, average, percent / 100, horizon),
      }
    },
  })
