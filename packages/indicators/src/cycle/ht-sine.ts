import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, unstable } from '../parts/parameters.ts'
import { RunningCycle, cycleHorizon } from './running-cycle.ts'

class RunningSine extends RunningCycle {
  protected override answer(out: Float64Array): void {
    out[0] = this.cycle.sine(0)
    out[1] = this.cycle.sine(45)
  }
}

/** Sine of the dominant cycle's phase, and of the phase 45 degrees ahead. TA-Lib `HT_SINE`. */
export const htSine: IndicatorMaker<{ input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'ht-sine',
  aliases: ['sine-wave'],
  summary: 'Sine of the dominant cycle, and 45 degrees ahead',
  source: 'J. F. Ehlers, "Rocket Science for Traders", 2001; TA-Lib HT_SINE',
  talib: { function: 'HT_SINE', parameters: {} },
  display: { pane: 'own', range: [-1, 1] },
  schema: z.strictObject({ input: input(), unstable: unstable() }),
  build({ input: source, unstable: skipped }) {
    const horizon = cycleHorizon(skipped)
    return { inputs: [source], outputs: ['sine', 'lead'], ...horizon, create: () => new RunningSine(source, horizon) }
  },
})
