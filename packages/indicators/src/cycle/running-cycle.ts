import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { DominantCycle, phaseWarmup } from './dominant-cycle.ts'

/** Rows until what came before the first row changes the phase by less than it is worth: the longest cycle, five times. */
const settled = 5 * 50

/** An indicator made of the dominant cycle's phase, period and trend. */
export abstract class RunningCycle extends SingleInputIndicator {
  protected readonly cycle: DominantCycle

  constructor(source: SingleInput, horizon: Horizon) {
    super(source, horizon)
    this.cycle = new DominantCycle(this.cells)
  }

  protected abstract answer(out: Float64Array, index: number): void

  protected override take(value: number, out: Float64Array, index: number): void {
    this.cycle.push(value, index)
    this.answer(out, index)
  }
}

export function cycleHorizon(skipped: number): Horizon {
  const warmup = phaseWarmup + skipped
  return { warmup, convergence: Math.max(warmup, phaseWarmup + settled) }
}
