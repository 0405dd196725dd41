import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { Moments } from '../parts/moments.ts'
import { input, period } from '../parts/parameters.ts'

class RunningMoments extends SingleInputIndicator {
  readonly #moments: Moments
  readonly #formula: (moments: Moments) => number

  constructor(source: SingleInput, length: number, formula: (moments: Moments) => number, horizon: Horizon) {
    super(source, horizon)
    this.#moments = new Moments(this.cells, length)
    this.#formula = formula
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    this.#moments.push(value, index)
    out[0] = this.#moments.second > 0 ? this.#formula(this.#moments) : 0
  }
}

type MomentMaker = IndicatorMaker<{ period?: number; input?: SingleInput }>

function momentOf(type: string, alias: string, summary: string, source: string, formula: (moments: Moments) => number): MomentMaker {
  return defineIndicator({
    type,
    aliases: [alias],
    summary,
    source,
    display: { pane: 'own', levels: [0] },
    schema: z.strictObject({ period: period(20, 2, 'Rows looked back on'), input: input() }),
    build({ period: length, input: column }) {
      const horizon = { warmup: length - 1, convergence: length - 1 }
      return { inputs: [column], outputs: [type], ...horizon, create: () => new RunningMoments(column, length, formula, horizon) }
    },
  })
}

/** Skewness of the last `period` rows: above 0 when the long tail is on the upper side; 0 when all are equal. */
export const skew: MomentMaker = momentOf(
  'skew',
  'skewness',
  'Which side the long tail is on',
  'K. Pearson, 1895; population skewness, third moment by the deviation cubed',
  ({ second, third }) => third / (second * Math.sqrt(second)),
)

/** Excess kurtosis of the last `period` rows: above 0 when tails are heavier than those of a normal distribution; 0 when all are equal. */
export const kurtosis: MomentMaker = momentOf(
  'kurtosis',
  'excess-kurtosis',
  'How heavy the tails are',
  'K. Pearson, 1905; population kurtosis, fourth moment by the variance squared, less the 3 of a normal distribution',
  ({ second, fourth }) => fourth / (second * second) - 3,
)
