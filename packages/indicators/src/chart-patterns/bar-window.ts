import type { StructureBar } from '../structure/bars.ts'
import { type Line, priceAt } from './geometry.ts'

/** Plain JSON. */
export interface BarWindowState {
  /** Row of the first entry. */
  first: number
  closes: number[]
  /** -1 where it is unknown. */
  volumes: number[]
}

/** Closes and volumes of the latest bars. */
export class BarWindow {
  readonly #capacity: number
  #state: BarWindowState = { first: 0, closes: [], volumes: [] }

  /** Keeps at least `capacity` bars, at most twice as many. */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get state(): BarWindowState {
    return this.#state
  }

  set state(state: BarWindowState) {
    this.#state = state
  }

  add({ close, volume }: StructureBar): void {
    const { closes, volumes } = this.#state
    closes.push(close)
    volumes.push(volume >= 0 ? volume : -1)
    if (closes.length < 2 * this.#capacity) return
    const dropped = closes.length - this.#capacity
    closes.splice(0, dropped)
    volumes.splice(0, dropped)
    this.#state.first += dropped
  }

  /** Mean volume of the rows from `from` to `to`, both inclusive; undefined where any is unknown or nothing was traded. */
  meanVolume(from: number, to: number): number | undefined {
    const { first, volumes } = this.#state
    let sum = 0
    for (let row = from; row <= to; row++) {
      const volume = volumes[row - first] ?? -1
      if (volume < 0) return undefined
      sum += volume
    }
    return sum > 0 ? sum / (to - from + 1) : undefined
  }

  /** Whether every close of the rows keeps between two lines, but for `slack`. */
  keepsBetween(lower: Line, upper: Line, from: number, to: number, slack: number): boolean {
    const { first, closes } = this.#state
    for (let row = Math.max(from, first); row <= to; row++) {
      const close = closes[row - first] as number
      if (close > priceAt(upper, row) + slack || close < priceAt(lower, row) - slack) return false
    }
    return true
  }
}
