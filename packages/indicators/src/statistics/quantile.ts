import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { RunningOrder } from './running-order.ts'

/** Quantile of the last `period` rows: the value that a share of them lies below, on the line between two of them. */
export const quantile: IndicatorMaker<{ period?: number; share?: number; input?: SingleInput }> = defineIndicator({
  type: 'quantile',
  aliases: ['percentile'],
  summary: 'Quantile of a window',
  source: 'R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", 1996, type 7, as numpy does',
  schema: z.strictObject({
    period: period(20, 1, 'Rows looked back on'),
    share: z.number().min(0).max(1).default(0.25).describe('The share of rows below: 0 the least, 1 the greatest'),
    input: input(),
  }),
  build({ period: length, share, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    const rank = share * (length - 1)
    return {
      inputs: [source],
      outputs: ['quantile'],
      ...horizon,
      create: () => new RunningOrder(source, length, (window) => window.between(rank), horizon),
    }
  },
})
