import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Wilder, rowsToForget, wilderColumn } from '../parts/smoothing.ts'
import { RunningAverage } from './running-average.ts'

/** Wilder's moving average: the share of a row is `1 / period`, seeded with the mean of the first `period` rows. */
export const rma: IndicatorMaker<{ period?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'rma',
  aliases: ['wilder-moving-average', 'smoothed-moving-average', 'smma'],
  summary: "Wilder's moving average",
  source: 'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TradingView ta.rma, seeded with the mean of the first values',
  display: { pane: 'price' },
  schema: z.strictObject({ period: period(14, 1, 'The share of a row is 1 / period'), input: input(), unstable: unstable() }),
  build({ period: length, input: source, unstable: skipped }) {
    const warmup = length - 1 + skipped
    const horizon = { warmup, convergence: Math.max(warmup, length - 1 + rowsToForget(1 / length)) }
    return {
      inputs: [source],
      outputs: ['rma'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => new Wilder(cells, length), horizon),
      batch: ([values], [out]) => wilderColumn(values as Float64Array, 0, length, out as Float64Array),
    }
  },
})
