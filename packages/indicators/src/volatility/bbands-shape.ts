import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

/** What is said of a value and the bands around it; `width` is the distance of a band from the mean. */
type BandFormula = (value: number, mean: number, width: number) => number

class RunningBandShape extends SingleInputIndicator {
  readonly #window: Window
  readonly #deviations: number = 0
  readonly #formula: BandFormula

  constructor(source: SingleInput, length: number, deviations: number, formula: BandFormula, horizon: Horizon) {
    super(source, horizon)
    this.#window = new Window(this.cells, length, true)
    this.#deviations = deviations
    this.#formula = formula
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const window = this.#window
    window.push(value, index)
    out[0] = this.#formula(value, window.mean, this.#deviations * Math.sqrt(window.variance))
  }
}

type ShapeMaker = IndicatorMaker<{ period?: number; deviations?: number; input?: SingleInput }>

function bandShape(type: string, alias: string, summary: string, levels: readonly number[], formula: BandFormula): ShapeMaker {
  return defineIndicator({
    type,
    aliases: [alias],
    summary,
    source: 'J. Bollinger, "Bollinger on Bollinger Bands", 2001; population deviation',
    display: { pane: 'own', levels },
    schema: z.strictObject({
      period: period(20, 2, 'Rows in mean and deviation'),
      deviations: z.number().positive().default(2).describe('Deviations from the mean to each band'),
      input: input(),
    }),
    build({ period: length, deviations, input: source }) {
      const horizon = { warmup: length - 1, convergence: length - 1 }
      return {
        inputs: [source],
        outputs: [alias],
        ...horizon,
        create: () => new RunningBandShape(source, length, deviations, formula, horizon),
      }
    },
  })
}

/** Where a value lies between its Bollinger bands: 0 on the lower, 1 on the upper one; unknown where they meet. */
export const bbandsPercentB: ShapeMaker = bandShape(
  'bbands-percent-b',
  'percent-b',
  'Place between the Bollinger bands',
  [0, 1],
  (value, mean, width) => (width === 0 ? Number.NaN : (value - mean + width) / (2 * width)),
)

/** Distance of the Bollinger bands as a share of their middle; unknown where that is 0. */
export const bbandsWidth: ShapeMaker = bandShape(
  'bbands-width',
  'bandwidth',
  'Distance of the Bollinger bands',
  [],
  (_value, mean, width) => (mean === 0 ? Number.NaN : (2 * width) / mean),
)
