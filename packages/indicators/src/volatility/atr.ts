import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { CellState, firstFreeCell } from '../parts/cell-state.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { period } from '../parts/parameters.ts'
import { Wilder, rowsToForget } from '../parts/smoothing.ts'

const seenCell = firstFreeCell
const closeCell = firstFreeCell + 1
const rangeCell = firstFreeCell + 2

class AtrState extends CellState {
  readonly #range: Wilder

  constructor(length: number, convergence: number) {
    super(2 + Wilder.size, 2 + Wilder.writes, length, convergence)
    this.#range = new Wilder(this.cells, rangeCell, length)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.high) && Number.isFinite(row.low) && Number.isFinite(row.close)
  }

  protected override compute(row: InputRow, out: Float64Array): void {
    const { cells } = this
    const isFirst = cells.values[seenCell] === 0
    const before = cells.values[closeCell] as number
    cells.put(closeCell, row.close)
    if (isFirst) {
      cells.put(seenCell, 1)
      return
    }
    const range = Math.max(row.high - row.low, Math.abs(row.high - before), Math.abs(row.low - before))
    out[0] = this.#range.push(range)
  }
}

const schema: z.ZodObject<{ period: z.ZodDefault<z.ZodInt> }, z.core.$strict> = z.strictObject({
  period: period(14, 1, 'Ranges in the first mean; then the share of a row is 1 / period'),
})

/**
 * Average true range. J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; the first bar, which has no
 * close before it, is left out of the seed as in TA-Lib `ATR`.
 */
export const atr: IndicatorMaker<typeof schema> = defineIndicator({
  type: 'atr',
  summary: 'Average true range',
  schema,
  build(parameters) {
    const convergence = parameters.period + rowsToForget(1 / parameters.period)
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['atr'],
      warmup: parameters.period,
      convergence,
      create: () => new AtrState(parameters.period, convergence),
    }
  },
})
