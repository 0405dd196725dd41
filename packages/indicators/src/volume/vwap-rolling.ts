import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { period } from '../parts/parameters.ts'
import { RunningVolumeMean } from './weighted-mean.ts'

/** Volume-weighted average price of the last `period` rows; unknown while they have no volume. */
export const vwapRolling: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'vwap-rolling',
  aliases: ['rolling-vwap'],
  summary: 'Volume-weighted average price of a window',
  source: '(high + low + close) / 3, by volume, over a window of rows',
  display: { pane: 'price' },
  schema: z.strictObject({ period: period(20, 1, 'Rows in the mean') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: ['high', 'low', 'close', 'volume'],
      outputs: ['vwap'],
      ...horizon,
      create: () => new RunningVolumeMean(length, ({ high, low, close }) => (high + low + close) / 3, Number.NaN, horizon),
    }
  },
})
