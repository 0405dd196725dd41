import type { Interval } from '@feedloom/core'
import { Candles, type Candle } from './candles.ts'
import { ExactSum } from './decimals.ts'
import type { MarketSpec } from './market-spec.ts'
import { MatchingBook, type BookListener } from './matching.ts'
import { Tape } from './tape.ts'

/** What the streams of a market are made of; told synchronously and in order. */
export interface MarketListener {
  /** A raw trade was added to the tape. */
  traded(id: number): void
  aggregated(id: number): void
  levelChanged(buy: boolean, price: number, size: number, updateId: number): void
  topChanged(): void
  candleClosed(interval: Interval, candle: Candle): void
  liquidated(order: LiquidationOrder): void
}

export interface LiquidationOrder {
  readonly buy: boolean
  readonly ts: number
  readonly size: number
  /** Bankruptcy price, ticks. */
  readonly price: number
  /** Ticks times steps over all fills. */
  readonly quote: number
  readonly lastSize: number
}

/** Orders that rest in a book, on average. */
const restingOrders = 1_200
const takerShare = 0.08
/** Mean distance of a new order from the fair price, and of the far ones, as a fraction of the price. */
const nearDistance = 0.0002
const farDistance = 0.004
const farShare = 0.25
/** Share of new orders that compete for the top of the book. */
const touchShare = 0.35
/** Half of the spread that makers ask for, as a fraction of the price. */
const halfSpread = 0.00003
/** Trades kept per market. */
const keptTrades = 1_000_000

/** One market: a matching engine driven by random orders around a fair price, and everything that follows from its trades. */
export class Market {
  readonly spec: MarketSpec
  readonly book: MatchingBook
  readonly trades: Tape
  readonly aggregates: Tape
  readonly candles: Candles
  /** Since the venue started: history is not in it. */
  readonly totals: { trades: number; aggregates: number; firstTradeId: number; readonly size: ExactSum; readonly quote: ExactSum }
  /** Contracts outstanding, in steps. */
  openInterest: number
  listener: MarketListener | undefined
  #updateId: number
  readonly #nextUpdateId: (last: number) => number
  readonly #random: () => number
  readonly #normal: () => number
  #ts: number
  #takerBuys = false
  #pending: { price: number; size: number; firstId: number; lastId: number } | undefined

