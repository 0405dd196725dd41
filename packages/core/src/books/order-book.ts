import type { Levels } from '../contracts/index.ts'
import { BookSide } from './book-side.ts'

/** Both sides of a book, best first: what a snapshot carries. */
export interface BookLevels {
  readonly bids: Levels
  readonly asks: Levels
}

/** A price-level order book. It does what it is told; whether the telling is complete is the tracker's business. */
export class OrderBook {
  readonly #bids = new BookSide('bid')
  readonly #asks = new BookSide('ask')

  get bidLevels(): number {
    return this.#bids.length
  }

  get askLevels(): number {
    return this.#asks.length
  }

  /** Quote units; NaN when that side is empty, as are the five below. */
  get bestBid(): number {
    return this.#bids.bestPrice
  }

  get bestAsk(): number {
    return this.#asks.bestPrice
  }

  get bestBidSize(): number {
    return this.#bids.bestSize
  }

  get bestAskSize(): number {
    return this.#asks.bestSize
  }

  /** Halfway between the best prices. */
  get mid(): number {
    return (this.#bids.bestPrice + this.#asks.bestPrice) / 2
  }

  /** Best ask minus best bid. */
  get spread(): number {
    return this.#asks.bestPrice - this.#bids.bestPrice
  }

  /** True where a bid is as high as an ask. */
  get crossed(): boolean {
    return this.#bids.bestPrice >= this.#asks.bestPrice
  }

  /** Size of a level, 0 where there is none. */
  sizeAt(side: 'bid' | 'ask', price: number): number {
    return (side === 'bid' ? this.#bids : this.#asks).sizeAt(price)
  }

  /** As `BookView.vwapTo`. */
  vwapTo(side: 'bid' | 'ask', size: number): number {
    return (side === 'bid' ? this.#bids : this.#asks).vwapTo(size)
  }

  /** As `BookView.imbalance`. */
  imbalance(levels: number): number {
    const bids = this.#bids.sizeOf(levels)
    const asks = this.#asks.sizeOf(levels)
    return (bids - asks) / (bids + asks)
  }

  /** Takes the place of the whole book; levels in any order. */
  applySnapshot(bids: Levels, asks: Levels): void {
    this.#bids.replace(bids)
    this.#asks.replace(asks)
  }

  /** Sets absolute sizes; size 0 removes a level. */
  applyDelta(bids: Levels, asks: Levels): void {
    this.#bids.apply(bids)
    this.#asks.apply(asks)
  }

  /** Forgets levels beyond the best `depth` of each side. */
  truncate(depth: number): void {
    this.#bids.truncate(depth)
    this.#asks.truncate(depth)
  }

  clear(): void {
    this.#bids.clear()
    this.#asks.clear()
  }

  /** The best `n` levels of each side, copied. */
  top(n: number): BookLevels {
    return { bids: this.#bids.top(n), asks: this.#asks.top(n) }
  }

  /** The whole book, copied. */
  toSnapshot(): BookLevels {
    return this.top(Number.POSITIVE_INFINITY)
  }
}
