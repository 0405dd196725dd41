import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { CandleIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { type SessionName, Sessions, rowsOfSession, sessionNames } from '../parts/sessions.ts'
import { zone } from '../parts/time-zone.ts'
import { type PivotKind, type PivotKindName, pivotKindNames, pivotKinds } from './pivot-levels.ts'

class RunningPivots extends CandleIndicator {
  readonly #sessions: Sessions
  readonly #kind: PivotKind
  /** Sessions so far; open, high, low and close of the session at hand, then of the one before it. */
  readonly #place: number = 0

  constructor(kind: PivotKind, session: SessionName, place: string, horizon: Horizon) {
    super(horizon)
    this.#sessions = new Sessions(this.cells, session, place)
    this.#kind = kind
    this.#place = this.cells.claim(9)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.openTime) && super.accepts(row)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const { cells } = this
    const place = this.#place
    const isNew = this.#sessions.push(row.openTime, index)
    const count = cells.get(place) + (isNew ? 1 : 0)
    const open = isNew ? row.open : cells.get(place + 1)
    cells.set(place, count)
    cells.set(place + 1, open)
    cells.set(place + 2, isNew ? row.high : Math.max(row.high, cells.get(place + 2)))
    cells.set(place + 3, isNew ? row.low : Math.min(row.low, cells.get(place + 3)))
    cells.set(place + 4, row.close)
    // What was the session at hand is the one before.
    const before = place + (isNew ? 1 : 5)
    const openBefore = cells.get(before)
    const high = cells.get(before + 1)
    const low = cells.get(before + 2)
    const close = cells.get(before + 3)
    cells.set(place + 5, openBefore)
    cells.set(place + 6, high)
    cells.set(place + 7, low)
    cells.set(place + 8, close)
    if (count < 2) out.fill(Number.NaN)
    else this.#kind.write(out, high, low, close, openBefore, open)
  }
}

/**
 * Pivot points: levels for this session from high, low and close of the last one before it that has bars. The first
 * session, unless it is whole, gives the levels of what is known of it; before the second one all outputs are NaN.
 */
export const pivots: IndicatorMaker<{ kind?: PivotKindName; session?: SessionName; zone?: string }> = defineIndicator({
  type: 'pivots',
  aliases: ['pivot-points'],
  summary: 'Pivot points of the session before',
  source:
    'StockCharts and TradingView: classic (floor traders), Fibonacci, Camarilla (N. Stott, 1989), Woodie with the close before or, ' +
    'as on TradingView, with the open of the session (`woodie-open`), DeMark (T. DeMark, 1994)',
  schema: z.strictObject({
    kind: z.enum(pivotKindNames).default('classic').describe('School of the levels; it also says how many there are'),
    session: z.enum(sessionNames).default('day').describe('What high, low and close are taken of'),
    zone: zone(),
  }),
  build({ kind, session, zone: place }) {
    const school = pivotKinds[kind]
    // The second session may begin with the second row; two whole ones have passed after this many.
    const horizon = { warmup: 1, convergence: 2 * rowsOfSession[session] }
    return {
      inputs: ['openTime', 'open', 'high', 'low', 'close'],
      outputs: school.outputs,
      ...horizon,
      display: { pane: 'price', styles: Object.fromEntries(school.outputs.map((name) => [name, 'steps' as const])) },
      create: () => new RunningPivots(school, session, place, horizon),
    }
  },
})
