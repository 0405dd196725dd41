import type { Cells } from './cells.ts'

/**
 * A mean that forgets: seeded with the plain mean of the first `period` values, then moved towards each value. Sums
 * are written in TA-Lib's order, so that results are equal to its bit for bit.
 */
export class Exponential {
  readonly #cells: Cells
  readonly #mean: number = 0
  readonly #period: number = 0
  readonly #share: number = 0.5

  /** `share` of a value in the mean: `2 / (period + 1)` by default. */
  constructor(cells: Cells, period: number, share: number = 2 / (period + 1)) {
    this.#cells = cells
    this.#mean = cells.claim(1)
    this.#period = period
    this.#share = share
  }

  /** The mean after this value; says nothing while fewer than `period` have come. `index`: values before it. */
  push(value: number, index: number): number {
    const before = this.#cells.get(this.#mean)
    const mean = index < this.#period ? seed(before + value, index + 1, this.#period) : (value - before) * this.#share + before
    this.#cells.set(this.#mean, mean)
    return mean
  }
}

/** Wilder's mean: the share of a value is `1 / period`. */
export class Wilder {
  readonly #cells: Cells
  readonly #mean: number = 0
  readonly #period: number = 0
  readonly #kept: number = 0

  constructor(cells: Cells, period: number) {
    this.#cells = cells
    this.#mean = cells.claim(1)
    this.#period = period
    this.#kept = period - 1
  }

  /** As `Exponential.push`. */
  push(value: number, index: number): number {
    const before = this.#cells.get(this.#mean)
    const mean = index < this.#period ? seed(before + value, index + 1, this.#period) : (before * this.#kept + value) / this.#period
    this.#cells.set(this.#mean, mean)
    return mean
  }
}

/** The sum of the first values, and at last their mean. */
function seed(sum: number, count: number, period: number): number {
  return count < period ? sum : sum / period
}

/** `Exponential` over the values from `begin` on; before the first mean, `out` holds the means of the values so far. */
export function exponentialColumn(
  values: Float64Array,
  begin: number,
  period: number,
  out: Float64Array,
  share: number = 2 / (period + 1),
): void {
  const first = begin + period - 1
  let mean = seedColumn(values, begin, first, out)
  for (let i = first + 1; i < values.length; i++) {
    mean = ((values[i] as number) - mean) * share + mean
    out[i] = mean
  }
}

/** As `exponentialColumn`, for Wilder's mean. */
export function wilderColumn(values: Float64Array, begin: number, period: number, out: Float64Array): void {
  const kept = period - 1
  const first = begin + kept
  let mean = seedColumn(values, begin, first, out)
  for (let i = first + 1; i < values.length; i++) {
    mean = (mean * kept + (values[i] as number)) / period
    out[i] = mean
  }
}

function seedColumn(values: Float64Array, begin: number, first: number, out: Float64Array): number {
  const last = Math.min(first, values.length - 1)
  let sum = 0
  for (let i = begin; i <= last; i++) {
    sum += values[i] as number
    out[i] = sum / (i - begin + 1)
  }
  return out[last] as number
}

/** What came before may still change a result by this much, relatively, when it counts as converged. */
const forgotten = 1e-6

/** Values until a mean with this share has forgotten its seed. */
export function rowsToForget(share: number): number {
  return share >= 1 ? 0 : Math.ceil(Math.log(forgotten) / Math.log(1 - share))
}
