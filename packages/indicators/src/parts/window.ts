import type { Cells } from './cells.ts'
import { ExactSum, productError } from './exact-sum.ts'

/** Variances below this share of the mean square are rounding, not spread. */
const resolution = 2 ** -96

/** Cells of a window, from its first: place of the next value, the two sums as two doubles each, the values. */
const nextCell = 0
const sumCell = 1
const squaresCell = 3
const ringCell = 5

/**
 * The last `period` values with their sum and, on request, the sum of their squares. The sums are made anew from the
 * values once per period, so that not even a spike that has left leaves a trace.
 */
export class Window {
  readonly #cells: Cells
  readonly #at: number
  readonly #period: number
  readonly #hasSquares: boolean
  readonly #sum = new ExactSum()
  readonly #squares = new ExactSum()

  /** Cells taken up, from `at` on. */
  static size(period: number): number {
    return ringCell + period
  }

  /** Cells that one value changes at most. */
  static readonly writes = 6

  constructor(cells: Cells, at: number, period: number, hasSquares: boolean) {
    this.#cells = cells
    this.#at = at
    this.#period = period
    this.#hasSquares = hasSquares
  }

  push(value: number): void {
    const cells = this.#cells
    const at = this.#at
    const slot = cells.values[at + nextCell] as number
    const isLast = slot + 1 === this.#period
    if (isLast) {
      cells.put(at + ringCell + slot, value)
      this.#sumAnew()
    } else {
      this.#slide(cells.values[at + ringCell + slot] as number, value)
      cells.put(at + ringCell + slot, value)
    }
    cells.put(at + nextCell, isLast ? 0 : slot + 1)
    this.#keep()
  }

  /** Of a full window. */
  get mean(): number {
    return (this.#cells.values[this.#at + sumCell] as number) / this.#period
  }

  /** Population variance of a full window, `(n Σx² - (Σx)²) / n²`, without the cancellation of plain doubles. */
  get variance(): number {
    const { values } = this.#cells
    const n = this.#period
    const sum = values[this.#at + sumCell] as number
    const squares = values[this.#at + squaresCell] as number
    const scaled = n * squares
    const scaledLow = productError(n, squares, scaled) + n * (values[this.#at + squaresCell + 1] as number)
    const square = sum * sum
    const squareLow = productError(sum, sum, square) + 2 * sum * (values[this.#at + sumCell + 1] as number)
    const spread = scaled - square + (scaledLow - squareLow)
    return spread <= scaled * resolution ? 0 : spread / (n * n)
  }

  /** An empty place holds 0, so that it makes no difference whether the window is full yet. */
  #slide(old: number, value: number): void {
    const { values } = this.#cells
    const at = this.#at
    this.#sum.set(values[at + sumCell] as number, values[at + sumCell + 1] as number)
    this.#sum.add(-old)
    this.#sum.add(value)
    if (!this.#hasSquares) return
    this.#squares.set(values[at + squaresCell] as number, values[at + squaresCell + 1] as number)
    this.#squares.addSquare(old, -1)
    this.#squares.addSquare(value, 1)
  }

  #sumAnew(): void {
    const { values } = this.#cells
    const first = this.#at + ringCell
    this.#sum.set(0, 0)
    this.#squares.set(0, 0)
    for (let i = first; i < first + this.#period; i++) {
      this.#sum.add(values[i] as number)
      if (this.#hasSquares) this.#squares.addSquare(values[i] as number, 1)
    }
  }

  #keep(): void {
    const cells = this.#cells
    const at = this.#at
    cells.put(at + sumCell, this.#sum.high)
    cells.put(at + sumCell + 1, this.#sum.low)
    if (!this.#hasSquares) return
    cells.put(at + squaresCell, this.#squares.high)
    cells.put(at + squaresCell + 1, this.#squares.low)
  }
}
