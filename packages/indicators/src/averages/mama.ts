import { z } from 'zod'
import { Hilbert } from '../cycle/hilbert.ts'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, unstable } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import type { Average } from './running-average.ts'

/** The filters begin here, and the first value is shown there. */
const begin = 12
export const mamaWarmup = 32
const degrees = 180 / Math.PI
export const mamaLimits = { fast: 0.5, slow: 0.05 } as const

/** A mean that moves the slower, the faster the phase of the cycle turns. */
export class PhaseMean implements Average {
  /** The mean that follows at half the pace. */
  following = 0
  readonly #cells: Cells
  readonly #hilbert: Hilbert
  readonly #phase: number = 0
  readonly #means: number = 0
  readonly #fast: number = 0
  readonly #slow: number = 0

  constructor(cells: Cells, fast: number, slow: number) {
    this.#cells = cells
    this.#hilbert = new Hilbert(cells, begin)
    this.#phase = cells.claim(1)
    this.#means = cells.claim(2)
    this.#fast = fast
    this.#slow = slow
  }

  push(value: number, index: number): number {
    if (!this.#hilbert.push(value, index)) return value
    const cells = this.#cells
    const { inPhase, quadrature } = this.#hilbert
    const phase = inPhase === 0 ? 0 : Math.atan(quadrature / inPhase) * degrees
    const turn = Math.max(1, cells.get(this.#phase) - phase)
    const share = turn > 1 ? Math.max(this.#fast / turn, this.#slow) : this.#fast
    const mean = share * value + (1 - share) * cells.get(this.#means)
    this.following = 0.5 * share * mean + (1 - 0.5 * share) * cells.get(this.#means + 1)
    cells.set(this.#phase, phase)
    cells.set(this.#means, mean)
    cells.set(this.#means + 1, this.following)
    return mean
  }
}

class RunningMama extends SingleInputIndicator {
  readonly #mean: PhaseMean

  constructor(source: SingleInput, fast: number, slow: number, horizon: Horizon) {
    super(source, horizon)
    this.#mean = new PhaseMean(this.cells, fast, slow)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    out[0] = this.#mean.push(value, index)
    out[1] = this.#mean.following
  }
}

/** MESA adaptive moving average and the mean that follows it. J. F. Ehlers, "MESA Adaptive Moving Averages", 2001; TA-Lib `MAMA`. */
export const mama: IndicatorMaker<{ fast?: number; slow?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'mama',
  aliases: ['mesa-adaptive-moving-average'],
  summary: 'MESA adaptive moving average',
  source: 'J. F. Ehlers, "MESA Adaptive Moving Averages", 2001; TA-Lib MAMA, whose means begin at 0 on the 13th row',
  talib: { function: 'MAMA', parameters: { optInFastLimit: 'fast', optInSlowLimit: 'slow' } },
  schema: z.strictObject({
    fast: z.number().min(0.01).max(0.99).default(mamaLimits.fast).describe('The largest share of a row'),
    slow: z.number().min(0.01).max(0.99).default(mamaLimits.slow).describe('The smallest share of a row'),
    input: input(),
    unstable: unstable(),
  }),
  build({ fast, slow, input: source, unstable: skipped }) {
    const warmup = mamaWarmup + skipped
    const horizon = { warmup, convergence: Math.max(warmup, mamaWarmup + rowsToForget(slow / 2)) }
    return {
      inputs: [source],
      outputs: ['mama', 'fama'],
      ...horizon,
      create: () => new RunningMama(source, fast, slow, horizon),
    }
  },
})
