import type { ConfigSchema, HistoryRequest, Instrument, NormalizerFactory, SourceCapabilities, Subscription } from '@feedloom/core'
import type { ExchangeConfig } from './config.ts'

/** One thing to say on one connection. `topic` is the venue's own name and the key of the ledger. */
export interface Topic {
  /** Connections are opened per group: `public`, `market`, `private`, ... */
  readonly group: string
  readonly topic: string
}

/** What a message is for, decided without decoding more than needed. Return shared constants for `data` and `ignore`. */
export type FrameClass =
  | { readonly type: 'data' }
  /** The venue confirmed: by topic names, or by the id of the request. */
  | { readonly type: 'ack'; readonly requestId: number }
  | { readonly type: 'ack'; readonly topics: readonly string[] }
  | { readonly type: 'reject'; readonly requestId: number; readonly error: Error }
  | { readonly type: 'reject'; readonly topics: readonly string[]; readonly error: Error }
  /** Answer with this text. */
  | { readonly type: 'ping'; readonly reply: string }
  | { readonly type: 'ignore' }
  /** The venue announces that it will close; the kit opens the next connection first. */
  | { readonly type: 'reconnect'; readonly reason: string }
  | { readonly type: 'error'; readonly error: Error }

export interface Limits {
  readonly topicsPerConnection: number
  readonly topicsPerMessage: number
  /** Client messages per connection and second. */
  readonly messagesPerSecond: number
  /** Connection attempts per minute, all connections of the source together. */
  readonly connectsPerMinute: number
  /** Reconnect before the venue does it, e.g. Binance after 24 h. */
  readonly maxConnectionAgeMs: number | undefined
  readonly rest: RestLimits
}

/** One request-weight budget. Sources that name the same scope share it. */
export interface RestLimits {
  /** What the venue meters by, e.g. `binance.rest`: one budget per scope and engine. */
  readonly scope: string
  readonly weight: number
  readonly perMs: number
  /** Response header with the weight used so far in the window, lower case. */
  readonly usedHeader: string | undefined
}

export interface Heartbeat {
  /** No message of any class for this long means that the connection is dead. */
  readonly silenceMs: number
  /** The client pings: `text` as a message, or a WebSocket ping when it is undefined. */
  readonly ping: { readonly everyMs: number; readonly text: string | undefined } | undefined
}

/** One REST request and how its reply travels on: as a frame of `channel`. */
export interface RestCall {
  readonly path: string
  readonly query: Readonly<Record<string, string | number | undefined>>
  readonly weight: number
  readonly channel: string
  /** Becomes `RawFrame.request`. */
  readonly request: Readonly<Record<string, string>>
}

/** Walks over history, oldest first. Pure: what comes next follows from the page before. */
export interface HistoryPager {
  readonly first: RestCall
  /** The call after `previous`, whose reply was `payload`; undefined at the end. */
  next(previous: RestCall, payload: Uint8Array): RestCall | undefined
}

export interface Endpoints {
  /** WebSocket base URL per group. */
  readonly ws: Readonly<Record<string, string>>
  readonly rest: string
}

/**
 * Everything that makes a venue different from another, as pure functions: a spec is tested without a network. The
 * kit does the waiting, retrying, counting and reconnecting.
 */
export interface VenueSpec<Config extends ExchangeConfig = ExchangeConfig> {
  /** Plugin type and venue name: `binance`. */
  readonly venue: string
  readonly summary: string
  readonly stability: 'experimental' | 'beta' | 'stable' | 'deprecated'
  /** `exchangeConfig()` of the kit, extended by the venue's own keys. */
  readonly configSchema: ConfigSchema<Config>
  readonly capabilities: SourceCapabilities
  readonly limits: Limits
  readonly heartbeat: Heartbeat
  readonly normalizer: NormalizerFactory<Uint8Array>
  /** Addresses of the production or the test network; the config's `endpoints` win over them. */
  endpoints(config: Config): Endpoints
  /** Full URL of a connection of this group. */
  url(endpoint: string, group: string, config: Config): string
  /** Which topics carry a subscription. Throws a `config` error for what the venue does not have. */
  topics(subscription: Subscription, instrument: Instrument, config: Config): readonly Topic[]
  /** The topic of an all-symbols stream; undefined where the venue has none for that kind. */
  wildcardTopics?(subscription: Subscription, config: Config): readonly Topic[] | undefined
  /** Messages that ask for these topics; the `requestId` comes back in the acknowledgement. */
  subscribe(topics: readonly string[], requestId: number, config: Config): readonly string[]
  unsubscribe(topics: readonly string[], requestId: number, config: Config): readonly string[]
  classify(payload: Uint8Array): FrameClass
  /** The reply is decoded by `normalizer.instruments`. */
  instruments(config: Config): RestCall
  /** Book snapshot, where `normalizer.book.snapshot` is `request`. */
  snapshot?(instrument: Instrument, config: Config): RestCall
  /** REST polling in place of a stream; undefined where the venue has no such call. */
  poll?(subscription: Subscription, instrument: Instrument, config: Config): RestCall | undefined
  history?(request: HistoryRequest, instrument: Instrument, config: Config): HistoryPager | undefined
  /** Trades by id range, both inclusive, to fill a hole. */
  tradesById?(instrument: Instrument, fromId: string, toId: string, variant: string | undefined, config: Config): HistoryPager | undefined
  /** Extra headers of every REST call (an API key). */
  headers?(config: Config): Readonly<Record<string, string>>
  /** Messages to send first on a new connection, before any subscription. */
  authenticate?(group: string, config: Config): readonly string[]
}
