import type { ConfigSchema, HistoryRequest, Instrument, NormalizerFactory, SourceCapabilities, Subscription } from '@feedloom/core'
import type { ExchangeConfig } from './config.ts'

/** One thing to say on one connection. `topic` is the venue's own name and the key of the ledger. */
export interface Topic {
  /** Connections are opened per group: `public`, `market`, `private`, ... */
  readonly group: string
  readonly topic: string
}

/**
 * What a message is for, decided without decoding more than needed. Return shared constants for `data` and `ignore`;
 * a message that cannot be read is `data`: the normalizer throws on it and the engine keeps it as a dead letter.
 */
export type FrameClass =
  | { readonly type: 'data' }
  /** The venue confirmed: by topic names, or by the id of the request. */
  | { readonly type: 'ack'; readonly requestId: number }
  | { readonly type: 'ack'; readonly topics: readonly string[] }
  /** A refused request with several topics is asked for again topic by topic, so that one bad name spoils no other. */
  | { readonly type: 'reject'; readonly requestId: number; readonly error: Error }
  | { readonly type: 'reject'; readonly topics: readonly string[]; readonly error: Error }
  /** Answer with this text. */
  | { readonly type: 'ping'; readonly reply: string }
  | { readonly type: 'ignore' }
  /** The venue announces that it will close; the kit opens the next connection first. */
  | { readonly type: 'reconnect'; readonly reason: string }
  /**
   * By the category of the error: `data` is logged and counted, `retryable` (and a plain error) drops the connection
   * and reconnects, `config` and `fatal` (a refused key) fail it for good.
   */
  | { readonly type: 'error'; readonly error: Error }

export interface Limits {
  readonly topicsPerConnection: number
  readonly topicsPerMessage: number
  /** Client messages per connection and second, pings and pongs included. */
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
  /** Nothing at all (messages, pings and pongs) for this long means that the connection is dead. */
  readonly silenceMs: number
  /**
   * No `data` message for this long, though topics are confirmed, means that the connection is open but stale. Where
   * a stream turns out to be quiet by nature, the kit waits twice as long each time, up to 16 times. Default:
   * `silenceMs`; 0 = never.
   */
  readonly dataSilenceMs?: number | undefined
  /** The client pings: `text` as a message, or a WebSocket ping when it is undefined. */
  readonly ping: { readonly everyMs: number; readonly text: string | undefined } | undefined
}

/** One REST request and how its reply travels on: as a frame of `channel`. */
export interface RestCall {
  readonly path: string
  readonly query: Readonly<Record<string, string | number | undefined>>
  readonly weight: number
  readonly channel: string
  /** Becomes `RawFrame.request`; a repair of bars adds `reached`: bars that end before this (epoch ms) are final, of the others those that a later one follows, whatever our clock says. */
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
  /** False where the venue never answers a subscription: it counts as confirmed once it is sent. Default true. */
  readonly acknowledges?: boolean
  /**
   * How a planned reconnect passes from the old connection to the new one. `same-bytes`: both send the same messages
   * byte for byte, so what came twice is dropped and nothing is missed. `fresh`: messages differ between connections
   * (numbered per connection, or a stream that begins with a snapshot), so the new one begins a new epoch. The default
   * follows from the books: `fresh` where the stream begins with a snapshot.
   */
  readonly handOver?: 'same-bytes' | 'fresh'
  /** Addresses of the production or the test network; the config's `endpoints` win over them. */
  endpoints(config: Config): Endpoints
  /** Full URL of a connection of this group. */
  url(endpoint: string, group: string, config: Config): string
  /** Which topics carry a subscription. Throws a `config` error for what the venue does not have. */
  topics(subscription: Subscription, instrument: Instrument, config: Config): readonly Topic[]
  /** The topic of an all-symbols stream; undefined where the venue has none for that kind. */
  wildcardTopics?(subscription: Subscription, config: Config): readonly Topic[] | undefined
  /**
   * Messages that ask for these topics; the `requestId` comes back in the acknowledgement. Where several messages are
   * needed, each is acknowledged by itself. No message at all: the topics count as confirmed.
   */
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
  /** Trades by id range, both inclusive, to fill a hole; `toId` undefined: all there are from `fromId` on. */
  tradesById?(
    instrument: Instrument,
    fromId: string,
    toId: string | undefined,
    variant: string | undefined,
    config: Config,
  ): HistoryPager | undefined
  /** Extra headers of every REST call (an API key). */
  headers?(config: Config): Readonly<Record<string, string>>
  /** Headers of the WebSocket handshake. */
  socketHeaders?(group: string, config: Config): Readonly<Record<string, string>>
  /** Messages to send first on a new connection, before any subscription. */
  authenticate?(group: string, config: Config): readonly string[]
}
