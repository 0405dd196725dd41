import { Blocks } from './blocks.ts'
import type { Cells } from './cells.ts'

/** `Highest` of the highs and `Lowest` of the lows of the same rows, in one go. */
export class PriceRange extends Blocks {
  /** Of the window that the last row completed; of the rows so far while there are fewer. */
  highest = 0
  lowest = 0
  readonly #cells: Cells
  /** Highest and lowest of the beginning. */
  readonly #place: number = 0
  /** Pairs of high and low. */
  readonly #values: number = 0
  readonly #ends: number = 0
  /** The last pairs of two blocks: a revision finds the older one there after the newer block was closed. */
  readonly #lasts: number = 0

  constructor(cells: Cells, period: number) {
    super(period - 1)
    this.#cells = cells
    this.#place = cells.claim(2)
    this.#values = cells.claimSeries(2 * this.block)
    this.#ends = cells.claimSeries(2 * this.block)
    this.#lasts = cells.claimSeries(4)
  }

  /** `index`: rows before this one. */
  push(high: number, low: number, index: number): void {
    this.highest = high
    this.lowest = low
    if (this.block === 0) return
    const cells = this.#cells
    const { series } = cells
    const slot = this.seek(index)
    if (slot > 0) this.#widen(cells.get(this.#place), cells.get(this.#place + 1))
    cells.set(this.#place, this.highest)
    cells.set(this.#place + 1, this.lowest)
    const isLast = slot === this.last
    const end = isLast ? this.#lasts + 2 * this.parity : this.#ends + 2 * slot
    if (index >= this.block) this.#widen(series[end] as number, series[end + 1] as number)
    if (cells.isTrial) return
    series[this.#values + 2 * slot] = high
    series[this.#values + 2 * slot + 1] = low
    if (isLast) this.#closeBlock()
  }

  #widen(high: number, low: number): void {
    if (high > this.highest) this.highest = high
    if (low < this.lowest) this.lowest = low
  }

  #closeBlock(): void {
    const { series } = this.#cells
    const last = this.#values + 2 * this.last
    let high = series[last] as number
    let low = series[last + 1] as number
    series[this.#lasts + 2 - 2 * this.parity] = high
    series[this.#lasts + 3 - 2 * this.parity] = low
    for (let i = 2 * this.last; i >= 0; i -= 2) {
      high = Math.max(high, series[this.#values + i] as number)
      low = Math.min(low, series[this.#values + i + 1] as number)
      series[this.#ends + i] = high
      series[this.#ends + i + 1] = low
    }
  }
}

/** `PriceRange` over whole columns. */
export function priceRangeColumns(
  high: Float64Array,
  low: Float64Array,
  period: number,
  highest: Float64Array,
  lowest: Float64Array,
): void {
  const block = Math.max(1, period - 1)
  const highEnds = new Float64Array(block).fill(Number.NEGATIVE_INFINITY)
  const lowEnds = new Float64Array(block).fill(Number.POSITIVE_INFINITY)
  for (let begin = 0; begin < high.length; begin += block) {
    const end = Math.min(begin + block, high.length)
    let top = Number.NEGATIVE_INFINITY
    let bottom = Number.POSITIVE_INFINITY
    for (let i = begin; i < end; i++) {
      top = larger(top, high[i] as number)
      bottom = smaller(bottom, low[i] as number)
      highest[i] = larger(top, highEnds[i - begin] as number)
      lowest[i] = smaller(bottom, lowEnds[i - begin] as number)
    }
    // A window of one row has no other part.
    if (period === 1) continue
    top = Number.NEGATIVE_INFINITY
    bottom = Number.POSITIVE_INFINITY
    for (let i = end - 1; i >= begin; i--) {
      top = larger(top, high[i] as number)
      bottom = smaller(bottom, low[i] as number)
      highEnds[i - begin] = top
      lowEnds[i - begin] = bottom
    }
  }
}

function larger(a: number, b: number): number {
  return b > a ? b : a
}

function smaller(a: number, b: number): number {
  return b < a ? b : a
}
