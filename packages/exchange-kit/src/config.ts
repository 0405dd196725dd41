import { count, duration, ratio, secret, url } from '@feedloom/core/config'
import { z } from 'zod'

/** Waiting times between attempts to connect. All in ms. */
export interface ReconnectConfig {
  /** Before the first attempt after a loss. */
  readonly first: number
  /** No wait is ever longer. */
  readonly max: number
  /** Each wait is the one before times this. */
  readonly factor: number
  /** Part of a wait that chance may take off: 0.2 makes 5 s to something between 4 s and 5 s. */
  readonly jitter: number
  /** A connection that held this long begins again with `first`. */
  readonly stableAfter: number
  /** How long the old and the new connection run side by side in a planned reconnect. */
  readonly overlap: number
}

/** Overrides of the venue's limits; what is left out stays as the adapter says. */
export interface LimitsConfig {
  readonly topicsPerConnection?: number | undefined
  readonly topicsPerMessage?: number | undefined
  readonly messagesPerSecond?: number | undefined
  readonly connectsPerMinute?: number | undefined
  /** ms */
  readonly maxConnectionAge?: number | undefined
  /** Request weight per window of the venue. */
  readonly restWeight?: number | undefined
}

/** What the config of every exchange source holds, after parsing: durations in ms, defaults filled in. */
export interface ExchangeConfig {
  readonly testnet: boolean
  readonly endpoints: {
    /** WebSocket base URL per group; groups left out keep the venue's. */
    readonly ws: Readonly<Record<string, string>>
    readonly rest?: string | undefined
  }
  readonly apiKey?: string | undefined
  readonly apiSecret?: string | undefined
  readonly proxy?: string | undefined
  readonly reconnect: ReconnectConfig
  readonly heartbeat: {
    /** ms without any message until a connection counts as dead; undefined = what the adapter says. */
    readonly silence?: number | undefined
    /** ms without market data until a connection counts as stale, 0 = never; undefined = what the adapter says. */
    readonly dataSilence?: number | undefined
  }
  /** ms until an unanswered connection attempt is given up. */
  readonly connectTimeout: number
  /** ms until an unanswered subscription is asked for again. */
  readonly subscribeTimeout: number
  /** Times that a subscription is asked for before it counts as failed. */
  readonly subscribeAttempts: number
  readonly instruments: { readonly refresh: number }
  readonly poll: { readonly every: number }
  readonly http: { readonly timeout: number; readonly retries: number }
  readonly limits: LimitsConfig
}

type Text<Output> = z.ZodType<Output, string>
type Section<Shape extends z.ZodRawShape> = z.ZodPrefault<z.ZodObject<Shape, z.core.$strict>>

/** The keys of `exchangeConfig()`, as zod knows them. */
export type ExchangeConfigShape = {
  testnet: z.ZodDefault<z.ZodBoolean>
  endpoints: Section<{
    ws: z.ZodDefault<z.ZodRecord<z.ZodString, Text<string>>>
    rest: z.ZodOptional<Text<string>>
  }>
  apiKey: z.ZodOptional<Text<string>>
  apiSecret: z.ZodOptional<Text<string>>
  proxy: z.ZodOptional<Text<string>>
  reconnect: Section<{
    first: z.ZodPrefault<Text<number>>
    max: z.ZodPrefault<Text<number>>
    factor: z.ZodDefault<z.ZodNumber>
    jitter: z.ZodDefault<z.ZodType<number, number>>
    stableAfter: z.ZodPrefault<Text<number>>
    overlap: z.ZodPrefault<Text<number>>
  }>
  heartbeat: Section<{ silence: z.ZodOptional<Text<number>>; dataSilence: z.ZodOptional<Text<number>> }>
  connectTimeout: z.ZodPrefault<Text<number>>
  subscribeTimeout: z.ZodPrefault<Text<number>>
  subscribeAttempts: z.ZodDefault<z.ZodType<number, number>>
  instruments: Section<{ refresh: z.ZodPrefault<Text<number>> }>
  poll: Section<{ every: z.ZodPrefault<Text<number>> }>
  http: Section<{ timeout: z.ZodPrefault<Text<number>>; retries: z.ZodDefault<z.ZodInt> }>
  limits: Section<{
    topicsPerConnection: z.ZodOptional<z.ZodType<number, number>>
    topicsPerMessage: z.ZodOptional<z.ZodType<number, number>>
    messagesPerSecond: z.ZodOptional<z.ZodNumber>
    connectsPerMinute: z.ZodOptional<z.ZodNumber>
    maxConnectionAge: z.ZodOptional<Text<number>>
    restWeight: z.ZodOptional<z.ZodNumber>
  }>
}

