import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { CandleIndicator } from '../parts/bar-indicator.ts'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

/** Rows before the first mean. */
const symmetricWarmup = 3

/** Mean of four rows, of which the inner two count twice. */
class SymmetricMean {
  readonly #cells: Cells
  /** The last three values, the newest first. */
  readonly #place: number = 0

  constructor(cells: Cells) {
    this.#cells = cells
    this.#place = cells.claim(symmetricWarmup)
  }

  push(value: number): number {
    const cells = this.#cells
    const place = this.#place
    const a = cells.get(place)
    const b = cells.get(place + 1)
    const c = cells.get(place + 2)
    cells.set(place, value)
    cells.set(place + 1, a)
    cells.set(place + 2, b)
    return (value + 2 * a + 2 * b + c) / 6
  }
}

class RunningRvgi extends CandleIndicator {
  readonly #body: SymmetricMean
  readonly #range: SymmetricMean
  readonly #signal: SymmetricMean
  readonly #bodies: Window
  readonly #ranges: Window
  readonly #begin: number = 0

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#body = new SymmetricMean(this.cells)
    this.#range = new SymmetricMean(this.cells)
    this.#signal = new SymmetricMean(this.cells)
    this.#bodies = new Window(this.cells, length, false)
    this.#ranges = new Window(this.cells, length, false)
    this.#begin = horizon.warmup
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const body = this.#body.push(row.close - row.open)
    const range = this.#range.push(row.high - row.low)
    if (index < symmetricWarmup) return
    this.#bodies.push(body, index - symmetricWarmup)
    this.#ranges.push(range, index - symmetricWarmup)
    if (index < this.#begin) return
    const vigor = this.#ranges.sum === 0 ? 0 : this.#bodies.sum / this.#ranges.sum
    const signal = this.#signal.push(vigor)
    out[0] = vigor
    out[1] = index < this.#begin + symmetricWarmup ? Number.NaN : signal
  }
}

/** Relative vigor index: the bodies of the bars as a share of their ranges (0 without any), and its mean. */
export const rvgi: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'rvgi',
  aliases: ['relative-vigor-index'],
  summary: 'Relative vigor index',
  source: 'J. F. Ehlers, "Relative Vigor Index", Technical Analysis of Stocks & Commodities, 2002: symmetric means with weights 1, 2, 2, 1',
  display: { pane: 'own', styles: { signal: 'dashed' }, levels: [0] },
  schema: z.strictObject({ period: period(10, 1, 'Rows in the sums') }),
  build({ period: length }) {
    const warmup = symmetricWarmup + length - 1
    const horizon = { warmup, convergence: warmup + symmetricWarmup }
    return {
      inputs: ['open', 'high', 'low', 'close'],
      outputs: ['rvgi', 'signal'],
      ...horizon,
      create: () => new RunningRvgi(length, horizon),
    }
  },
})
