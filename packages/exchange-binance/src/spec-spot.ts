import { type HistoryRequest, type Instrument, type SourceCapabilities, type Subscription, sourceCapabilities } from '@feedloom/core'
import { type ExchangeConfigShape, type HistoryPager, type Topic, type VenueSpec, exchangeConfig } from '@feedloom/exchange-kit'
import { z } from 'zod'
import { classify } from './classify.ts'
import { klinesPager, tradesByIdPager, tradesPager } from './history.ts'
import { spotNormalizer } from './normalizer.ts'
import { subscribeMessage, unsubscribeMessage } from './requests.ts'
import { depthCall, exchangeInfoCall, pollCall, spotRest } from './rest.ts'
import { spotVenue } from './symbols.ts'
import { commonIntervals, depthStream, klineStream, spotSpeeds, streamSymbol, tradeStream, unsupported } from './topics.ts'

type SpotShape = ExchangeConfigShape & {
  dataOnly: z.ZodDefault<z.ZodBoolean>
  timeUnit: z.ZodDefault<z.ZodEnum<{ ms: 'ms'; us: 'us' }>>
  snapshotLevels: z.ZodDefault<z.ZodUnion<readonly z.ZodLiteral<100 | 500 | 1000 | 5000>[]>>
}

/** Keys of the `binance` source. */
export const spotConfig: z.ZodObject<SpotShape, z.core.$strict> = exchangeConfig().extend({
  dataOnly: z.boolean().default(false).describe('Use the hosts that serve market data only (data-stream.binance.vision)'),
  timeUnit: z.enum(['ms', 'us']).default('ms').describe('Ask for times in milliseconds or in microseconds'),
  snapshotLevels: z
    .union([z.literal(100), z.literal(500), z.literal(1000), z.literal(5000)])
    .default(1000)
    .describe('Levels per side of the snapshot that a full book begins with'),
})

export type SpotConfig = z.output<typeof spotConfig>

const intervals = ['1s', ...commonIntervals] as const
const group = 'public'

const capabilities: SourceCapabilities = sourceCapabilities({
  live: ['trade', 'quote', 'book', 'bar', 'ticker'],
  poll: ['trade', 'quote', 'book', 'bar', 'ticker', 'status'],
  history: ['bar', 'trade'],
  intervals,
  depths: [5, 10, 20, 50, 100, 500, 1000, 5000],
  variants: { trade: ['raw', 'aggregate'], book: ['full', 'partial'] },
  wildcard: ['ticker'],
  repair: ['book', 'trade', 'bar'],
})

function topics(subscription: Subscription, instrument: Instrument): readonly Topic[] {
  return [{ group, topic: streamSymbol(instrument) + streamOf(subscription) }]
}

function streamOf(subscription: Subscription): string {
  switch (subscription.kind) {
    case 'trade':
      return tradeStream(subscription, 'raw')
    case 'quote':
      return '@bookTicker'
    case 'book':
      return depthStream(subscription, spotSpeeds)
    case 'bar':
      return klineStream(subscription, intervals)
    case 'ticker':
      return '@ticker'
    default:
      throw unsupported(subscription, 'Binance spot does not stream it', `It streams ${capabilities.live.join(', ')}.`)
  }
}

function history(request: HistoryRequest, instrument: Instrument, config: SpotConfig): HistoryPager | undefined {
  if (request.kind === 'bar') return klinesPager(spotRest, request, instrument)
  if (request.kind === 'trade') return tradesPager(spotRest, request, instrument, 'raw', config.apiKey !== undefined)
  return undefined
}

/**
 * Binance spot. Limits: 1,024 streams and 5 incoming messages a second per connection, 300 connections per 5 minutes,
 * a connection ends after 24 h; the server pings every 20 s.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (2026-11-20)
 */
export const spotSpec: VenueSpec<SpotConfig> = {
  venue: spotVenue,
  summary: 'Binance spot: trades, quotes, books, bars, 24 h tickers',
  stability: 'beta',
  configSchema: spotConfig,
  capabilities,
  limits: {
    topicsPerConnection: 1024,
    // A message of more than 4,096 bytes ends the connection; names take 25 to 35.
    topicsPerMessage: 100,
    messagesPerSecond: 5,
    connectsPerMinute: 60,
    maxConnectionAgeMs: 85_800_000,
    rest: { scope: 'binance.rest', weight: 6000, perMs: 60_000, usedHeader: 'x-mbx-used-weight-1m' },
  },
  heartbeat: { silenceMs: 15_000, dataSilenceMs: 30_000, ping: { everyMs: 5_000, text: undefined } },
  normalizer: spotNormalizer,
  endpoints(config) {
    if (config.testnet) {
      return { ws: { [group]: 'wss://stream.testnet.binance.vision/stream' }, rest: 'https://testnet.binance.vision/api/v3' }
    }
    return config.dataOnly
      ? { ws: { [group]: 'wss://data-stream.binance.vision/stream' }, rest: 'https://data-api.binance.vision/api/v3' }
      : { ws: { [group]: 'wss://stream.binance.com:9443/stream' }, rest: 'https://api.binance.com/api/v3' }
  },
  url: (endpoint, _group, config) => (config.timeUnit === 'us' ? `${endpoint}?timeUnit=MICROSECOND` : endpoint),
  topics,
  // `!ticker@arr` ended on 2026-03-26; the mini form has no best bid and offer.
  wildcardTopics: (subscription) => (subscription.kind === 'ticker' ? [{ group, topic: '!miniTicker@arr' }] : undefined),
  subscribe: subscribeMessage,
  unsubscribe: unsubscribeMessage,
  classify,
  instruments: () => exchangeInfoCall(spotRest),
  snapshot: (instrument, config) => depthCall(spotRest, instrument, config.snapshotLevels),
  poll: (subscription, instrument) => pollCall(spotRest, subscription, instrument),
  history,
  tradesById: (instrument, fromId, toId, variant, config) =>
    tradesByIdPager(spotRest, instrument, { fromId, toId }, variant === 'aggregate' ? variant : 'raw', config.apiKey !== undefined),
  headers(config) {
    return {
      ...(config.apiKey === undefined ? {} : { 'x-mbx-apikey': config.apiKey }),
      ...(config.timeUnit === 'us' ? { 'x-mbx-time-unit': 'MICROSECOND' } : {}),
    }
  },
}