/**
 * The keys that every exchange source has. A venue adds its own with
 * `exchangeConfig().extend({ speed: z.enum(['100ms', '1000ms']).default('100ms').describe('...') })`.
 */
export function exchangeConfig(): z.ZodObject<ExchangeConfigShape, z.core.$strict> {
  return z.strictObject({
    testnet: z.boolean().default(false).describe('Use the test network of the venue'),
    endpoints: endpointsSection(),
    apiKey: secret().optional().describe('API key; market data of most venues needs none'),
    apiSecret: secret().optional().describe('Secret that belongs to the API key'),
    proxy: url('http', 'https', 'socks5', 'socks5h')
      .meta({ writeOnly: true })
      .optional()
      .describe('Proxy for all traffic of this source: http:, https: or socks5: address'),
    reconnect: reconnectSection(),
    heartbeat: heartbeatSection(),
    connectTimeout: positive().prefault('10s').describe('Give up an unanswered connection attempt after this time'),
    subscribeTimeout: positive().prefault('10s').describe('Ask again for a subscription that is not answered within this time'),
    subscribeAttempts: count().default(3).describe('Times that a subscription is asked for before it has failed'),
    instruments: z
      .strictObject({ refresh: duration().prefault('1h').describe('Fetch the list of instruments this often; 0s: only at start') })
      .prefault({})
      .describe('Listings and delistings'),
    poll: z
      .strictObject({
        every: positive().prefault('10s').describe('Interval for data that the venue does not stream and whose subscription names none'),
      })
      .prefault({})
      .describe('REST polling'),
    http: httpSection(),
    limits: limitsSection(),
  })
}

function positive(): Text<number> {
  return duration({ min: '1ms' })
}

function endpointsSection(): ExchangeConfigShape['endpoints'] {
  return z
    .strictObject({
      ws: z.record(z.string(), url('ws', 'wss')).default({}).describe('WebSocket address per connection group'),
      rest: url('http', 'https').optional().describe('REST address'),
    })
    .prefault({})
    .describe('Other addresses than those of the venue, for a gateway or a simulator')
}

function reconnectSection(): ExchangeConfigShape['reconnect'] {
  return z
    .strictObject({
      first: duration().prefault('5s').describe('Wait before the first reconnect'),
      max: duration().prefault('300s').describe('Longest wait between two attempts'),
      factor: z.number().min(1).default(2).describe('Each wait is the one before times this'),
      jitter: ratio().default(0.2).describe('Part of a wait that chance may take off'),
      stableAfter: duration().prefault('1m').describe('A connection that held this long begins again with the first wait'),
      overlap: duration().prefault('2s').describe('How long old and new connection run side by side in a planned reconnect'),
    })
    .prefault({})
    .describe('Waiting times between attempts to connect; the source never gives up')
}

function heartbeatSection(): ExchangeConfigShape['heartbeat'] {
  return z
    .strictObject({
      silence: duration().optional().describe('A connection without any message for this long is dead'),
      dataSilence: duration().optional().describe('A connection without market data for this long is stale and is opened anew; 0s: never'),
    })
    .prefault({})
    .describe('When a connection counts as dead although it is open')
}

function httpSection(): ExchangeConfigShape['http'] {
  return z
    .strictObject({
      timeout: positive().prefault('10s').describe('Give up an unanswered request after this time'),
      retries: z.int().min(0).default(4).describe('Times that a failed request is repeated'),
    })
    .prefault({})
    .describe('REST requests')
}

function limitsSection(): ExchangeConfigShape['limits'] {
  return z
    .strictObject({
      topicsPerConnection: count().optional().describe('Streams on one connection'),
      topicsPerMessage: count().optional().describe('Streams in one subscribe message'),
      messagesPerSecond: z.number().positive().optional().describe('Messages to the venue per connection and second'),
      connectsPerMinute: z.number().positive().optional().describe('Connection attempts per minute'),
      maxConnectionAge: positive().optional().describe('Reconnect, without a hole, before a connection gets this old'),
      restWeight: z.number().positive().optional().describe('Request weight per window of the venue'),
    })
    .prefault({})
    .describe('Lower limits than those of the venue, e.g. when several programs share one address')
}
