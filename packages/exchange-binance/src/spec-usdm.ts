import { type HistoryRequest, type Instrument, type SourceCapabilities, type Subscription, sourceCapabilities } from '@feedloom/core'
import {
  type ExchangeConfigShape,
  type HistoryPager,
  type RestCall,
  type Topic,
  type VenueSpec,
  exchangeConfig,
} from '@feedloom/exchange-kit'
import { z } from 'zod'
import { classify } from './classify.ts'
import { fundingPager, klinesPager, tradesByIdPager, tradesPager } from './history.ts'
import { usdmNormalizer } from './normalizer.ts'
import { subscribeMessage, unsubscribeMessage } from './requests.ts'
import { depthCall, exchangeInfoCall, pollCall, usdmRest } from './rest.ts'
import { usdmVenue } from './symbols.ts'
import { commonIntervals, depthStream, klineStream, optionOf, streamSymbol, tradeStream, unsupported, usdmSpeeds } from './topics.ts'

type UsdmShape = ExchangeConfigShape & {
  snapshotLevels: z.ZodDefault<z.ZodUnion<readonly z.ZodLiteral<100 | 500 | 1000>[]>>
}

/** Keys of the `binance-usdm` source. */
export const usdmConfig: z.ZodObject<UsdmShape, z.core.$strict> = exchangeConfig().extend({
  snapshotLevels: z
    .union([z.literal(100), z.literal(500), z.literal(1000)])
    .default(1000)
    .describe('Levels per side of the snapshot that a full book begins with'),
})

export type UsdmConfig = z.output<typeof usdmConfig>

const capabilities: SourceCapabilities = sourceCapabilities({
  live: ['trade', 'quote', 'book', 'bar', 'ticker', 'mark', 'funding', 'liquidation', 'status'],
  poll: ['trade', 'quote', 'book', 'bar', 'ticker', 'mark', 'funding', 'open-interest', 'status'],
  history: ['bar', 'trade', 'funding'],
  intervals: commonIntervals,
  depths: [5, 10, 20, 50, 100, 500, 1000],
  variants: { trade: ['aggregate', 'raw'], book: ['full', 'partial'] },
  wildcard: ['quote', 'ticker', 'mark', 'funding', 'liquidation', 'status'],
  repair: ['book', 'trade', 'bar'],
})

/** Order books, quotes and raw trades come from one address, everything else from the other. */
const publicGroup = 'public'
const marketGroup = 'market'

const publicTopic = (topic: string): readonly Topic[] => [{ group: publicGroup, topic }]
const marketTopic = (topic: string): readonly Topic[] => [{ group: marketGroup, topic }]

function topics(subscription: Subscription, instrument: Instrument): readonly Topic[] {
  const symbol = streamSymbol(instrument)
  switch (subscription.kind) {
    case 'trade': {
      const stream = tradeStream(subscription, 'aggregate')
      return stream === '@trade' ? publicTopic(symbol + stream) : marketTopic(symbol + stream)
    }
    case 'quote':
      return publicTopic(`${symbol}@bookTicker`)
    case 'book':
      return publicTopic(symbol + depthStream(subscription, usdmSpeeds))
    case 'bar':
      return marketTopic(symbol + klineStream(subscription, commonIntervals))
    case 'ticker':
      return marketTopic(`${symbol}@ticker`)
    case 'mark':
    case 'funding':
      return marketTopic(`${symbol}@markPrice${markSpeed(subscription)}`)
    case 'liquidation':
      return marketTopic(`${symbol}@forceOrder`)
    case 'status':
      return marketTopic('!contractInfo')
    case 'open-interest':
      throw unsupported(subscription, 'Binance does not stream it', 'Poll it, e.g. `every: 10s`.')
    default:
      throw unsupported(subscription, 'Binance USD-M does not stream it', `It streams ${capabilities.live.join(', ')}.`)
  }
}

function markSpeed(subscription: Subscription): string {
  const speed = optionOf(subscription, 'speed') ?? '1s'
  if (speed !== '1s' && speed !== '3s') throw unsupported(subscription, `there is no speed \`${speed}\``, 'Use 1s or 3s.')
  return speed === '1s' ? '@1s' : ''
}

