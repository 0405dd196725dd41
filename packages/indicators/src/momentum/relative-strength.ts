import type { Cells } from '../parts/cells.ts'
import { Wilder } from '../parts/smoothing.ts'

/** Wilder's relative strength index of a series, 0 to 100. */
export class RelativeStrength {
  readonly #cells: Cells
  readonly #last: number = 0
  readonly #gain: Wilder
  readonly #loss: Wilder
  readonly #flat: number = 0

  /** `flat`: the index of a series that has never moved. */
  constructor(cells: Cells, period: number, flat: number) {
    this.#cells = cells
    this.#last = cells.claim(1)
    this.#gain = new Wilder(cells, period)
    this.#loss = new Wilder(cells, period)
    this.#flat = flat
  }

  /** Says nothing before row `period`. `index`: values before this one. */
  push(value: number, index: number): number {
    const change = value - this.#cells.get(this.#last)
    this.#cells.set(this.#last, value)
    if (index === 0) return this.#flat
    // Exactly the change where it is a gain, and 0 where it is not; and so for losses. A branch would be guessed wrong half of the time.
    const size = Math.abs(change)
    const gain = this.#gain.push((size + change) / 2, index - 1)
    const loss = this.#loss.push((size - change) / 2, index - 1)
    return strength(gain, loss, this.#flat)
  }
}

export function strength(gain: number, loss: number, flat: number): number {
  const sum = gain + loss
  return sum === 0 ? flat : 100 * (gain / sum)
}
