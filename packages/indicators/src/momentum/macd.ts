import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { type MacdMeans, RunningMacd, macdColumns, macdHorizon, macdOutputs, shareOf } from './macd-lines.ts'

/** How the means begin. */
type Seed = 'talib' | 'sma' | 'first'

function meansOf(
  parameters: { readonly fast: number; readonly slow: number; readonly signal: number },
  seed: Seed,
  skipped: number,
): MacdMeans {
  const slow = shareOf(Math.max(parameters.fast, parameters.slow))
  const fast = shareOf(Math.min(parameters.fast, parameters.slow))
  const signal = shareOf(parameters.signal)
  if (seed !== 'first')
    return { fast, slow, signal, fastBegin: seed === 'talib' ? slow.period - fast.period : 0, line: slow.period - 1 + skipped }
  const alone = (mean: MacdMeans['fast']): MacdMeans['fast'] => ({ ...mean, period: 1 })
  return { fast: alone(fast), slow: alone(slow), signal: alone(signal), fastBegin: 0, line: skipped }
}

/**
 * Moving average convergence/divergence: the difference of a fast and a slow exponential mean, its exponential mean
 * (`signal`) and the difference of these two (`histogram`). G. Appel; seeds as in TA-Lib `MACD`: the fast mean begins
 * `slow - fast` rows late, and no output comes before all three are there.
 */
export const macd: IndicatorMaker<{ fast?: number; slow?: number; signal?: number; seed?: Seed; input?: SingleInput; unstable?: number }> =
  defineIndicator({
    type: 'macd',
    aliases: ['moving-average-convergence-divergence'],
    summary: 'Moving average convergence/divergence',
    source:
      'G. Appel; TA-Lib MACD, whose fast mean is seeded so that it begins with the slow one. `seed: sma` seeds each mean with its own ' +
      'first values, `seed: first` with the first value alone, as TradingView and pandas',
    talib: { function: 'MACD', parameters: { optInFastPeriod: 'fast', optInSlowPeriod: 'slow', optInSignalPeriod: 'signal' } },
    display: { pane: 'own', styles: { histogram: 'histogram' } },
    schema: z.strictObject({
      fast: period(12, 1, 'Period of the fast mean'),
      slow: period(26, 1, 'Period of the slow mean; when it is the shorter one, the two change places'),
      signal: period(9, 1, 'Period of the mean of their difference'),
      seed: z
        .enum(['talib', 'sma', 'first'])
        .default('talib')
        .describe('How its means begin: on the same row, each with the mean of its own first values, or with the first value'),
      input: input(),
      unstable: unstable(),
    }),
    build({ seed, input: source, unstable: skipped, ...parameters }) {
      const means = meansOf(parameters, seed, skipped)
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
