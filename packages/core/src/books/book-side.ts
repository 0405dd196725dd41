import type { Levels } from '../contracts/index.ts'

/** Below this many levels a plain loop moves them faster than `copyWithin`. */
const shortMove = 24
/** Levels at the top that are looked at one by one before the binary search begins: most changes happen there. */
const topScan = 8
const firstLevels = 64

/**
 * One side of a book in two sorted typed arrays. The best level stands last, so that changes at the top move little;
 * keys are prices of bids and negated prices of asks, so both sides ascend towards their best.
 */
export class BookSide {
  readonly #sign: 1 | -1
  #keys = new Float64Array(firstLevels)
  #sizes = new Float64Array(firstLevels)
  #length = 0

  constructor(side: 'bid' | 'ask') {
    this.#sign = side === 'bid' ? 1 : -1
  }

  get length(): number {
    return this.#length
  }

  /** NaN when the side is empty. */
  get bestPrice(): number {
    return this.#length === 0 ? Number.NaN : (this.#keys[this.#length - 1] as number) * this.#sign
  }

  get bestSize(): number {
    return this.#length === 0 ? Number.NaN : (this.#sizes[this.#length - 1] as number)
  }

  /** Size at a price, 0 where there is none. */
  sizeAt(price: number): number {
    const key = price * this.#sign
    const at = this.#find(key)
    return at >= 0 && this.#keys[at] === key ? (this.#sizes[at] as number) : 0
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
      this.#keys[at] = (levels[i] as number) * this.#sign
      this.#sizes[at] = levels[i + 1] as number
    }
    this.#length = count
  }

  /** Forgets all but the best `depth` levels. */
  truncate(depth: number): void {
    const surplus = this.#length - depth
    if (surplus <= 0) return
    this.#keys.copyWithin(0, surplus, this.#length)
    this.#sizes.copyWithin(0, surplus, this.#length)
    this.#length = depth
  }

  /** The best `n` levels, interleaved, best first. */
  top(n: number): Levels {
    const count = Math.min(n, this.#length)
    const levels = new Float64Array(count * 2)
    for (let i = 0, at = this.#length - 1; i < count; i++, at--) {
      levels[i * 2] = (this.#keys[at] as number) * this.#sign
      levels[i * 2 + 1] = this.#sizes[at] as number
    }
    return levels
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
    const keys = this.#keys
    let at = this.#length - 1
    const stop = at - topScan
    while (at >= 0 && (keys[at] as number) > key) {
      at--
      if (at === stop) return this.#search(key, at)
    }
    return at
  }

  #search(key: number, from: number): number {
    const keys = this.#keys
    let [low, high] = [0, from + 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((keys[middle] as number) <= key) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  #set(key: number, size: number): void {
    const at = this.#find(key)
    if (at >= 0 && this.#keys[at] === key) {
      if (size === 0) this.#remove(at)
      else this.#sizes[at] = size
    } else if (size !== 0) this.#insert(at + 1, key, size)
  }

  #remove(at: number): void {
    const [keys, sizes, last] = [this.#keys, this.#sizes, this.#length - 1]
    if (last - at <= shortMove) {
      for (let i = at; i < last; i++) {
        keys[i] = keys[i + 1] as number
        sizes[i] = sizes[i + 1] as number
      }
    } else {
      keys.copyWithin(at, at + 1, this.#length)
      sizes.copyWithin(at, at + 1, this.#length)
    }
    this.#length = last
  }

  #insert(at: number, key: number, size: number): void {
    this.#reserve(this.#length + 1)
    const [keys, sizes, end] = [this.#keys, this.#sizes, this.#length]
    if (end - at <= shortMove) {
      for (let i = end; i > at; i--) {
        keys[i] = keys[i - 1] as number
        sizes[i] = sizes[i - 1] as number
      }
    } else {
      keys.copyWithin(at + 1, at, end)
      sizes.copyWithin(at + 1, at, end)
    }
    keys[at] = key
    sizes[at] = size
    this.#length = end + 1
  }

  #reserve(levels: number): void {
    if (levels <= this.#keys.length) return
    const room = Math.max(levels, this.#keys.length * 2)
    const [keys, sizes] = [new Float64Array(room), new Float64Array(room)]
    keys.set(this.#keys)
    sizes.set(this.#sizes)
    this.#keys = keys
    this.#sizes = sizes
  }
}
