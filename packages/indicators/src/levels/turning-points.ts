import type { InputRow } from '@feedloom/core'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import type { Cells } from '../parts/cells.ts'
import type { BuiltIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'

/** How many bars on each side a turning point stands out from. */
interface Sides {
  readonly left: number
  readonly right: number
}

/** A value, and the extremes of those before and after it; all known `right` rows later. */
class Turn {
  /** The value `right` rows ago, and what it must be beyond of: both sides. */
  value = 0
  before = 0
  after = 0
  readonly #value: Lag
  readonly #before: Lag
  readonly #left: Highest | Lowest
  readonly #right: Highest | Lowest

  constructor(cells: Cells, { left, right }: Sides, Extreme: typeof Highest | typeof Lowest) {
    this.#value = new Lag(cells, right)
    this.#before = new Lag(cells, right + 1)
    this.#left = new Extreme(cells, left)
    this.#right = new Extreme(cells, right)
  }

  push(value: number, index: number): void {
    this.value = this.#value.push(value)
    this.before = this.#before.push(this.#left.push(value, index))
    this.after = this.#right.push(value, index)
  }
}

class RunningTurns extends HighLowIndicator {
  readonly #high: Turn
  readonly #low: Turn

  constructor(sides: Sides, horizon: Horizon) {
    super(horizon)
    this.#high = new Turn(this.cells, sides, Highest)
    this.#low = new Turn(this.cells, sides, Lowest)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const high = this.#high
    const low = this.#low
    high.push(row.high, index)
    low.push(row.low, index)
    out[0] = high.value > high.before && high.value > high.after ? high.value : Number.NaN
    out[1] = low.value < low.before && low.value < low.after ? low.value : Number.NaN
  }
}

/**
 * Bars whose high is above, or whose low is below, those of so many bars on both sides, told at the bar that confirms
 * it; NaN at all others. `outputs`: names of the highs and of the lows.
 */
export function buildTurningPoints(sides: Sides, outputs: readonly [high: string, low: string]): BuiltIndicator {
  const horizon = { warmup: sides.left + sides.right, convergence: sides.left + sides.right }
  const [high, low] = outputs
  return {
    inputs: ['high', 'low'],
    outputs,
    ...horizon,
    display: {
      pane: 'price',
      styles: { [high]: 'dots', [low]: 'dots' },
      shifts: { [high]: -sides.right, [low]: -sides.right },
    },
    create: () => new RunningTurns(sides, horizon),
  }
}
