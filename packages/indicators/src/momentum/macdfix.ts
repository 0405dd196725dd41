import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { type MacdMeans, RunningMacd, macdColumns, macdHorizon, macdOutputs, shareOf } from './macd-lines.ts'

/** MACD with the shares of the original, 0.15 and 0.075, for means of 12 and 26 rows. TA-Lib `MACDFIX`. */
export const macdfix: IndicatorMaker<{ signal?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'macdfix',
  aliases: ['macd-fixed'],
  summary: 'MACD 12/26 with its original shares',
  source: 'G. Appel; TA-Lib MACDFIX: shares of 0.15 and 0.075',
  talib: { function: 'MACDFIX', parameters: { optInSignalPeriod: 'signal' } },
  display: { pane: 'own', styles: { histogram: 'histogram' } },
  schema: z.strictObject({
    signal: period(9, 1, 'Period of the mean of the difference'),
    input: input(),
    unstable: unstable(),
  }),
  build({ signal, input: source, unstable: skipped }) {
    const means: MacdMeans = {
      fast: { period: 12, share: 0.15 },
      slow: { period: 26, share: 0.075 },
      signal: shareOf(signal),
      fastBegin: 14,
      line: 25 + skipped,
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
