import { nextOpenTimeOf, openTimeOf } from '@feedloom/core'
import type { Interval } from '@feedloom/core'

/** Prices in ticks, volumes in steps, quotes in their product. */
export interface Candle {
  openTime: number
  /** Open time of the next candle minus 1. */
  closeTime: number
  open: number
  high: number
  low: number
  close: number
  volume: number
  quote: bigint
  takerVolume: number
  takerQuote: bigint
  trades: number
  /** -1 without a trade. */
  firstId: number
  lastId: number
}

const minuteMs = 60_000

export const spotIntervals: readonly Interval[] = [
  '1s',
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
]
export const usdmIntervals: readonly Interval[] = spotIntervals.slice(1)

function opened(openTime: number, closeTime: number, price: number): Candle {
  return {
    openTime,
    closeTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0,
    quote: 0n,
    takerVolume: 0,
    takerQuote: 0n,
    trades: 0,
    firstId: -1,
    lastId: -1,
  }
}

/** Adds a later candle to one that contains it. */
function absorb(wide: Candle, part: Candle): void {
  if (part.trades === 0) return
  if (wide.trades === 0) {
    wide.open = part.open
    wide.high = part.high
    wide.low = part.low
    wide.firstId = part.firstId
  }
  wide.high = Math.max(wide.high, part.high)
  wide.low = Math.min(wide.low, part.low)
  wide.close = part.close
  wide.volume += part.volume
  wide.quote += part.quote
  wide.takerVolume += part.takerVolume
  wide.takerQuote += part.takerQuote
  wide.trades += part.trades
  wide.lastId = part.lastId
}

/** Candles of one width with the one that forms; empty ones carry the close before them. */
class Series {
  readonly closed: Candle[] = []
  current: Candle
  readonly #widthMs: number
  readonly #keep: number
  // Quotes of the forming candle stay doubles: they are exact below 2^53, and a bigint a trade costs too much.
  #quote = 0
  #takerQuote = 0

  constructor(widthMs: number, keep: number, ts: number, price: number) {
    this.#widthMs = widthMs
    this.#keep = keep
    const openTime = Math.floor(ts / widthMs) * widthMs
    this.current = opened(openTime, openTime + widthMs - 1, price)
  }

  add(id: number, price: number, size: number, takerBuys: boolean): void {
    const candle = this.current
    if (candle.trades === 0) {
      candle.open = candle.high = candle.low = price
      candle.firstId = id
    } else if (price > candle.high) candle.high = price
    else if (price < candle.low) candle.low = price
    candle.close = price
    candle.volume += size
    candle.trades++
    candle.lastId = id
    this.#quote += price * size
    if (!takerBuys) return
    candle.takerVolume += size
    this.#takerQuote += price * size
  }

  /** Closes what ended before `ts`; answers the candles closed, oldest first. */
  roll(ts: number, onClosed: ((candle: Candle) => void) | undefined): void {
    while (ts > this.current.closeTime) {
      const candle = this.settled()
      this.closed.push(candle)
      if (this.closed.length > this.#keep * 2) this.closed.splice(0, this.#keep)
      this.current = opened(candle.openTime + this.#widthMs, candle.closeTime + this.#widthMs, candle.close)
      this.#quote = this.#takerQuote = 0
      onClosed?.(candle)
    }
  }

  /** The forming candle with its quotes filled in. */
  settled(): Candle {
    this.current.quote = BigInt(this.#quote)
    this.current.takerQuote = BigInt(this.#takerQuote)
    return this.current
  }
}

/** All candles of one market, from its trades. Wide ones are made of minutes. */
export class Candles {
  readonly #seconds: Series
  readonly #minutes: Series
  /** The forming candle of each wide interval, closed minutes only. */
  readonly #wide: Map<Interval, Candle>

  constructor(ts: number, price: number) {
    this.#seconds = new Series(1000, 7200, ts, price)
    this.#minutes = new Series(minuteMs, 44_640 * 2, ts, price)
    this.#wide = new Map(usdmIntervals.slice(1).map((interval) => [interval, wideAt(interval, ts, price)]))
  }

  add(id: number, price: number, size: number, takerBuys: boolean): void {
    this.#seconds.add(id, price, size, takerBuys)
    this.#minutes.add(id, price, size, takerBuys)
  }

  /** Closes what ended before `ts`. */
  roll(ts: number, onClosed?: (interval: Interval, candle: Candle) => void): void {
    this.#seconds.roll(ts, onClosed && ((candle) => onClosed('1s', candle)))
    this.#minutes.roll(ts, (minute) => {
      onClosed?.('1m', minute)
      for (const [interval, wide] of this.#wide) this.#grow(interval, wide, minute, onClosed)
    })
  }

  #grow(interval: Interval, wide: Candle, minute: Candle, onClosed?: (interval: Interval, candle: Candle) => void): void {
    absorb(wide, minute)
    if (minute.closeTime < wide.closeTime) return
    this.#wide.set(interval, wideAt(interval, minute.closeTime + 1, minute.close))
    onClosed?.(interval, wide)
  }

  /** The candle that forms now. */
  current(interval: Interval): Candle {
    if (interval === '1s') return { ...this.#seconds.settled() }
    const minute = this.#minutes.settled()
    const wide = this.#wide.get(interval)
    if (wide === undefined) return { ...minute }
    const candle = { ...wide }
    absorb(candle, minute)
    return candle
  }

  /** Candles that open in `[from, to]`, oldest first, the forming one included: the first `limit`, or the last with no `from`. */
  range(interval: Interval, from: number | undefined, to: number | undefined, limit: number): readonly Candle[] {
    const series = interval === '1s' ? this.#seconds : this.#minutes
    const parts = [...series.closed, series.settled()]
    const all = interval === '1s' || interval === '1m' ? parts : widened(interval, parts)
    const low = from ?? Number.NEGATIVE_INFINITY
    const high = to ?? Number.POSITIVE_INFINITY
    const chosen = all.filter((candle) => candle.openTime >= low && candle.openTime <= high)
    return from === undefined ? chosen.slice(-limit) : chosen.slice(0, limit)
  }

  /** The last `n` minutes as one candle, the forming one included. */
  rolling(n: number): Candle {
    const parts = [...this.#minutes.closed.slice(-(n - 1)), this.#minutes.settled()]
    const first = parts[0] ?? this.#minutes.current
    const window = opened(first.openTime, this.#minutes.current.closeTime, first.open)
    for (const part of parts) absorb(window, part)
    return window
  }
}

function wideAt(interval: Interval, ts: number, price: number): Candle {
  return opened(openTimeOf(interval, ts), nextOpenTimeOf(interval, ts) - 1, price)
}

function widened(interval: Interval, parts: readonly Candle[]): readonly Candle[] {
  const result: Candle[] = []
  let wide: Candle | undefined
  for (const part of parts) {
    if (wide === undefined || part.openTime > wide.closeTime) {
      wide = wideAt(interval, part.openTime, part.open)
      result.push(wide)
    }
    absorb(wide, part)
  }
  return result
}
