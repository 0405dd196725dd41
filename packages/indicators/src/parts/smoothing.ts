import type { Cells } from './cells.ts'

/**
 * A mean that forgets: seeded with the plain mean of the first `period` values, then moved towards each value. The
 * two kinds differ in the share only; both write the sums in TA-Lib's order, so that results are equal bit for bit.
 */
abstract class Smoothing {
  readonly #cells: Cells
  readonly #at: number
  protected readonly period: number

  static readonly size = 2
  static readonly writes = 2

  constructor(cells: Cells, at: number, period: number) {
    this.#cells = cells
    this.#at = at
    this.period = period
  }

  protected abstract next(before: number, value: number): number

  /** The mean after this value; of the values so far while fewer than `period` have come. */
  push(value: number): number {
    const cells = this.#cells
    const count = cells.values[this.#at] as number
    const held = cells.values[this.#at + 1] as number
    if (count >= this.period) {
      const mean = this.next(held, value)
      cells.put(this.#at + 1, mean)
      return mean
    }
    const sum = held + value
    const isSeed = count + 1 === this.period
    cells.put(this.#at, count + 1)
    cells.put(this.#at + 1, isSeed ? sum / this.period : sum)
    return sum / (count + 1)
  }
}

/** Exponential: the share of a value is `2 / (period + 1)`. */
export class Exponential extends Smoothing {
  readonly #share: number

  constructor(cells: Cells, at: number, period: number) {
    super(cells, at, period)
    this.#share = 2 / (period + 1)
  }

  protected override next(before: number, value: number): number {
    return (value - before) * this.#share + before
  }
}

/** Wilder's: the share of a value is `1 / period`. */
export class Wilder extends Smoothing {
  protected override next(before: number, value: number): number {
    return (before * (this.period - 1) + value) / this.period
  }
}

/** What came before may still change a result by this much, relatively, when it counts as converged. */
const forgotten = 1e-6

/** Values until a mean with this share has forgotten its seed. */
export function rowsToForget(share: number): number {
  return share >= 1 ? 0 : Math.ceil(Math.log(forgotten) / Math.log(1 - share))
}
