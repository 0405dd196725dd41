import { Blocks } from './blocks.ts'
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
export class Window extends Blocks {
  /** Of the window that the last value completed: the sums are of distances from `centre`. Before the first full window they say nothing. */
  centre = 0
  distances = 0
  squares = 0
  readonly #cells: Cells
  readonly #period: number = 0
  readonly #share: number = 0
  /** Sums of the beginning: distances, squares. */
  readonly #place: number = 0
  /** For each row of a block: the value, and the sums of the end that begins there in the block before. */
  readonly #rows: number = 0
  /** Numbers of a row: without squares when nobody asks for the spread. */
  readonly #width: number = 0
  readonly #centres: number = 0

  constructor(cells: Cells, period: number, hasSpread: boolean) {
    super(period - 1)
    this.#cells = cells
    this.#period = period
    this.#share = 1 / period
    this.#width = hasSpread ? 3 : 2
    this.#place = cells.claim(this.#width - 1)
    this.#rows = cells.claimSeries(this.#width * this.block)
    this.#centres = cells.claimSeries(2)
  }

  get mean(): number {
    return this.centre + this.distances * this.#share
  }

  get sum(): number {
    return this.centre * this.#period + this.distances
  }

  /** Population variance. */
  get variance(): number {
    return varianceOf(this.squares, this.distances, this.#share)
  }

  /** `index`: values before this one. */
  push(value: number, index: number): void {
    if (this.block === 0) {
      this.centre = value
      // What leaves even -0 as it is.
      this.distances = -0
      return
    }
    const cells = this.#cells
    const { series } = cells
    const place = this.#place
    const slot = this.seek(index)
    const row = this.#rows + slot * this.#width
    const centre = index === 0 ? value : (series[this.#centres + this.parity] as number)
    const distance = value - centre
    const sum = slot === 0 ? distance : cells.get(place) + distance
    cells.set(place, sum)
    this.centre = centre
    // The end of one value is 0, the distance of the centre from itself, in all blocks: so a revision reads what it read.
    this.distances = (series[row + 1] as number) + sum
    if (this.#width > 2) {
      const squares = slot === 0 ? distance * distance : cells.get(place + 1) + distance * distance
      cells.set(place + 1, squares)
      this.squares = (series[row + 2] as number) + squares
    }
    if (cells.isTrial) return
    series[row] = value
    if (index === 0) series[this.#centres] = value
    if (slot === this.last) this.#closeBlock(row)
  }

  #closeBlock(last: number): void {
    const { series } = this.#cells
    const width = this.#width
    const centre = series[last] as number
    let sum = 0
    let squares = 0
    for (let row = last; row >= this.#rows; row -= width) {
      const distance = (series[row] as number) - centre
      sum += distance
      series[row + 1] = sum
      if (width === 2) continue
      squares += distance * distance
      series[row + 2] = squares
    }
    series[this.#centres + 1 - this.parity] = centre
  }
}

/** From sums of squared distances and of distances, and the share of a row in the mean. */
function varianceOf(squares: number, distances: number, share: number): number {
  const variance = (squares - distances * distances * share) * share
  return variance > 0 ? variance : 0
}

/** `Window` over a whole column: each window's mean and, if `variances` is given, its population variance. */
export function windowColumn(values: Float64Array, period: number, means: Float64Array, variances: Float64Array | undefined): void {
  const block = period - 1
  if (block === 0) {
    means.set(values)
    variances?.fill(0)
    return
  }
  if (variances === undefined) meansOf(values, period, means)
  else spreadsOf(values, period, means, variances)
}

function meansOf(values: Float64Array, period: number, means: Float64Array): void {
  const block = period - 1
  const share = 1 / period
  const ends = new Float64Array(block)
  let centre = values[0] as number
  for (let begin = 0; begin < values.length; begin += block) {
    const end = Math.min(begin + block, values.length)
    let sum = 0
    for (let i = begin; i < end; i++) {
      sum += (values[i] as number) - centre
      means[i] = centre + ((ends[i - begin] as number) + sum) * share
    }
    centre = values[end - 1] as number
    sum = 0
    for (let i = end - 1; i >= begin; i--) {
      sum += (values[i] as number) - centre
      ends[i - begin] = sum
    }
  }
}

function spreadsOf(values: Float64Array, period: number, means: Float64Array, variances: Float64Array): void {
  const block = period - 1
  const share = 1 / period
  const ends = new Float64Array(block)
  const squareEnds = new Float64Array(block)
  let centre = values[0] as number
  for (let begin = 0; begin < values.length; begin += block) {
    const end = Math.min(begin + block, values.length)
    let beginning = 0
    let squareBeginning = 0
    for (let i = begin; i < end; i++) {
      const distance = (values[i] as number) - centre
      beginning += distance
      squareBeginning += distance * distance
      const sum = (ends[i - begin] as number) + beginning
      const squares = (squareEnds[i - begin] as number) + squareBeginning
      means[i] = centre + sum * share
      variances[i] = varianceOf(squares, sum, share)
    }
    centre = values[end - 1] as number
    beginning = 0
    squareBeginning = 0
    for (let i = end - 1; i >= begin; i--) {
      const distance = (values[i] as number) - centre
      beginning += distance
      squareBeginning += distance * distance
      ends[i - begin] = beginning
      squareEnds[i - begin] = squareBeginning
    }
  }
}
