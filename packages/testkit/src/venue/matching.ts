/** One price of one side, with its orders in order of arrival. */
export interface Level {
  readonly price: number
  size: number
  readonly orders: Order[]
}

export interface Order {
  readonly buy: boolean
  readonly level: Level
  size: number
  /** Place in the list of live orders. */
  slot: number
}

/** Told synchronously, in order. Prices in ticks, sizes in steps. */
export interface BookListener {
  /** A maker was filled, wholly or in part. */
  fill(price: number, size: number): void
  /** The size of a level changed; 0 removes it. */
  level(buy: boolean, price: number, size: number): void
}

/** An order book with a matching engine: price first, then time. Sides are sorted with the best level last. */
export class MatchingBook {
  readonly bids: Level[] = []
  readonly asks: Level[] = []
  readonly live: Order[] = []
  readonly #listener: BookListener

  constructor(listener: BookListener) {
    this.#listener = listener
  }

  get bestBid(): Level | undefined {
    return this.bids[this.bids.length - 1]
  }

  get bestAsk(): Level | undefined {
    return this.asks[this.asks.length - 1]
  }

  /** Trades as far as the price allows and rests with what is left. */
  limit(buy: boolean, price: number, size: number): void {
    const left = this.#take(buy, size, price)
    if (left > 0) this.#rest(buy, price, left)
  }

  /** Trades at any price, but never through the last `keepLevels` levels. */
  market(buy: boolean, size: number, keepLevels = 5): void {
    const opposite = buy ? this.asks : this.bids
    const guard = opposite[Math.min(keepLevels, opposite.length - 1)]
    if (guard !== undefined) this.#take(buy, size, guard.price)
  }

  cancel(order: Order): void {
    const { level } = order
    level.orders.splice(level.orders.indexOf(order), 1)
    this.#forget(order)
    this.#resize(order.buy, level, level.size - order.size)
  }

  #take(buy: boolean, size: number, limit: number): number {
    const opposite = buy ? this.asks : this.bids
    let left = size
    for (;;) {
      const level = opposite[opposite.length - 1]
      if (left === 0 || level === undefined || (buy ? level.price > limit : level.price < limit)) return left
      left = this.#takeLevel(!buy, level, left)
    }
  }

  #takeLevel(buySide: boolean, level: Level, size: number): number {
    let left = size
    let done = 0
    for (const maker of level.orders) {
      const filled = Math.min(left, maker.size)
      maker.size -= filled
      left -= filled
      this.#listener.fill(level.price, filled)
      if (maker.size > 0) break
      this.#forget(maker)
      done++
      if (left === 0) break
    }
    level.orders.splice(0, done)
    this.#resize(buySide, level, level.size - (size - left))
    return left
  }

  #rest(buy: boolean, price: number, size: number): void {
    const side = buy ? this.bids : this.asks
    const index = placeOf(side, buy, price)
    let level = side[index]
    if (level?.price !== price) {
      level = { price, size: 0, orders: [] }
      side.splice(index, 0, level)
    }
    const order: Order = { buy, level, size, slot: this.live.length }
    this.live.push(order)
    level.orders.push(order)
    level.size += size
    this.#listener.level(buy, price, level.size)
  }

  #forget(order: Order): void {
    const last = this.live.pop()
    if (last === undefined || last === order) return
    this.live[order.slot] = last
    last.slot = order.slot
  }

  #resize(buy: boolean, level: Level, size: number): void {
    level.size = size
    if (size === 0) {
      const side = buy ? this.bids : this.asks
      if (side[side.length - 1] === level) side.pop()
      else side.splice(placeOf(side, buy, level.price), 1)
    }
    this.#listener.level(buy, level.price, size)
  }
}

/** Index of the level with that price, or where it belongs. Bids ascend and asks descend, so that the best is last. */
function placeOf(side: readonly Level[], buy: boolean, price: number): number {
  let low = 0
  let high = side.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = side[middle]?.price ?? 0
    if (buy ? other < price : other > price) low = middle + 1
    else high = middle
  }
  return low
}
