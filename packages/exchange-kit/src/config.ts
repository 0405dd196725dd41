import { z } from 'zod'
import { duration } from './duration.ts'

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
    /** ms without market data until a connection counts as stale; undefined = what the adapter says. */
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

type Duration = z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>
type DefaultDuration = z.ZodPrefault<Duration>
type Section<Shape extends z.ZodRawShape> = z.ZodPrefault<z.ZodObject<Shape, z.core.$strict>>

/** The keys of `exchangeConfig()`, as zod knows them. */
export type ExchangeConfigShape = {
  testnet: z.ZodDefault<z.ZodBoolean>
  endpoints: Section<{
    ws: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodURL>>
    rest: z.ZodOptional<z.ZodURL>
  }>
  apiKey: z.ZodOptional<z.ZodString>
  apiSecret: z.ZodOptional<z.ZodString>
  proxy: z.ZodOptional<z.ZodURL>
  reconnect: Section<{
    first: DefaultDuration
    max: DefaultDuration
    factor: z.ZodDefault<z.ZodNumber>
    jitter: z.ZodDefault<z.ZodNumber>
    stableAfter: DefaultDuration
    overlap: DefaultDuration
  }>
  heartbeat: Section<{ silence: z.ZodOptional<Duration>; dataSilence: z.ZodOptional<Duration> }>
  connectTimeout: DefaultDuration
  subscribeTimeout: DefaultDuration
  subscribeAttempts: z.ZodDefault<z.ZodInt>
  instruments: Section<{ refresh: DefaultDuration }>
  poll: Section<{ every: DefaultDuration }>
  http: Section<{ timeout: DefaultDuration; retries: z.ZodDefault<z.ZodInt> }>
  limits: Section<{
    topicsPerConnection: z.ZodOptional<z.ZodInt>
    topicsPerMessage: z.ZodOptional<z.ZodInt>
    messagesPerSecond: z.ZodOptional<z.ZodNumber>
    connectsPerMinute: z.ZodOptional<z.ZodNumber>
    maxConnectionAge: z.ZodOptional<Duration>
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
    apiKey: secret('API key; market data of most venues needs none'),
    apiSecret: secret('Secret that belongs to the API key'),
    proxy: z
      .url({ protocol: /^(https?|socks5h?|socks)$/ })
      .optional()
      .meta({ description: 'Proxy for all traffic of this source: http:, https: or socks5: address', writeOnly: true }),
    reconnect: reconnectSection(),
    heartbeat: z
      .strictObject({
        silence: duration('A connection without any message for this long is dead').optional(),
        dataSilence: duration('A connection without market data for this long is stale and is opened anew').optional(),
      })
      .prefault({})
      .describe('When a connection counts as dead although it is open'),
    connectTimeout: duration('Give up an unanswered connection attempt after this time').prefault('10s'),
    subscribeTimeout: duration('Ask again for a subscription that is not answered within this time').prefault('10s'),
    subscribeAttempts: z.int().min(1).default(3).describe('Times that a subscription is asked for before it has failed'),
    instruments: z
      .strictObject({ refresh: duration('Fetch the list of instruments this often; 0s: only at start').prefault('1h') })
      .prefault({})
      .describe('Listings and delistings'),
    poll: z
      .strictObject({
        every: duration('Interval for data that the venue does not stream and whose subscription names none').prefault('10s'),
      })
      .prefault({})
      .describe('REST polling'),
    http: z
      .strictObject({
        timeout: duration('Give up an unanswered request after this time').prefault('10s'),
        retries: z.int().min(0).default(4).describe('Times that a failed request is repeated'),
      })
      .prefault({})
      .describe('REST requests'),
    limits: limitsSection(),
  })
}

function secret(description: string): z.ZodOptional<z.ZodString> {
  return z.string().min(1).optional().meta({ description, writeOnly: true })
}

function endpointsSection(): ExchangeConfigShape['endpoints'] {
  return z
    .strictObject({
      ws: z
        .record(z.string(), z.url({ protocol: /^wss?$/ }))
        .default({})
        .describe('WebSocket address per connection group'),
      rest: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('REST address'),
    })
    .prefault({})
    .describe('Other addresses than those of the venue, for a gateway or a simulator')
}

function reconnectSection(): ExchangeConfigShape['reconnect'] {
  return z
    .strictObject({
      first: duration('Wait before the first reconnect').prefault('5s'),
      max: duration('Longest wait between two attempts').prefault('300s'),
      factor: z.number().min(1).default(2).describe('Each wait is the one before times this'),
      jitter: z.number().min(0).max(1).default(0.2).describe('Part of a wait that chance may take off'),
      stableAfter: duration('A connection that held this long begins again with the first wait').prefault('1m'),
      overlap: duration('How long old and new connection run side by side in a planned reconnect').prefault('2s'),
    })
    .prefault({})
    .describe('Waiting times between attempts to connect; the source never gives up')
}

function limitsSection(): ExchangeConfigShape['limits'] {
  return z
    .strictObject({
      topicsPerConnection: z.int().min(1).optional().describe('Streams on one connection'),
      topicsPerMessage: z.int().min(1).optional().describe('Streams in one subscribe message'),
      messagesPerSecond: z.number().positive().optional().describe('Messages to the venue per connection and second'),
      connectsPerMinute: z.number().positive().optional().describe('Connection attempts per minute'),
      maxConnectionAge: duration('Reconnect, without a hole, before a connection gets this old').optional(),
      restWeight: z.number().positive().optional().describe('Request weight per window of the venue'),
    })
    .prefault({})
    .describe('Lower limits than those of the venue, e.g. when several programs share one address')
}
