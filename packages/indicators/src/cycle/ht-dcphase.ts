import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, unstable } from '../parts/parameters.ts'
import { RunningCycle, cycleHorizon } from './running-cycle.ts'

class RunningPhase extends RunningCycle {
  protected override answer(out: Float64Array): void {
    out[0] = this.cycle.phase
  }
}

/** Phase of the dominant cycle in degrees, -45 to 315. TA-Lib `HT_DCPHASE`. */
export const htDcphase: IndicatorMaker<{ input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'ht-dcphase',
  aliases: ['dominant-cycle-phase'],
  summary: 'Phase of the dominant cycle',
  source: 'J. F. Ehlers, "Rocket Science for Traders", 2001; TA-Lib HT_DCPHASE',
  talib: { function: 'HT_DCPHASE', parameters: {} },
  display: { pane: 'own', range: [-45, 315] },
  schema: z.strictObject({ input: input(), unstable: unstable() }),
  build({ input: source, unstable: skipped }) {
    const horizon = cycleHorizon(skipped)
    return { inputs: [source], outputs: ['phase'], ...horizon, create: () => new RunningPhase(source, horizon) }
  },
})
