import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, unstable } from '../parts/parameters.ts'
import { RunningCycle, cycleHorizon } from '../cycle/running-cycle.ts'

class RunningTrendline extends RunningCycle {
  protected override answer(out: Float64Array): void {
    out[0] = this.cycle.trendline
  }
}

/** The mean over one dominant cycle, smoothed: the price without its cycle. TA-Lib `HT_TRENDLINE`. */
export const htTrendline: IndicatorMaker<{ input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'ht-trendline',
  aliases: ['instantaneous-trendline'],
  summary: 'Trend without the dominant cycle',
  source: 'J. F. Ehlers, "Rocket Science for Traders", 2001; TA-Lib HT_TRENDLINE',
  talib: { function: 'HT_TRENDLINE', parameters: {} },
  display: { pane: 'price' },
  schema: z.strictObject({ input: input(), unstable: unstable() }),
  build({ input: source, unstable: skipped }) {
    const horizon = cycleHorizon(skipped)
    return { inputs: [source], outputs: ['trendline'], ...horizon, create: () => new RunningTrendline(source, horizon) }
  },
})
