import type { Cells } from '../parts/cells.ts'
import { Total } from '../parts/total.ts'

/** Volume, weighted by where in its range each bar closed, summed up. M. Chaikin. */
export class Accumulation {
  readonly #total: Total

  constructor(cells: Cells) {
    this.#total = new Total(cells)
  }

  push(high: number, low: number, close: number, volume: number): number {
    const range = high - low
    return this.#total.push(range > 0 ? ((close - low - (high - close)) / range) * volume : 0)
  }
}
