import type { Interval } from '@feedloom/core'
import type { Candle } from './candles.ts'
import type { Channel } from './channel.ts'
import type { Hub } from './hub.ts'
import type { LiquidationOrder, Market, MarketListener } from './market.ts'
import type { MarketModel } from './market-model.ts'
import { markFigures } from './perpetual.ts'
import {
  aggTradeText,
  bookTickerText,
  depthText,
  forceOrderText,
  klineText,
  levelsText,
  markPriceText,
  miniTickerText,
  partialDepthText,
  tickerText,
  tradeText,
} from './wire.ts'

/** The book changes of one period, and where the last one ended. */
interface DepthWindow {
  readonly channel: Channel
  readonly bids: Map<number, number>
  readonly asks: Map<number, number>
  first: number | undefined
  previous: number
}

interface Periodic {
  readonly channel: Channel
  /** What the last frame was about; the same again is not sent. */
  lastId: number
}

/** All streams of one market: turns what happens there into frames, for those streams that somebody wants. */
export class MarketStreams implements MarketListener {
  readonly #market: Market
  readonly #model: MarketModel
  readonly #hub: Hub
  #trades: Channel | undefined
  #aggregates: Channel | undefined
  #tops: Channel[] = []
  #liquidations: Channel[] = []
  #depths: DepthWindow[] = []
  #periodic: Periodic[] = []

  constructor(market: Market, model: MarketModel, hub: Hub) {
    this.#market = market
    this.#model = model
    this.#hub = hub
  }

  open(channel: Channel): void {
    const { kind } = channel.topic
    if (kind === 'trade') this.#trades = channel
    else if (kind === 'aggTrade') this.#aggregates = channel
    else if (kind === 'bookTicker') this.#tops.push(channel)
    else if (kind === 'forceOrder') this.#liquidations.push(channel)
    else if (kind === 'depth') {
      this.#depths.push({ channel, bids: new Map(), asks: new Map(), first: undefined, previous: this.#market.updateId })
    } else if (kind !== 'contractInfo') this.#periodic.push({ channel, lastId: kind === 'partial' ? this.#market.updateId - 1 : -1 })
  }

  close(channel: Channel): void {
    if (this.#trades === channel) this.#trades = undefined
    if (this.#aggregates === channel) this.#aggregates = undefined
    this.#tops = this.#tops.filter((other) => other !== channel)
    this.#liquidations = this.#liquidations.filter((other) => other !== channel)
    this.#depths = this.#depths.filter((window) => window.channel !== channel)
    this.#periodic = this.#periodic.filter((periodic) => periodic.channel !== channel)
  }

  traded(id: number): void {
    if (this.#trades === undefined) return
    const row = this.#market.trades.row(id - this.#market.trades.firstId)
    this.#hub.publish(this.#trades, tradeText(this.#market.spec, row), { id, size: row.size, quote: row.size * row.price })
  }

  aggregated(id: number): void {
    if (this.#aggregates === undefined) return
    const row = this.#market.aggregates.row(id - this.#market.aggregates.firstId)
    this.#hub.publish(this.#aggregates, aggTradeText(this.#market.spec, row), { id, size: row.size, quote: row.size * row.price })
  }

  levelChanged(buy: boolean, price: number, size: number, updateId: number): void {
    for (const window of this.#depths) {
      window.first ??= updateId
      ;(buy ? window.bids : window.asks).set(price, size)
    }
  }

  topChanged(): void {
    if (this.#tops.length === 0) return
    const text = bookTickerText(this.#market)
    for (const channel of this.#tops) this.#hub.publish(channel, text, { id: this.#market.updateId })
  }

  candleClosed(interval: Interval, candle: Candle): void {
    for (const periodic of this.#periodic) {
      if (periodic.channel.topic.interval !== interval) continue
      const text = klineText(this.#market.spec, interval, candle, true, candle.closeTime + 1)
      this.#hub.publish(periodic.channel, text, { id: candle.openTime, closed: true })
    }
  }

  liquidated(order: LiquidationOrder): void {
    for (const channel of this.#liquidations) {
      this.#hub.publish(channel, forceOrderText(this.#market.spec, order), { id: order.ts, size: order.size, quote: order.quote })
    }
  }

  /** Called at the end of each step, `now` being its end. */
  flush(now: number): void {
    for (const window of this.#depths) {
      const period = window.channel.topic.periodMs
      if (window.first !== undefined && (period === 0 || now % period === 0)) this.#flushDepth(window, window.first, now)
    }
    for (const periodic of this.#periodic) if (now % periodic.channel.topic.periodMs === 0) this.#flushPeriodic(periodic, now)
  }

  /** Sends what every depth stream has gathered, whether its time has come or not. */
  flushDepths(now: number): void {
    for (const window of this.#depths) if (window.first !== undefined) this.#flushDepth(window, window.first, now)
  }

  #flushDepth(window: DepthWindow, first: number, now: number): void {
    const market = this.#market
    const last = market.updateId
    const upwards = market.spec.venue === 'binance-usdm'
    const bids = levelsText(
      market.spec,
      [...window.bids].sort((a, b) => (upwards ? a[0] - b[0] : b[0] - a[0])),
    )
    const asks = levelsText(
      market.spec,
      [...window.asks].sort((a, b) => a[0] - b[0]),
    )
    const text = depthText(market, { now, first, last, previous: window.previous, bids, asks })
    this.#hub.publish(window.channel, text, { id: last })
    window.bids.clear()
    window.asks.clear()
    window.first = undefined
    window.previous = last
  }

  #flushPeriodic(periodic: Periodic, now: number): void {
    const { topic } = periodic.channel
    const market = this.#market
    if (topic.kind === 'kline' && topic.interval !== undefined) {
      const candle = market.candles.current(topic.interval)
      if (candle.lastId === periodic.lastId) return
      periodic.lastId = candle.lastId
      this.#hub.publish(periodic.channel, klineText(market.spec, topic.interval, candle, false, now), {
        id: candle.openTime,
        closed: false,
      })
    } else if (topic.kind === 'partial') {
      if (market.updateId === periodic.lastId) return
      const window = { now, first: periodic.lastId + 1, last: market.updateId, previous: periodic.lastId }
      periodic.lastId = market.updateId
      this.#hub.publish(periodic.channel, partialDepthText(market, topic.depth ?? 20, window), { id: market.updateId })
    } else this.#hub.publish(periodic.channel, this.text(topic.kind, now), { id: now })
  }

  /** The frame of a kind that is sent by the clock alone. */
  text(kind: string, now: number): string {
    if (kind === 'ticker') return tickerText(this.#market, now)
    if (kind === 'miniTicker') return miniTickerText(this.#market, now)
    return markPriceText(this.#market.spec, markFigures(this.#model, this.#market, now), now)
  }
}
