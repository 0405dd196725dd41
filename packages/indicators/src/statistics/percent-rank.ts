import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { RunningOrder } from './running-order.ts'

/** Percent rank: how many of the `period` rows before this one are not above it, in percent. */
export const percentRank: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'percent-rank',
  aliases: ['percentrank'],
  summary: 'Share of earlier rows that are not above',
  source: 'TradingView ta.percentrank: equal rows count, the row itself does not',
  display: { pane: 'own', range: [0, 100] },
  schema: z.strictObject({ period: period(100, 1, 'Rows that it is compared with'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length, convergence: length }
    return {
      inputs: [source],
      outputs: ['rank'],
      ...horizon,
      create: () => new RunningOrder(source, length + 1, (window, value) => (100 * (window.countUpTo(value) - 1)) / length, horizon),
    }
  },
})