  constructor(spec: MarketSpec, options: MarketOptions) {
    this.spec = spec
    this.#random = options.random
    this.#normal = options.normal
    this.#nextUpdateId = options.nextUpdateId
    this.#updateId = options.nextUpdateId(options.firstUpdateId)
    this.#ts = options.ts
    this.trades = new Tape(options.firstTradeId, keptTrades)
    this.aggregates = new Tape(Math.floor(options.firstTradeId / 2), keptTrades)
    this.candles = new Candles(options.ts, Math.round(spec.startPrice * 10 ** spec.priceDecimals))
    this.totals = { trades: 0, aggregates: 0, firstTradeId: -1, size: new ExactSum(), quote: new ExactSum() }
    this.openInterest = Math.round((5_000_000 / spec.startPrice) * 10 ** spec.sizeDecimals)
    this.book = new MatchingBook(this.#bookListener())
  }

  get updateId(): number {
    return this.#updateId
  }

  /** Time of the last event. */
  get ts(): number {
    return this.#ts
  }

  /** Price of the last trade, ticks. */
  get lastPrice(): number {
    return this.candles.current('1m').close
  }

  /** A trade of the time before the start: no book behind it, but in tape and candles. `fair` in quote units. */
  recordHistory(ts: number, fair: number): void {
    const takerBuys = this.#random() < 0.5
    const price = Math.max(1, Math.round(fair * 10 ** this.spec.priceDecimals) + (takerBuys ? 1 : 0))
    const size = this.#drawSize(fair)
    const id = this.trades.add(ts, price, size, !takerBuys)
    this.aggregates.add(ts, price, size, !takerBuys, id, id)
    this.candles.roll(ts)
    this.candles.add(id, price, size, takerBuys)
  }

  /** Fills the book around the fair price without telling anybody. */
  openBook(fair: number): void {
    while (this.book.live.length < restingOrders) this.#place(fair, true)
  }

  /** Closes candles up to `ts`. */
  roll(ts: number): void {
    this.candles.roll(ts, (interval, candle) => this.listener?.candleClosed(interval, candle))
  }

  /** One random event of the order flow. */
  act(ts: number, fair: number): void {
    this.#ts = ts
    const [bid, ask] = [this.book.bestBid, this.book.bestAsk]
    const [bidSize, askSize] = [bid?.size, ask?.size]
    const draw = this.#random()
    if (draw < takerShare) this.#takeAtMarket(this.#random() < 0.5, this.#drawSize(fair))
    else if (this.#random() * 2 * restingOrders < this.book.live.length) this.#cancelOne()
    else this.#place(fair, false)
    this.#flushAggregate()
    const moved = bid !== this.book.bestBid || ask !== this.book.bestAsk || bidSize !== bid?.size || askSize !== ask?.size
    if (moved) this.listener?.topChanged()
  }

  /** The venue closes somebody's position: a large order at market. */
  liquidate(ts: number, fair: number): void {
    this.#ts = ts
    const buy = this.#random() < 0.5
    const before = this.totals.size.value
    const quoteBefore = this.totals.quote.value
    this.#takeAtMarket(buy, this.#drawSize(fair) * 8)
    const lastSize = this.#pending?.size ?? 0
    this.#flushAggregate()
    const size = Number(this.totals.size.value - before)
    if (size === 0) return
    const quote = Number(this.totals.quote.value - quoteBefore)
    const price = Math.round((quote / size) * (buy ? 1.005 : 0.995))
    this.openInterest = Math.max(size, this.openInterest - size)
    this.listener?.topChanged()
    this.listener?.liquidated({ buy, ts, size, price, quote, lastSize })
  }

  #bookListener(): BookListener {
    return {
      fill: (price, size) => this.#fill(price, size),
      level: (buy, price, size) => {
        this.#updateId = this.#nextUpdateId(this.#updateId)
        this.listener?.levelChanged(buy, price, size, this.#updateId)
      },
    }
  }

  #takeAtMarket(buy: boolean, size: number): void {
    this.#takerBuys = buy
    this.book.market(buy, size)
    this.openInterest = Math.max(1, this.openInterest + (this.#random() < 0.5 ? size : -size))
  }

  #cancelOne(): void {
    const order = this.book.live[Math.floor(this.#random() * this.book.live.length)]
    if (order !== undefined) this.book.cancel(order)
  }

  /** A limit order near the fair price. When the fair price has run away from the book it trades: that moves the book. */
  #place(fair: number, passive: boolean): void {
    const buy = this.#random() < 0.5
    const distance = fair * this.#drawDistance()
    const ticks = (buy ? fair - distance : fair + distance) * 10 ** this.spec.priceDecimals
    let price = Math.max(1, buy ? Math.floor(ticks) : Math.ceil(ticks))
    if (passive)
      price = buy ? Math.min(price, (this.book.bestAsk?.price ?? Infinity) - 1) : Math.max(price, (this.book.bestBid?.price ?? 0) + 1)
    this.#takerBuys = buy
    this.book.limit(buy, price, this.#drawSize(fair))
  }

  /** From the fair price, as a fraction of it: at the touch, near, or far out. */
  #drawDistance(): number {
    const draw = this.#random()
    if (draw < touchShare) return halfSpread * (0.2 + this.#random())
    return halfSpread - (draw > 1 - farShare ? farDistance : nearDistance) * Math.log(1 - this.#random())
  }

  /** Log-normal around 800 units of quote, in steps. */
  #drawSize(fair: number): number {
    const value = 800 * Math.exp(1.1 * this.#normal())
    return Math.max(1, Math.round((value / fair) * 10 ** this.spec.sizeDecimals))
  }

  #fill(price: number, size: number): void {
    const id = this.trades.add(this.#ts, price, size, !this.#takerBuys)
    this.candles.add(id, price, size, this.#takerBuys)
    if (this.totals.trades++ === 0) this.totals.firstTradeId = id
    this.totals.size.add(size)
    this.totals.quote.add(size * price)
    this.listener?.traded(id)
    if (this.#pending?.price === price) {
      this.#pending.size += size
      this.#pending.lastId = id
      return
    }
    this.#flushAggregate()
    this.#pending = { price, size, firstId: id, lastId: id }
  }

  #flushAggregate(): void {
    const pending = this.#pending
    if (pending === undefined) return
    this.#pending = undefined
    const id = this.aggregates.add(this.#ts, pending.price, pending.size, !this.#takerBuys, pending.firstId, pending.lastId)
    this.totals.aggregates++
    this.listener?.aggregated(id)
  }
}

export interface MarketOptions {
  readonly random: () => number
  readonly normal: () => number
  readonly ts: number
  readonly firstTradeId: number
  readonly firstUpdateId: number
  /** Spot counts per market; USD-M has one sequence for all markets, with holes. */
  readonly nextUpdateId: (last: number) => number
}
