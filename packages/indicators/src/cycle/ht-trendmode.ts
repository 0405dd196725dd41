import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, unstable } from '../parts/parameters.ts'
import { RunningCycle, cycleHorizon } from './running-cycle.ts'

class RunningTrendMode extends RunningCycle {
  /** Rows since the sine and its lead last crossed; sine and lead of the row before. */
  readonly #memory: number = this.cells.claim(3)

  protected override answer(out: Float64Array): void {
    const { cells, cycle } = this
    const [sine, lead] = [cycle.sine(0), cycle.sine(45)]
    const sineBefore = cells.get(this.#memory + 1)
    const leadBefore = cells.get(this.#memory + 2)
    const hasCrossed = (sine > lead && sineBefore <= leadBefore) || (sine < lead && sineBefore >= leadBefore)
    const rows = (hasCrossed ? 0 : cells.get(this.#memory)) + 1
    cells.set(this.#memory, rows)
    cells.set(this.#memory + 1, sine)
    cells.set(this.#memory + 2, lead)
    out[0] = this.#isFarOff() || !(hasCrossed || rows < 0.5 * cycle.smoothPeriod || this.#turnsAsItShould()) ? 1 : 0
  }

  /** The phase moves at about the pace of the period. */
  #turnsAsItShould(): boolean {
    const { phase, phaseBefore, smoothPeriod } = this.cycle
    const turn = phase - phaseBefore
    return smoothPeriod !== 0 && turn > (0.67 * 360) / smoothPeriod && turn < (1.5 * 360) / smoothPeriod
  }

  #isFarOff(): boolean {
    const { trendline, hilbert } = this.cycle
    return trendline !== 0 && Math.abs((hilbert.smoothed - trendline) / trendline) >= 0.015
  }
}

/** 1 while the market trends, 0 while it cycles. TA-Lib `HT_TRENDMODE`. */
export const htTrendmode: IndicatorMaker<{ input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'ht-trendmode',
  aliases: ['trend-mode'],
  summary: 'Whether the market trends (1) or cycles (0)',
  source: 'J. F. Ehlers, "Rocket Science for Traders", 2001; TA-Lib HT_TRENDMODE',
  talib: { function: 'HT_TRENDMODE', parameters: {} },
  display: { pane: 'own', range: [0, 1], styles: { trend: 'steps' } },
  schema: z.strictObject({ input: input(), unstable: unstable() }),
  build({ input: source, unstable: skipped }) {
    const horizon = cycleHorizon(skipped)
    return { inputs: [source], outputs: ['trend'], ...horizon, create: () => new RunningTrendMode(source, horizon) }
  },
})
