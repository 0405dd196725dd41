import type { RestRoute } from '@feedloom/core'

const channels: Readonly<Record<string, string>> = {
  depth: 'rest.depth',
  klines: 'rest.klines',
  trades: 'rest.trades',
  historicalTrades: 'rest.trades',
  aggTrades: 'rest.aggTrades',
  exchangeInfo: 'rest.exchangeInfo',
  'ticker/24hr': 'rest.ticker',
  'ticker/bookTicker': 'rest.bookTicker',
  premiumIndex: 'rest.premiumIndex',
  fundingRate: 'rest.fundingRate',
  openInterest: 'rest.openInterest',
}

/** Keys of a signed request; they say nothing about the reply and do not belong into a frame. */
const secretKeys: ReadonlySet<string> = new Set(['signature', 'timestamp', 'recvWindow'])

/** Any host: mirrors, test networks and proxies keep the path, `/api/v3/depth` or `/fapi/v1/depth`. */
export function routeOf(url: URL, root: 'api' | 'fapi'): RestRoute | undefined {
  const match = /\/(api|fapi)\/v\d+\/(.+?)\/?$/.exec(url.pathname)
  const channel = match === null || match[1] !== root ? undefined : channels[match[2] as string]
  if (channel === undefined) return undefined
  const request: Record<string, string> = {}
  for (const [key, value] of url.searchParams) if (!secretKeys.has(key)) request[key] = value
  return { channel, request }
}
