import type { VenueName } from './market-spec.ts'

/** The venue's limits. Every number may be overridden, to meet them sooner. */
export interface VenueLimits {
  readonly pingEveryMs: number
  /** Without a pong for this long the connection ends. */
  readonly pongTimeoutMs: number
  readonly maxConnectionAgeMs: number
  /** Incoming messages, pings and pongs included, per connection and second. */
  readonly messagesPerSecond: number
  readonly topicsPerConnection: number
  /** Connection attempts per 5 minutes. */
  readonly connectionsPerFiveMinutes: number
  readonly weightPerMinute: number
  /** Requests that may be made against a 429 before it becomes a ban (418). */
  readonly requestsUntilBan: number
  readonly banMs: number
  /** Bytes that a client may leave unread before the venue lets it go. */
  readonly maxBacklogBytes: number
}

const common = {
  pingEveryMs: 20_000,
  pongTimeoutMs: 60_000,
  maxConnectionAgeMs: 86_400_000,
  connectionsPerFiveMinutes: 300,
  requestsUntilBan: 5,
  banMs: 120_000,
  maxBacklogBytes: 64 * 1024 * 1024,
}

export const defaultLimits: Readonly<Record<VenueName, VenueLimits>> = {
  // https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (2026-11)
  binance: { ...common, messagesPerSecond: 5, topicsPerConnection: 1024, weightPerMinute: 6000 },
  // https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams (2026-11)
  'binance-usdm': { ...common, messagesPerSecond: 10, topicsPerConnection: 200, weightPerMinute: 2400 },
}

/** Counts what happened within a sliding span. */
export class SlidingCount {
  readonly #spanMs: number
  #times: number[] = []

  constructor(spanMs: number) {
    this.#spanMs = spanMs
  }

  /** Adds one at `now` and answers how many fall into the span that ends there. */
  add(now: number): number {
    const oldest = now - this.#spanMs
    while ((this.#times[0] ?? now) <= oldest) this.#times.shift()
    return this.#times.push(now)
  }
}

export interface WeightVerdict {
  /** Weight used in the running minute, for the header. */
  readonly used: number
  readonly status: 200 | 418 | 429
  readonly retryAfterS: number
}

/** Request weight by the calendar minute; who goes on after a 429 is banned. */
export class WeightMeter {
  readonly #limits: VenueLimits
  #minute = -1
  #used = 0
  #ignored = 0
  #bannedUntil = 0

  constructor(limits: VenueLimits) {
    this.#limits = limits
  }

  charge(weight: number, now: number): WeightVerdict {
    const minute = Math.floor(now / 60_000)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#used = this.#ignored = 0
    }
    if (now < this.#bannedUntil) return this.#verdict(418, this.#bannedUntil - now)
    this.#used += weight
    if (this.#used <= this.#limits.weightPerMinute) return this.#verdict(200, 0)
    if (++this.#ignored <= this.#limits.requestsUntilBan) return this.#verdict(429, (minute + 1) * 60_000 - now)
    this.#bannedUntil = now + this.#limits.banMs
    return this.#verdict(418, this.#limits.banMs)
  }

  #verdict(status: WeightVerdict['status'], waitMs: number): WeightVerdict {
    return { used: this.#used, status, retryAfterS: Math.ceil(waitMs / 1000) }
  }
}

/** Weight of a request by the venue's tables. */
export function weightOf(venue: VenueName, path: string, query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? Number.NaN)
  const one = query.has('symbol')
  return venue === 'binance' ? spotWeight(path, limit, one) : usdmWeight(path, limit, one)
}

function spotWeight(path: string, limit: number, one: boolean): number {
  switch (path) {
    case '/depth':
      return byLimit(limit, 100, [
        [100, 5],
        [500, 25],
        [1000, 50],
        [5000, 250],
      ])
    case '/exchangeInfo':
      return 20
    case '/trades':
    case '/historicalTrades':
      return 25
    case '/aggTrades':
      return 4
    case '/klines':
      return 2
    case '/ticker/24hr':
      return one ? 2 : 80
    case '/ticker/bookTicker':
    case '/ticker/price':
      return one ? 2 : 4
    default:
      return 1
  }
}

function usdmWeight(path: string, limit: number, one: boolean): number {
  switch (path) {
    case '/depth':
      return byLimit(limit, 500, [
        [50, 2],
        [100, 5],
        [500, 10],
        [1000, 20],
      ])
    case '/klines':
      return byLimit(limit, 500, [
        [99, 1],
        [499, 2],
        [1000, 5],
        [1500, 10],
      ])
    case '/trades':
      return 5
    case '/historicalTrades':
    case '/aggTrades':
      return 20
    case '/ticker/24hr':
      return one ? 1 : 40
    case '/ticker/bookTicker':
      return one ? 2 : 5
    case '/ticker/price':
      return one ? 1 : 2
    case '/premiumIndex':
      return one ? 1 : 10
    default:
      return 1
  }
}

function byLimit(limit: number, standard: number, table: readonly (readonly [upTo: number, weight: number])[]): number {
  const asked = Number.isNaN(limit) ? standard : limit
  return (table.find(([upTo]) => asked <= upTo) ?? table.at(-1))?.[1] ?? 1
}
