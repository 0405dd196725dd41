import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'
import { AverageTrueRange } from '../parts/true-ranges.ts'

const prices = ['close', 'typical'] as const
type Price = (typeof prices)[number]

interface KeltnerShape {
  readonly period: number
  readonly rangePeriod: number
  readonly multiplier: number
  readonly price: Price
}

class RunningKeltner extends HighLowCloseIndicator {
  readonly #mean: Exponential
  readonly #range: AverageTrueRange
  readonly #multiplier: number = 0
  readonly #isTypical: boolean

  constructor(shape: KeltnerShape, horizon: Horizon) {
    super(horizon)
    this.#mean = new Exponential(this.cells, shape.period)
    this.#range = new AverageTrueRange(this.cells, shape.rangePeriod)
    this.#multiplier = shape.multiplier
    this.#isTypical = shape.price === 'typical'
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const middle = this.#mean.push(this.#isTypical ? (row.high + row.low + row.close) / 3 : row.close, index)
    const width = this.#multiplier * this.#range.push(row, index)
    out[0] = middle + width
    out[1] = middle
    out[2] = middle - width
  }
}

/** Keltner channel: an exponential mean, and bands at multiples of Wilder's average true range around it. */
export const keltner: IndicatorMaker<{ period?: number; rangePeriod?: number; multiplier?: number; price?: Price }> = defineIndicator({
  type: 'keltner',
  aliases: ['keltner-channel', 'keltner-channels'],
  summary: 'Mean and bands of average true ranges',
  source:
    'C. W. Keltner, 1960, in the form of L. B. Raschke as on StockCharts; `price: typical` is the form of TTR, ta4j and TA-Lib KC. ' +
    'Average true range as TA-Lib ATR',
  display: { pane: 'price', fill: ['upper', 'lower'] },
  schema: z.strictObject({
    period: period(20, 1, 'Of the exponential mean'),
    rangePeriod: period(10, 1, 'Of the average true range'),
    multiplier: z.number().min(0).default(2).describe('Average true ranges between the mean and a band'),
    price: z.enum(prices).default('close').describe('What the mean is of: `close`, or `typical`, (high + low + close) / 3'),
  }),
  build(shape) {
    const warmup = Math.max(shape.period - 1, shape.rangePeriod)
    const forgetting = Math.max(
      shape.period - 1 + rowsToForget(2 / (shape.period + 1)),
      shape.rangePeriod + rowsToForget(1 / shape.rangePeriod),
    )
    const horizon = { warmup, convergence: Math.max(warmup, forgetting) }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['upper', 'middle', 'lower'],
      ...horizon,
      create: () => new RunningKeltner(shape, horizon),
    }
  },
})
