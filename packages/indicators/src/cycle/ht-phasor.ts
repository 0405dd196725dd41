import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, unstable } from '../parts/parameters.ts'
import { Hilbert } from './hilbert.ts'

/** The filters begin here, and the first value is shown there; after a few of the longest cycles the beginning is forgotten. */
const begin = 12
const firstValue = 32
const settled = 5 * 50

class RunningPhasor extends SingleInputIndicator {
  readonly #hilbert: Hilbert

  constructor(source: SingleInput, horizon: Horizon) {
    super(source, horizon)
    this.#hilbert = new Hilbert(this.cells, begin)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    if (!this.#hilbert.push(value, index)) return
    out[0] = this.#hilbert.inPhase
    out[1] = this.#hilbert.quadrature
  }
}

/** In-phase and quadrature components of the dominant cycle, in the unit of the price. TA-Lib `HT_PHASOR`. */
export const htPhasor: IndicatorMaker<{ input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'ht-phasor',
  aliases: ['phasor'],
  summary: 'Components of the dominant cycle',
  source: 'J. F. Ehlers, "Rocket Science for Traders", 2001; TA-Lib HT_PHASOR',
  talib: { function: 'HT_PHASOR', parameters: {} },
  display: { pane: 'own' },
  schema: z.strictObject({ input: input(), unstable: unstable() }),
  build({ input: source, unstable: skipped }) {
    const warmup = firstValue + skipped
    const horizon = { warmup, convergence: Math.max(warmup, firstValue + settled) }
    return { inputs: [source], outputs: ['inPhase', 'quadrature'], ...horizon, create: () => new RunningPhasor(source, horizon) }
  },
})
