import { z } from 'zod'
import { type AverageType, averageType } from '../averages/average.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { period } from '../parts/parameters.ts'
import { buildStochastic } from './running-stochastic.ts'

/** Slow stochastic: the place of the close in the range of a window, smoothed (`k`) and smoothed again (`d`), 0 to 100. TA-Lib `STOCH`. */
export const stoch: IndicatorMaker<{
  window?: number
  k?: number
  kAverage?: AverageType | number
  d?: number
  dAverage?: AverageType | number
}> = defineIndicator({
  type: 'stoch',
  aliases: ['stochastic'],
  summary: 'Slow stochastic',
  source: 'G. Lane; TA-Lib STOCH, which shows k only once d is there',
  talib: {
    function: 'STOCH',
    parameters: {
      optInFastK_Period: 'window',
      optInSlowK_Period: 'k',
      optInSlowK_MAType: 'kAverage',
      optInSlowD_Period: 'd',
      optInSlowD_MAType: 'dAverage',
    },
  },
  display: { pane: 'own', levels: [20, 80], range: [0, 100] },
  schema: z.strictObject({
    window: period(5, 1, 'Rows that the close is placed in'),
    k: period(3, 1, 'Period of the first smoothing'),
    kAverage: averageType('sma', 'Its kind'),
    d: period(3, 1, 'Period of the second smoothing'),
    dAverage: averageType('sma', 'Its kind'),
  }),
  build: ({ window, k, kAverage, d, dAverage }) =>
    buildStochastic({
      window,
      smoothings: [
        { type: kAverage, period: k },
        { type: dAverage, period: d },
      ],
    }),
})
