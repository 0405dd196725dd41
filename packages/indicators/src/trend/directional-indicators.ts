import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator, HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period, unstable } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { DirectionalMovement } from './directional-movement.ts'

type Side = 'plus' | 'minus'

class RunningMovement extends HighLowIndicator {
  readonly #movement: DirectionalMovement
  readonly #side: Side

  constructor(length: number, side: Side, horizon: Horizon) {
    super(horizon)
    this.#movement = new DirectionalMovement(this.cells, length)
    this.#side = side
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    // The range, which a close would be needed for, is not asked for.
    this.#movement.push(row.high, row.low, row.low, index)
    out[0] = this.#movement[this.#side]
  }
}

class RunningDirectionalIndex extends HighLowCloseIndicator {
  readonly #movement: DirectionalMovement
  readonly #side: Side
  readonly #isPlain: boolean

  constructor(length: number, side: Side, horizon: Horizon) {
    super(horizon)
    this.#movement = new DirectionalMovement(this.cells, length)
    this.#side = side
    this.#isPlain = length === 1
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const movement = this.#movement
    movement.push(row.high, row.low, row.close, index)
    const share = movement.index(movement[this.#side])
    // TA-Lib gives a share, not percent, where nothing is smoothed.
    out[0] = this.#isPlain ? share / 100 : share
  }
}

type DirectionalMaker = IndicatorMaker<{ period?: number; unstable?: number }>

function movementOf(type: string, alias: string, summary: string, side: Side): DirectionalMaker {
  const talib = type.toUpperCase().replaceAll('-', '_')
  return defineIndicator({
    type,
    aliases: [alias],
    summary,
    source: `J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib ${talib}: a sum, seeded with period - 1 rows`,
    talib: { function: talib, parameters: { optInTimePeriod: 'period' } },
    display: { pane: 'own' },
    schema: z.strictObject({ period: period(14, 1, 'A row loses 1 / period of its weight per row'), unstable: unstable() }),
    build({ period: length, unstable: skipped }) {
      const warmup = (length === 1 ? 1 : length - 1) + skipped
      const horizon = { warmup, convergence: warmup + rowsToForget(1 / length) }
      return { inputs: ['high', 'low'], outputs: [side], ...horizon, create: () => new RunningMovement(length, side, horizon) }
    },
  })
}

function indexOf(type: string, alias: string, summary: string, side: Side): DirectionalMaker {
  const talib = type.toUpperCase().replaceAll('-', '_')
  return defineIndicator({
    type,
    aliases: [alias],
    summary,
    source: `J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib ${talib}; a share instead of percent when the period is 1`,
    talib: { function: talib, parameters: { optInTimePeriod: 'period' } },
    display: { pane: 'own' },
    schema: z.strictObject({ period: period(14, 1, 'A row loses 1 / period of its weight per row'), unstable: unstable() }),
    build({ period: length, unstable: skipped }) {
      const warmup = length + skipped
      const horizon = { warmup, convergence: warmup + rowsToForget(1 / length) }
      return {
        inputs: ['high', 'low', 'close'],
        outputs: [side],
        ...horizon,
        create: () => new RunningDirectionalIndex(length, side, horizon),
      }
    },
  })
}

/** Upward directional movement, smoothed, in the unit of the price. TA-Lib `PLUS_DM`. */
export const plusDm: DirectionalMaker = movementOf('plus-dm', 'plus-directional-movement', 'Upward directional movement', 'plus')
/** Downward directional movement, smoothed, in the unit of the price. TA-Lib `MINUS_DM`. */
export const minusDm: DirectionalMaker = movementOf('minus-dm', 'minus-directional-movement', 'Downward directional movement', 'minus')
/** Upward movement in percent of the true range. TA-Lib `PLUS_DI`. */
export const plusDi: DirectionalMaker = indexOf('plus-di', 'plus-directional-indicator', 'Upward movement in percent of the range', 'plus')
/** Downward movement in percent of the true range. TA-Lib `MINUS_DI`. */
export const minusDi: DirectionalMaker = indexOf(
  'minus-di',
  'minus-directional-indicator',
  'Downward movement in percent of the range',
  'minus',
)
