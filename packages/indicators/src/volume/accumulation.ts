import type { Cells } from '../parts/cells.ts'
import { Total } from '../parts/total.ts'

/** Where in its range a bar closed: from -1, at the low, to 1, at the high; 0 when there is no range. */
export function closeLocation(high: number, low: number, close: number): number {
  const range = high - low
  return range > 0 ? (close - low - (high - close)) / range : 0
}

/** Volume, weighted by where in its range each bar closed, summed up. M. Chaikin. */
export class Accumulation {
  readonly #total: Total

  constructor(cells: Cells) {
    this.#total = new Total(cells)
  }

  push(high: number, low: number, close: number, volume: number): number {
    return this.#total.push(closeLocation(high, low, close) * volume)
  }
}
