import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period, unstable } from '../parts/parameters.ts'
import { Wilder, rowsToForget } from '../parts/smoothing.ts'
import { trueRange } from '../parts/true-range.ts'

/** What the first bar gives, which has no close before it: nothing, or its range. */
type First = 'skip' | 'range'

class RunningAtr extends HighLowCloseIndicator {
  readonly #close: number = 0
  /** Row of the first range. */
  readonly #begin: number = 0
  readonly #range: Wilder

  constructor(length: number, begin: number, horizon: Horizon) {
    super(horizon)
    this.#begin = begin
    this.#close = this.cells.claim(1)
    this.#range = new Wilder(this.cells, length)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const before = this.cells.get(this.#close)
    this.cells.set(this.#close, row.close)
    if (index < this.#begin) return
    const range = index === 0 ? row.high - row.low : trueRange(row.high, row.low, before)
    out[0] = this.#range.push(range, index - this.#begin)
  }
}

function atrColumn(columns: readonly Float64Array[], length: number, begin: number, out: Float64Array): void {
  const [high, low, close] = columns as [Float64Array, Float64Array, Float64Array]
  const kept = length - 1
  const seeded = begin + kept
  let mean = begin === 0 && close.length > 0 ? (high[0] as number) - (low[0] as number) : 0
  if (seeded === 0) out[0] = mean
  for (let i = 1; i < close.length; i++) {
    const range = trueRange(high[i] as number, low[i] as number, close[i - 1] as number)
    if (i > seeded) mean = (mean * kept + range) / length
    else {
      mean += range
      if (i === seeded) mean /= length
    }
    out[i] = mean
  }
}

/**
 * Average true range. J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; the first bar, which has no
 * close before it, is left out of the seed as in TA-Lib `ATR`.
 */
export const atr: IndicatorMaker<{ period?: number; first?: First; unstable?: number }> = defineIndicator({
  type: 'atr',
  aliases: ['average-true-range'],
  summary: 'Average true range',
  source:
    'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib ATR, whose seed leaves the first bar out. TradingView ' +
    'ta.atr begins with it: `first: range`',
  talib: { function: 'ATR', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own' },
  schema: z.strictObject({
    period: period(14, 1, 'Ranges in the first mean; then the share of a row is 1 / period'),
    first: z
      .enum(['skip', 'range'])
      .default('skip')
      .describe('What the first bar gives, which has no close before it: nothing, or high - low'),
    unstable: unstable(),
  }),
  build({ period: length, first, unstable: skipped }) {
    const begin = first === 'range' ? 0 : 1
    const seeded = begin + length - 1
    const warmup = seeded + skipped
    const horizon = { warmup, convergence: Math.max(warmup, seeded + rowsToForget(1 / length)) }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['atr'],
      ...horizon,
      create: () => new RunningAtr(length, begin, horizon),
      batch: (columns, [out]) => atrColumn(columns, length, begin, out as Float64Array),
    }
  },
})
