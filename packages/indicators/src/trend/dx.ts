import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period, unstable } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { DirectionalMovement } from './directional-movement.ts'

class RunningDx extends HighLowCloseIndicator {
  readonly #movement: DirectionalMovement
  readonly #last: number = 0
  readonly #begin: number = 0

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#movement = new DirectionalMovement(this.cells, length)
    this.#last = this.cells.claim(1)
    this.#begin = horizon.warmup
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    this.#movement.push(row.high, row.low, row.close, index)
    const before = index <= this.#begin ? 0 : this.cells.get(this.#last)
    const value = this.#movement.directional(before)
    this.cells.set(this.#last, value)
    out[0] = value
  }
}

/** Directional index: how one-sided the movement is, 0 to 100; without movement as on the row before. TA-Lib `DX`. */
export const dx: IndicatorMaker<{ period?: number; unstable?: number }> = defineIndicator({
  type: 'dx',
  aliases: ['directional-index'],
  summary: 'One-sidedness of the movement, 0 to 100',
  source: 'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib DX',
  talib: { function: 'DX', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own' },
  schema: z.strictObject({ period: period(14, 2, 'A row loses 1 / period of its weight per row'), unstable: unstable() }),
  build({ period: length, unstable: skipped }) {
    const warmup = length + skipped
    const horizon = { warmup, convergence: warmup + rowsToForget(1 / length) }
    return { inputs: ['high', 'low', 'close'], outputs: ['dx'], ...horizon, create: () => new RunningDx(length, horizon) }
  },
})
