import type { Cells } from './cells.ts'

/**
 * Sum and spread of the last `period` values, exact for ever and in constant time.
 *
 * The series is cut into blocks of `period - 1` values, so that a window is the end of one block and the beginning of
 * the next: the sums of all ends of a block are made when it is full, and the sum of the beginning grows with each
 * value. Nothing is ever subtracted, so nothing drifts and no spike that has left leaves a trace. All sums are of the
 * distances from one value inside the window (the last of the full block), which keeps the cancellation in the
 * variance within `period * 2^-53` of it, and makes the spread of equal values exactly 0.
 */
export class Window {
  /** Of the window that the last value completed. Before the first full window all three say nothing. */
  mean = 0
  sum = 0
  /** Population variance. */
  variance = 0
  readonly #cells: Cells
  readonly #period: number
  readonly #block: number
  readonly #hasSpread: boolean
  readonly #place: number
  readonly #values: number
  readonly #ends: number
  readonly #squareEnds: number

  constructor(cells: Cells, period: number, hasSpread: boolean) {
    this.#cells = cells
    this.#period = period
    this.#block = period - 1
    this.#hasSpread = hasSpread
    this.#place = cells.claim(4)
    this.#values = cells.claimSeries(this.#block)
    this.#ends = cells.claimSeries(this.#block)
    this.#squareEnds = hasSpread ? cells.claimSeries(this.#block) : this.#ends
  }

  /** `index`: values before this one. */
  push(value: number, index: number): void {
    if (this.#block === 0) {
      this.mean = value
      this.sum = value
      return
    }
    const cells = this.#cells
    const place = this.#place
    const slot = cells.get(place)
    const centre = index === 0 ? value : cells.get(place + 1)
    const distance = value - centre
    const sum = cells.get(place + 2) + distance
    const squares = cells.get(place + 3) + distance * distance
    const isLast = slot + 1 === this.#block
    // The end of one value is the centre itself: of distance 0, and read from nowhere, so that a revision need not.
    this.#answer(
      centre,
      isLast ? sum : (cells.series[this.#ends + slot] as number) + sum,
      isLast ? squares : (cells.series[this.#squareEnds + slot] as number) + squares,
    )
    if (!cells.isTrial) cells.series[this.#values + slot] = value
    if (isLast && !cells.isTrial) this.#closeBlock(value)
    cells.set(place, isLast ? 0 : slot + 1)
    cells.set(place + 1, isLast ? value : centre)
    cells.set(place + 2, isLast ? 0 : sum)
    cells.set(place + 3, isLast ? 0 : squares)
  }

  #answer(centre: number, sum: number, squares: number): void {
    const n = this.#period
    this.mean = centre + sum / n
    this.sum = centre * n + sum
    if (this.#hasSpread) this.variance = Math.max(0, (squares - (sum * sum) / n) / n)
  }

  #closeBlock(centre: number): void {
    const { series } = this.#cells
    let sum = 0
    let squares = 0
    for (let i = this.#block - 1; i >= 0; i--) {
      const distance = (series[this.#values + i] as number) - centre
      sum += distance
      series[this.#ends + i] = sum
      if (!this.#hasSpread) continue
      squares += distance * distance
      series[this.#squareEnds + i] = squares
    }
  }
}

/** `Window` over a whole column: each window's mean and, if `variances` is given, its population variance. */
export function windowColumn(values: Float64Array, period: number, means: Float64Array, variances: Float64Array | undefined): void {
  const block = period - 1
  if (block === 0) {
    means.set(values)
    variances?.fill(0)
    return
  }
  const ends = new Float64Array(block)
  const squareEnds = new Float64Array(block)
  let centre = values[0] as number
  for (let begin = 0; begin < values.length; begin += block) {
    const part = values.subarray(begin, begin + block)
    if (variances === undefined) meansOf(part, centre, period, ends, means.subarray(begin))
    else spreadsOf(part, centre, period, ends, squareEnds, means.subarray(begin), variances.subarray(begin))
    centre = part[part.length - 1] as number
    if (part.length === block) endsOf(part, centre, ends, squareEnds)
  }
}

function meansOf(values: Float64Array, centre: number, period: number, ends: Float64Array, means: Float64Array): void {
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    sum += (values[i] as number) - centre
    means[i] = centre + ((ends[i] as number) + sum) / period
  }
}

function spreadsOf(
  values: Float64Array,
  centre: number,
  period: number,
  ends: Float64Array,
  squareEnds: Float64Array,
  means: Float64Array,
  variances: Float64Array,
): void {
  let beginning = 0
  let squareBeginning = 0
  for (let i = 0; i < values.length; i++) {
    const distance = (values[i] as number) - centre
    beginning += distance
    squareBeginning += distance * distance
    const sum = (ends[i] as number) + beginning
    const squares = (squareEnds[i] as number) + squareBeginning
    means[i] = centre + sum / period
    variances[i] = Math.max(0, (squares - (sum * sum) / period) / period)
  }
}

function endsOf(values: Float64Array, centre: number, ends: Float64Array, squareEnds: Float64Array): void {
  let sum = 0
  let squares = 0
  for (let i = values.length - 1; i >= 0; i--) {
    const distance = (values[i] as number) - centre
    sum += distance
    squares += distance * distance
    ends[i] = sum
    squareEnds[i] = squares
  }
}
