import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { type AverageType, averageForgetting, averageOf, averageType, averageWarmup } from './average.ts'
import { RunningAverage } from './running-average.ts'

/** A moving average of any kind. TA-Lib `MA`. */
export const ma: IndicatorMaker<{ period?: number; average?: AverageType | number; input?: SingleInput }> = defineIndicator({
  type: 'ma',
  aliases: ['moving-average'],
  summary: 'Moving average of any kind',
  source: 'TA-Lib MA',
  talib: { function: 'MA', parameters: { optInTimePeriod: 'period', optInMAType: 'average' } },
  schema: z.strictObject({
    period: period(30, 1, 'Rows, as the kind counts them'),
    average: averageType('sma', 'Kind of average'),
    input: input(),
  }),
  build({ period: length, average, input: source }) {
    const warmup = averageWarmup(average, length)
    const horizon = { warmup, convergence: warmup + averageForgetting(average, length) }
    return {
      inputs: [source],
      outputs: ['ma'],
      ...horizon,
      create: () => new RunningAverage(source, (cells) => averageOf(cells, average, length), horizon),
    }
  },
})
