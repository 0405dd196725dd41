import type { Levels } from '../contracts/index.ts'

/** So far to either side of a new level an unused place is looked for before all levels better than it move on. */
const reach = 8
const firstPlaces = 64

/**
 * One side of a book in a sorted typed array, key and size in turn; keys are prices of bids and negated prices of asks,
 * so both sides ascend towards their best, which stands last. A level that goes keeps its place, with size 0, until a new
 * one nearby takes it: of most changes only a few levels hear. The last place is never unused.
 */
export class BookSide {
  readonly #sign: 1 | -1
  #cells = new Float64Array(firstPlaces * 2)
  /** Used and unused. */
  #places = 0
  #length = 0

  constructor(side: 'bid' | 'ask') {
    this.#sign = side === 'bid' ? 1 : -1
  }

  get length(): number {
    return this.#length
  }

  /** NaN when the side is empty. */
  get bestPrice(): number {
    return this.#length === 0 ? Number.NaN : (this.#cells[this.#places * 2 - 2] as number) * this.#sign
  }

  get bestSize(): number {
    return this.#length === 0 ? Number.NaN : (this.#cells[this.#places * 2 - 1] as number)
  }

  /** Size at a price, 0 where there is none. */
  sizeAt(price: number): number {
    const key = price * this.#sign
    const at = this.#find(key, this.#places - 1)
    return at >= 0 && this.#cells[at * 2] === key ? (this.#cells[at * 2 + 1] as number) : 0
  }

  clear(): void {
    this.#places = 0
    this.#length = 0
  }

  /**
   * Absolute sizes; 0 removes a level, and removing one that is not there is no mistake. Any order will do; venues send
   * neighbours one after the other, so each level is looked for from the last one on.
   */
  apply(levels: Levels): void {
    this.#reserve(levels.length >>> 1)
    const cells = this.#cells
    const sign = this.#sign
    let at = this.#places - 1
    for (let i = 0; i + 1 < levels.length; i += 2) {
      const key = (levels[i] as number) * sign
      const size = levels[i + 1] as number
      at = this.#find(key, at)
      if (at < 0 || cells[at * 2] !== key) {
        if (size !== 0) at = this.#insert(at + 1, key, size)
        continue
      }
      const before = cells[at * 2 + 1] as number
      cells[at * 2 + 1] = size
      if (before === 0) this.#length += size === 0 ? 0 : 1
      else if (size === 0) at = this.#removed(at)
    }
  }

  /** Takes the place of everything. Levels best first are copied straight; any other order is sorted in. */
  replace(levels: Levels): void {
    this.clear()
    if (!this.#isBestFirst(levels)) {
      this.apply(levels)
      return
    }
    const count = levels.length >>> 1
    this.#reserve(count)
    for (let i = 0, at = count - 1; at >= 0; i += 2, at--) {
      this.#cells[at * 2] = (levels[i] as number) * this.#sign
      this.#cells[at * 2 + 1] = levels[i + 1] as number
    }
    this.#places = count
    this.#length = count
  }

  /** Forgets all but the best `depth` levels. */
  truncate(depth: number): void {
    let surplus = this.#length - depth
    if (surplus <= 0) return
    let from = 0
    for (; surplus > 0; from++) if (this.#cells[from * 2 + 1] !== 0) surplus--
    this.#cells.copyWithin(0, from * 2, this.#places * 2)
    this.#places -= from
    this.#length = depth
  }

  /** The best `n` levels, interleaved, best first. */
  top(n: number): Levels {
    const cells = this.#cells
    const levels = new Float64Array(Math.min(n, this.#length) * 2)
    for (let i = 0, at = this.#places - 1; i < levels.length; at--) {
      const size = cells[at * 2 + 1] as number
      if (size === 0) continue
      levels[i++] = (cells[at * 2] as number) * this.#sign
      levels[i++] = size
    }
    return levels
  }

  /** Sum of the sizes of the best `n` levels. */
  sizeOf(n: number): number {
    let sum = 0
    for (let at = this.#places - 1, left = n; at >= 0 && left > 0; at--) {
      const size = this.#cells[at * 2 + 1] as number
      if (size === 0) continue
      sum += size
      left--
    }
    return sum
  }

  /** Average price of taking `size` from the best level on; NaN where there is less, or nothing is taken. */
  vwapTo(size: number): number {
    let left = size
    let value = 0
    for (let at = this.#places - 1; at >= 0 && left > 0; at--) {
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

  /** The last place whose key is at most `key`, looked for in growing steps from the place `near`; -1 when there is none. */
  #find(key: number, near: number): number {
    const cells = this.#cells
    let low = near
    let high = near + 1
    if (near >= 0 && (cells[near * 2] as number) > key) {
      for (let step = 1; low >= 0 && (cells[low * 2] as number) > key; step += step) {
        high = low
        low -= step
      }
      if (low < 0) low = -1
    } else {
      for (let step = 1; high < this.#places && (cells[high * 2] as number) <= key; step += step) {
        low = high
        high += step
      }
      if (high > this.#places) high = this.#places
    }
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((cells[middle * 2] as number) <= key) low = middle
      else high = middle
    }
    return low
  }

  /** The level at this place has gone. The place to look on from. */
  #removed(at: number): number {
    this.#length--
    if (at < this.#places - 1) return at
    let places = at
    while (places > 0 && this.#cells[places * 2 - 1] === 0) places--
    this.#places = places
    return places - 1
  }

  /** A new level in front of the place `at`. The place that it got. */
  #insert(at: number, key: number, size: number): number {
    const cells = this.#cells
    const unused = this.#unusedNear(at)
    let place = at
    if (unused < at) {
      place = at - 1
      for (let i = unused * 2; i < place * 2; i++) cells[i] = cells[i + 2] as number
    } else if (unused < at + reach) {
      for (let i = unused * 2 + 1; i > at * 2 + 1; i--) cells[i] = cells[i - 2] as number
    } else cells.copyWithin(at * 2 + 2, at * 2, unused * 2)
    if (unused === this.#places) this.#places++
    cells[place * 2] = key
    cells[place * 2 + 1] = size
    this.#length++
    return place
  }

  /** A place for a new level in front of `at`: the end, if none nearby is unused. */
  #unusedNear(at: number): number {
    const cells = this.#cells
    const to = Math.min(at + reach, this.#places)
    for (let i = at; i < to; i++) if (cells[i * 2 + 1] === 0) return i
    const from = Math.max(at - reach, 0)
    for (let i = at - 1; i >= from; i--) if (cells[i * 2 + 1] === 0) return i
    return this.#places
  }

  /** Room for so many more levels. Where there is none, unused places go, into a larger array unless half of this one gets free. */
  #reserve(more: number): void {
    const from = this.#cells
    if ((this.#places + more) * 2 <= from.length) return
    const room = (this.#length + more) * 4
    const to = room <= from.length ? from : new Float64Array(room)
    let end = 0
    for (let i = 0; i < this.#places * 2; i += 2) {
      if (from[i + 1] === 0) continue
      to[end++] = from[i] as number
      to[end++] = from[i + 1] as number
    }
    this.#cells = to
    this.#places = this.#length
  }
}
