import type { Levels } from '@feedloom/core'
import type { Market, MarketListener } from './market.ts'
import type { MarketSpec } from './market-spec.ts'

/**
 * Every state that the book of a market has had, as a number per update id: the truth that a client's book is held to.
 * The number is a sum over all levels, so that each change costs the same, however deep the book is.
 */
export class BookHistory {
  readonly #spec: MarketSpec
  /** Update ids, ascending, and the state that each led to. */
  readonly #ids: number[] = []
  readonly #states: number[] = []
  readonly #bids = new Map<number, number>()
  readonly #asks = new Map<number, number>()
  readonly #sum = new Sum()

  /** Listens to the market from now on. */
  constructor(market: Market) {
    this.#spec = market.spec
    for (const { price, size } of market.book.bids) this.#set(true, price, size)
    for (const { price, size } of market.book.asks) this.#set(false, price, size)
    this.#note(market.updateId)
    market.listener = this.#listening(market.listener)
  }

  /** Undefined for an id before the beginning. An id that the venue has left out stands for the one before it. */
  stateAt(updateId: number): number | undefined {
    let [low, high] = [0, this.#ids.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ids[middle] as number) <= updateId) low = middle + 1
      else high = middle
    }
    return this.#states[low - 1]
  }

  /** The same number for a client's book, all levels. */
  stateOf(book: { readonly bids: Levels; readonly asks: Levels }): number {
    const sum = new Sum()
    for (const [buy, levels] of [[true, book.bids] as const, [false, book.asks] as const]) {
      for (let i = 0; i < levels.length; i += 2) {
        sum.add(buy, units(levels[i] as number, this.#spec.priceDecimals), units(levels[i + 1] as number, this.#spec.sizeDecimals))
      }
    }
    return sum.value
  }

  #set(buy: boolean, price: number, size: number): void {
    const side = buy ? this.#bids : this.#asks
    const before = side.get(price)
    if (before !== undefined) this.#sum.remove(buy, price, before)
    if (size > 0) {
      this.#sum.add(buy, price, size)
      side.set(price, size)
    } else side.delete(price)
  }

  #note(updateId: number): void {
    this.#ids.push(updateId)
    this.#states.push(this.#sum.value)
  }

  #listening(inner: MarketListener | undefined): MarketListener {
    return {
      traded: (id) => inner?.traded(id),
      aggregated: (id) => inner?.aggregated(id),
      levelChanged: (buy, price, size, updateId) => {
        this.#set(buy, price, size)
        this.#note(updateId)
        inner?.levelChanged(buy, price, size, updateId)
      },
      topChanged: () => inner?.topChanged(),
      candleClosed: (interval, candle) => inner?.candleClosed(interval, candle),
      liquidated: (order) => inner?.liquidated(order),
    }
  }
}

const units = (value: number, decimals: number): number => Math.round(value * 10 ** decimals)

/** A sum of level hashes, in two lanes of 32 bits. */
class Sum {
  #a = 0
  #b = 0

  add(buy: boolean, price: number, size: number): void {
    this.#a = (this.#a + mixed(buy, price, size, 0x9e3779b1)) | 0
    this.#b = (this.#b + mixed(buy, price, size, 0x85ebca77)) | 0
  }

  remove(buy: boolean, price: number, size: number): void {
    this.#a = (this.#a - mixed(buy, price, size, 0x9e3779b1)) | 0
    this.#b = (this.#b - mixed(buy, price, size, 0x85ebca77)) | 0
  }

  get value(): number {
    return (this.#a >>> 0) * 2 ** 21 + (this.#b >>> 11)
  }
}

/** The last steps of MurmurHash3 (Austin Appleby, public domain) over price, size and side. */
function mixed(buy: boolean, price: number, size: number, seed: number): number {
  let hash = Math.imul(price ^ seed, 0xcc9e2d51) ^ Math.imul((size * 2 + (buy ? 1 : 0)) ^ (seed >>> 3), 0x1b873593)
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
