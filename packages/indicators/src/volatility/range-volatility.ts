import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'
import { annual } from './annual.ts'
import { OpenHighLowCloseIndicator } from './open-high-low-close.ts'

/** An estimate of a row's variance from its own prices. */
type VarianceFormula = (row: InputRow) => number

class RunningRangeVolatility extends OpenHighLowCloseIndicator {
  readonly #window: Window
  readonly #formula: VarianceFormula
  readonly #factor: number = 0

  constructor(length: number, rows: number, formula: VarianceFormula, horizon: Horizon) {
    super(horizon)
    this.#window = new Window(this.cells, length, false)
    this.#formula = formula
    this.#factor = rows
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    this.#window.push(this.#formula(row), index)
    out[0] = Math.sqrt(Math.max(0, this.#window.mean * this.#factor))
  }
}

type VolatilityMaker = IndicatorMaker<{ period?: number; annual?: number }>

function rangeVolatility(type: string, summary: string, source: string, formula: VarianceFormula): VolatilityMaker {
  return defineIndicator({
    type,
    aliases: [`${type}-volatility`],
    summary,
    source,
    display: { pane: 'own' },
    schema: z.strictObject({ period: period(20, 1, 'Rows looked back on'), annual: annual(1) }),
    build({ period: length, annual: rows }) {
      const horizon = { warmup: length - 1, convergence: length - 1 }
      return {
        inputs: ['open', 'high', 'low', 'close'],
        outputs: ['volatility'],
        ...horizon,
        create: () => new RunningRangeVolatility(length, rows, formula, horizon),
      }
    },
  })
}

/** Volatility from the ranges of the last `period` rows. */
export const parkinson: VolatilityMaker = rangeVolatility(
  'parkinson',
  'Volatility from ranges',
  'M. Parkinson, "The Extreme Value Method for Estimating the Variance of the Rate of Return", 1980',
  ({ high, low }) => Math.log(high / low) ** 2 / (4 * Math.LN2),
)

/** Volatility from the ranges and ways of the last `period` rows; 0 where the formula gives less. */
export const garmanKlass: VolatilityMaker = rangeVolatility(
  'garman-klass',
  'Volatility from ranges and ways of bars',
  'M. B. Garman and M. J. Klass, "On the Estimation of Security Price Volatilities from Historical Data", 1980',
  ({ open, high, low, close }) => 0.5 * Math.log(high / low) ** 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2,
)

/** What Rogers and Satchell take for the variance of a row: free of its drift. */
export function rogersSatchellVariance({ open, high, low, close }: InputRow): number {
  return Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open)
}

/** Volatility from the prices of the last `period` rows, whatever their drift. */
export const rogersSatchell: VolatilityMaker = rangeVolatility(
  'rogers-satchell',
  'Volatility from bars, free of drift',
  'L. C. G. Rogers and S. E. Satchell, "Estimating Variance from High, Low and Closing Prices", 1991',
  rogersSatchellVariance,
)
