import type { Instrument, Subscription } from '@feedloom/core'
import type { RestCall } from '@feedloom/exchange-kit'

/** What the two markets charge for a call (request weight), and how much a page holds. */
export interface RestProfile {
  readonly venue: string
  readonly weights: {
    readonly exchangeInfo: number
    readonly klines: number
    readonly trades: number
    readonly historicalTrades: number
    readonly aggTrades: number
    readonly ticker: number
    readonly bookTicker: number
    readonly depth: (limit: number) => number
  }
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints (2026-11-20): 6,000 a minute.
 */
export const spotRest: RestProfile = {
  venue: 'binance',
  weights: {
    exchangeInfo: 20,
    klines: 2,
    trades: 25,
    historicalTrades: 25,
    aggTrades: 4,
    ticker: 2,
    bookTicker: 2,
    depth: (limit) => (limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250),
  },
}

/** https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api: 2,400 a minute. */
export const usdmRest: RestProfile = {
  venue: 'binance-usdm',
  weights: {
    exchangeInfo: 1,
    klines: 5,
    trades: 5,
    historicalTrades: 20,
    aggTrades: 20,
    ticker: 1,
    bookTicker: 2,
    depth: (limit) => (limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20),
  },
}

/** Rows of a page: the most that klines, trades and aggTrades of both markets give for the weights above. */
export const pageSize = 1000

export type Query = Readonly<Record<string, string | number | undefined>>

/** A call whose query travels with the reply; `hints` are for the decoder and the pager and are not sent. */
export function call(path: string, channel: string, weight: number, query: Query, hints: Query = {}): RestCall {
  const request: Record<string, string> = {}
  for (const [key, value] of Object.entries({ ...query, ...hints })) if (value !== undefined) request[key] = String(value)
  return { path, query, weight, channel, request }
}

export function exchangeInfoCall(profile: RestProfile, symbol?: string): RestCall {
  return call('/exchangeInfo', 'rest.exchangeInfo', profile.weights.exchangeInfo, { symbol })
}

export function depthCall(profile: RestProfile, instrument: Instrument, limit: number, hints?: Query): RestCall {
  return call('/depth', 'rest.depth', profile.weights.depth(limit), { symbol: instrument.nativeSymbol, limit }, hints)
}

/** Depth limits that both markets accept. */
const depthLimits = [5, 10, 20, 50, 100, 500, 1000] as const

/** One poll of a subscription; undefined for a kind that REST does not have. `poll` keeps overlaps out. */
export function pollCall(profile: RestProfile, subscription: Subscription, instrument: Instrument): RestCall | undefined {
  const symbol = instrument.nativeSymbol
  const { weights } = profile
  const poll = 1
  switch (subscription.kind) {
    case 'trade':
      return subscription.variant === 'raw' || (subscription.variant === undefined && profile.venue === 'binance')
        ? call('/trades', 'rest.trades', weights.trades, { symbol, limit: pageSize }, { poll })
        : call('/aggTrades', 'rest.aggTrades', weights.aggTrades, { symbol, limit: pageSize }, { poll })
    case 'bar':
      // The bar before the forming one comes along, closed.
      return call('/klines', 'rest.klines', weights.klines, { symbol, interval: subscription.interval, limit: 2 }, { poll })
    case 'book':
      return depthCall(profile, instrument, depthLimits.find((limit) => limit >= (subscription.depth ?? 100)) ?? 1000, { poll })
    case 'ticker':
      return call('/ticker/24hr', 'rest.ticker', weights.ticker, { symbol }, { poll })
    case 'quote':
      return call('/ticker/bookTicker', 'rest.bookTicker', weights.bookTicker, { symbol }, { poll })
    case 'status':
      return call('/exchangeInfo', 'rest.exchangeInfo', weights.exchangeInfo, { symbol }, { poll })
    default:
      return undefined
  }
}
