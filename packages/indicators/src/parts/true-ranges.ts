import type { InputRow } from '@feedloom/core'
import type { Cells } from './cells.ts'
import { Wilder } from './smoothing.ts'
import { trueRange } from './true-range.ts'

/** The true ranges of a series of bars. */
export class TrueRanges {
  readonly #cells: Cells
  readonly #close: number = 0

  constructor(cells: Cells) {
    this.#cells = cells
    this.#close = cells.claim(1)
  }

  /** Of this bar; the plain range of the first one. `index`: bars before it. */
  push({ high, low, close }: InputRow, index: number): number {
    const before = this.#cells.get(this.#close)
    this.#cells.set(this.#close, close)
    return index === 0 ? high - low : trueRange(high, low, before)
  }
}

/** Wilder's average true range, whose seed leaves the first bar out. */
export class AverageTrueRange {
  readonly #ranges: TrueRanges
  readonly #mean: Wilder

  constructor(cells: Cells, period: number) {
    this.#ranges = new TrueRanges(cells)
    this.#mean = new Wilder(cells, period)
  }

  /** Says nothing before row `period`. `index`: bars before this one. */
  push(row: InputRow, index: number): number {
    const range = this.#ranges.push(row, index)
    return index === 0 ? range : this.#mean.push(range, index - 1)
  }
}
