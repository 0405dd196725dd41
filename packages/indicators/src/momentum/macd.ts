import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { type MacdMeans, RunningMacd, macdColumns, macdHorizon, macdOutputs, shareOf } from './macd-lines.ts'

/**
 * Moving average convergence/divergence: the difference of a fast and a slow exponential mean, its exponential mean
 * (`signal`) and the difference of these two (`histogram`). G. Appel; seeds as in TA-Lib `MACD`: the fast mean begins
 * `slow - fast` rows late, and no output comes before all three are there.
 */
export const macd: IndicatorMaker<{ fast?: number; slow?: number; signal?: number; input?: SingleInput; unstable?: number }> =
  defineIndicator({
    type: 'macd',
    aliases: ['moving-average-convergence-divergence'],
    summary: 'Moving average convergence/divergence',
    source: 'G. Appel; TA-Lib MACD, whose fast mean is seeded so that it begins with the slow one',
    talib: { function: 'MACD', parameters: { optInFastPeriod: 'fast', optInSlowPeriod: 'slow', optInSignalPeriod: 'signal' } },
    display: { pane: 'own', styles: { histogram: 'histogram' } },
    schema: z.strictObject({
      fast: period(12, 1, 'Period of the fast mean'),
      slow: period(26, 1, 'Period of the slow mean; when it is the shorter one, the two change places'),
      signal: period(9, 1, 'Period of the mean of their difference'),
      input: input(),
      unstable: unstable(),
    }),
    build({ input: source, unstable: skipped, ...parameters }) {
      const slow = Math.max(parameters.fast, parameters.slow)
      const means: MacdMeans = {
        fast: shareOf(Math.min(parameters.fast, parameters.slow)),
        slow: shareOf(slow),
        signal: shareOf(parameters.signal),
        line: slow - 1 + skipped,
      }
      const horizon = macdHorizon(means, skipped)
      return {
        inputs: [source],
        outputs: macdOutputs,
        ...horizon,
        create: () => new RunningMacd(source, means, horizon),
        batch: ([values], outputs) => macdColumns(values as Float64Array, means, outputs),
      }
    },
  })
