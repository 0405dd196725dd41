import type { Levels } from '../contracts/index.ts'

/** Below this many levels a plain loop moves them faster than `copyWithin`. */
const shortMove = 24
/** Levels at the top that are looked at one by one before the binary search begins: most changes happen there. */
const topScan = 8
const firstLevels = 64

/**
 * One side of a book in a sorted typed array, key and size in turn: one move instead of two when a level comes or goes.
 * The best level stands last, so that changes at the top move little; keys are prices of bids and negated prices of
 * asks, so both sides ascend towards their best.
 */
export class BookSide {
  readonly #sign: 1 | -1
  #cells = new Float64Array(firstLevels * 2)
  #length = 0

  constructor(side: 'bid' | 'ask') {
    this.#sign = side === 'bid' ? 1 : -1
  }

  get length(): number {
    return this.#length
  }

  /** NaN when the side is empty. */
  get bestPrice(): number {
    return this.#length === 0 ? Number.NaN : (this.#cells[this.#length * 2 - 2] as number) * this.#sign
  }

  get bestSize(): number {
    return this.#length === 0 ? Number.NaN : (this.#cells[this.#length * 2 - 1] as number)
  }

  /** Size at a price, 0 where there is none. */
  sizeAt(price: number): number {
    const key = price * this.#sign
    const at = this.#find(key)
    return at >= 0 && this.#cells[at * 2] === key ? (this.#cells[at * 2 + 1] as number) : 0
  }

  clear(): void {
    this.#length = 0
  }

  /** Absolute sizes; 0 removes a level, and removing one that is not there is no mistake. */
  apply(levels: Levels): void {
    for (let i = 0; i + 1 < levels.length; i += 2) this.#set((levels[i] as number) * this.#sign, levels[i + 1] as number)
  }

  /** Takes the place of everything. Levels best first are copied straight; any other order is sorted in. */
  replace(levels: Levels): void {
    this.#length = 0
    const count = levels.length >>> 1
    this.#reserve(count)
    if (!this.#isBestFirst(levels)) {
      this.apply(levels)
      return
    }
    for (let i = 0, at = count - 1; at >= 0; i += 2, at--) {
      this.#cells[at * 2] = (levels[i] as number) * this.#sign
      this.#cells[at * 2 + 1] = levels[i + 1] as number
    }
    this.#length = count
  }

  /** Forgets all but the best `depth` levels. */
  truncate(depth: number): void {
    const surplus = this.#length - depth
    if (surplus <= 0) return
    this.#cells.copyWithin(0, surplus * 2, this.#length * 2)
    this.#length = depth
  }

  /** The best `n` levels, interleaved, best first. */
  top(n: number): Levels {
    const count = Math.min(n, this.#length)
    const levels = new Float64Array(count * 2)
    for (let i = 0, at = this.#length - 1; i < count; i++, at--) {
      levels[i * 2] = (this.#cells[at * 2] as number) * this.#sign
      levels[i * 2 + 1] = this.#cells[at * 2 + 1] as number
    }
    return levels
  }

  /** Sum of the sizes of the best `n` levels. */
  sizeOf(n: number): number {
    let sum = 0
    for (let at = this.#length - 1, left = n; at >= 0 && left > 0; at--, left--) sum += this.#cells[at * 2 + 1] as number
    return sum
  }

  /** Average price of taking `size` from the best level on; NaN where there is less, or nothing is taken. */
  vwapTo(size: number): number {
    let left = size
    let value = 0
    for (let at = this.#length - 1; at >= 0 && left > 0; at--) {
      const taken = Math.min(left, this.#cells[at * 2 + 1] as number)
      value += taken * (this.#cells[at * 2] as number)
      left -= taken
    }
    return size > 0 && left <= 0 ? (value * this.#sign) / size : Number.NaN
  }

  #isBestFirst(levels: Levels): boolean {
    let last = Number.POSITIVE_INFINITY
    for (let i = 0; i + 1 < levels.length; i += 2) {
      const key = (levels[i] as number) * this.#sign
      if (!(key < last) || levels[i + 1] === 0) return false
      last = key
    }
    return true
  }

  /** The last place whose key is at most `key`; -1 when there is none. */
  #find(key: number): number {
    const cells = this.#cells
    let at = this.#length - 1
    const stop = at - topScan
    while (at >= 0 && (cells[at * 2] as number) > key) {
      at--
      if (at === stop) return this.#search(key, at)
    }
    return at
  }

  #search(key: number, from: number): number {
    const cells = this.#cells
    let low = 0
    let high = from + 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((cells[middle * 2] as number) <= key) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  #set(key: number, size: number): void {
    const at = this.#find(key)
    if (at >= 0 && this.#cells[at * 2] === key) {
      if (size === 0) this.#remove(at)
      else this.#cells[at * 2 + 1] = size
    } else if (size !== 0) this.#insert(at + 1, key, size)
  }

  #remove(at: number): void {
    const cells = this.#cells
    const end = this.#length * 2
    if (this.#length - at <= shortMove) for (let i = at * 2; i < end - 2; i++) cells[i] = cells[i + 2] as number
    else cells.copyWithin(at * 2, at * 2 + 2, end)
    this.#length--
  }

  #insert(at: number, key: number, size: number): void {
    this.#reserve(this.#length + 1)
    const cells = this.#cells
    const end = this.#length * 2
    const place = at * 2
    if (this.#length - at <= shortMove) for (let i = end - 1; i >= place; i--) cells[i + 2] = cells[i] as number
    else cells.copyWithin(place + 2, place, end)
    cells[place] = key
    cells[place + 1] = size
    this.#length++
  }

  #reserve(levels: number): void {
    if (levels * 2 <= this.#cells.length) return
    const cells = new Float64Array(Math.max(levels * 2, this.#cells.length * 2))
    cells.set(this.#cells)
    this.#cells = cells
  }
}
