import { z } from 'zod'
import { type AverageType, averageType } from '../averages/average.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { period } from '../parts/parameters.ts'
import { buildStochastic } from './running-stochastic.ts'

/** Fast stochastic: the place of the close in the range of a window (`k`), and that smoothed (`d`), 0 to 100. TA-Lib `STOCHF`. */
export const stochf: IndicatorMaker<{ window?: number; d?: number; dAverage?: AverageType | number }> = defineIndicator({
  type: 'stochf',
  aliases: ['stochastic-fast'],
  summary: 'Fast stochastic',
  source: 'G. Lane; TA-Lib STOCHF, which shows k only once d is there',
  talib: {
    function: 'STOCHF',
    parameters: { optInFastK_Period: 'window', optInFastD_Period: 'd', optInFastD_MAType: 'dAverage' },
  },
  display: { pane: 'own', levels: [20, 80], range: [0, 100] },
  schema: z.strictObject({
    window: period(5, 1, 'Rows that the close is placed in'),
    d: period(3, 1, 'Period of the smoothing'),
    dAverage: averageType('sma', 'Its kind'),
  }),
  build: ({ window, d, dAverage }) => buildStochastic({ window, smoothings: [{ type: dAverage, period: d }] }),
})