function wildcardTopics(subscription: Subscription): readonly Topic[] | undefined {
  switch (subscription.kind) {
    case 'quote':
      return publicTopic('!bookTicker')
    case 'ticker':
      return marketTopic('!ticker@arr')
    case 'mark':
    case 'funding':
      return marketTopic(`!markPrice@arr${markSpeed(subscription)}`)
    case 'liquidation':
      return marketTopic('!forceOrder@arr')
    case 'status':
      return marketTopic('!contractInfo')
    default:
      return undefined
  }
}

function poll(subscription: Subscription, instrument: Instrument): RestCall | undefined {
  const symbol = instrument.nativeSymbol
  const request = { symbol, poll: '1' }
  switch (subscription.kind) {
    case 'mark':
    case 'funding':
      return { path: '/premiumIndex', query: { symbol }, weight: 1, channel: 'rest.premiumIndex', request }
    case 'open-interest':
      return { path: '/openInterest', query: { symbol }, weight: 1, channel: 'rest.openInterest', request }
    default:
      return pollCall(usdmRest, subscription, instrument)
  }
}

function history(request: HistoryRequest, instrument: Instrument, config: UsdmConfig): HistoryPager | undefined {
  if (request.kind === 'bar') return klinesPager(usdmRest, request, instrument)
  if (request.kind === 'funding') return fundingPager(usdmRest, request, instrument)
  if (request.kind === 'trade') return tradesPager(usdmRest, request, instrument, 'aggregate', config.apiKey !== undefined)
  return undefined
}

/**
 * Binance USD-M futures. Limits: 200 streams and 10 incoming messages a second per connection, 300 connections per
 * 5 minutes, a connection ends after 24 h; the server pings every 3 minutes. Since 2026-04-23 `/public` and `/market`
 * are two addresses; the one without them acknowledges market streams and then sends nothing.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams (2026-11-20)
 */
export const usdmSpec: VenueSpec<UsdmConfig> = {
  venue: usdmVenue,
  summary: 'Binance USD-M futures: trades, quotes, books, bars, marks, funding, open interest, liquidations',
  stability: 'beta',
  configSchema: usdmConfig,
  capabilities,
  limits: {
    topicsPerConnection: 200,
    // A message of more than 4,096 bytes ends the connection; names take 25 to 35.
    topicsPerMessage: 100,
    messagesPerSecond: 10,
    connectsPerMinute: 60,
    maxConnectionAgeMs: 85_800_000,
    rest: { scope: 'binance-usdm.rest', weight: 2400, perMs: 60_000, usedHeader: 'x-mbx-used-weight-1m' },
  },
  heartbeat: { silenceMs: 15_000, dataSilenceMs: 30_000, ping: { everyMs: 5_000, text: undefined } },
  normalizer: usdmNormalizer,
  endpoints(config) {
    const host = config.testnet ? 'wss://fstream.binancefuture.com' : 'wss://fstream.binance.com'
    return {
      ws: { [publicGroup]: `${host}/public/stream`, [marketGroup]: `${host}/market/stream` },
      rest: config.testnet ? 'https://demo-fapi.binance.com/fapi/v1' : 'https://fapi.binance.com/fapi/v1',
    }
  },
  url: (endpoint) => endpoint,
  topics,
  wildcardTopics,
  subscribe: subscribeMessage,
  unsubscribe: unsubscribeMessage,
  classify,
  instruments: () => exchangeInfoCall(usdmRest),
  snapshot: (instrument, config) => depthCall(usdmRest, instrument, config.snapshotLevels),
  poll,
  history,
  tradesById: (instrument, fromId, toId, variant, config) =>
    tradesByIdPager(usdmRest, instrument, { fromId, toId }, variant === 'raw' ? variant : 'aggregate', config.apiKey !== undefined),
  headers: (config): Readonly<Record<string, string>> => (config.apiKey === undefined ? {} : { 'x-mbx-apikey': config.apiKey }),
}
