import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { RunningOrder } from './running-order.ts'

/** Median of the last `period` rows: the middle one by value, the mean of the two in the middle when they are even. */
export const median: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'median',
  aliases: ['moving-median'],
  summary: 'Median of a window',
  source: 'The middle value, of an even number the mean of the two in the middle',
  schema: z.strictObject({ period: period(20, 1, 'Rows looked back on'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: [source],
      outputs: ['median'],
      ...horizon,
      create: () => new RunningOrder(source, length, (window) => window.median, horizon),
    }
  },
})
