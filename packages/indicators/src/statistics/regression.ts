import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { WeightedWindow } from '../parts/weighted-window.ts'

/** What an indicator reads off the line. `intercept`: its value at the oldest row. */
type Reading = (slope: number, intercept: number, period: number) => number

class RunningRegression extends SingleInputIndicator {
  readonly #window: WeightedWindow
  readonly #length: number = 0
  readonly #reading: Reading

  constructor(source: SingleInput, length: number, reading: Reading, horizon: Horizon) {
    super(source, horizon)
    this.#window = new WeightedWindow(this.cells, length)
    this.#length = length
    this.#reading = reading
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const window = this.#window
    const n = this.#length
    window.push(value, index)
    const rows = (n * (n - 1)) / 2
    // Weights count from 1, rows from 0.
    const products = window.weighted - window.sum
    const slope = (12 * products - 6 * (n - 1) * window.sum) / (n * (n * n - 1))
    const intercept = window.centre + (window.sum - slope * rows) / n
    out[0] = this.#reading(slope, intercept, n)
  }
}

type RegressionMaker = IndicatorMaker<{ period?: number; input?: SingleInput }>

function regression(type: string, alias: string, summary: string, pane: 'price' | 'own', reading: Reading): RegressionMaker {
  const talib = type.toUpperCase().replaceAll('-', '_')
  return defineIndicator({
    type,
    aliases: [alias],
    summary,
    source: `Least squares; TA-Lib ${talib}, computed without cancellation`,
    talib: { function: talib, parameters: { optInTimePeriod: 'period' } },
    display: { pane },
    schema: z.strictObject({ period: period(14, 2, 'Rows that the line is laid through'), input: input() }),
    build({ period: length, input: source }) {
      const horizon = { warmup: length - 1, convergence: length - 1 }
      return { inputs: [source], outputs: [type], ...horizon, create: () => new RunningRegression(source, length, reading, horizon) }
    },
  })
}

/** Value at the last row of the line of least squares through the last `period` rows. TA-Lib `LINEARREG`. */
export const linearreg: RegressionMaker = regression(
  'linearreg',
  'linear-regression',
  'End of the line of least squares',
  'price',
  (slope, intercept, length) => intercept + slope * (length - 1),
)
/** Angle of that line in degrees, where one row is as long as one unit of the price. TA-Lib `LINEARREG_ANGLE`. */
export const linearregAngle: RegressionMaker = regression(
  'linearreg-angle',
  'linear-regression-angle',
  'Angle of the line of least squares',
  'own',
  (slope) => (Math.atan(slope) * 180) / Math.PI,
)
/** Value of that line at the first of the rows. TA-Lib `LINEARREG_INTERCEPT`. */
export const linearregIntercept: RegressionMaker = regression(
  'linearreg-intercept',
  'linear-regression-intercept',
  'Beginning of the line of least squares',
  'price',
  (_slope, intercept) => intercept,
)
/** Rise of that line per row. TA-Lib `LINEARREG_SLOPE`. */
export const linearregSlope: RegressionMaker = regression(
  'linearreg-slope',
  'linear-regression-slope',
  'Slope of the line of least squares',
  'own',
  (slope) => slope,
)
/** Value of that line at the row to come. TA-Lib `TSF`. */
export const tsf: RegressionMaker = regression(
  'tsf',
  'time-series-forecast',
  'Line of least squares, one row ahead',
  'price',
  (slope, intercept, length) => intercept + slope * length,
)
