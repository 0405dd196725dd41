import type { Clock, Logger, Network } from '@feedloom/core'
import type { ExchangeConfig } from './config.ts'
import type { Pacer } from './pacing.ts'
import type { Endpoints, Heartbeat, Limits, VenueSpec } from './venue.ts'

/** What all parts of one source share: the venue's spec under this config, and the ports. */
export interface Wire {
  readonly venue: string
  /** Component id of the source. */
  readonly source: string
  readonly spec: VenueSpec
  readonly config: ExchangeConfig
  readonly limits: Limits
  readonly heartbeat: Heartbeat & { readonly dataSilenceMs: number }
  readonly endpoints: Endpoints
  readonly clock: Clock
  readonly random: () => number
  readonly network: Network
  readonly log: Logger
  /** Connection attempts of the whole source. */
  readonly connects: Pacer
  nextRequestId(): number
}

/** The venue's limits, lowered (or raised) by the config. */
export function limitsOf(spec: VenueSpec, config: ExchangeConfig): Limits {
  const { limits } = spec
  const own = config.limits
  return {
    topicsPerConnection: own.topicsPerConnection ?? limits.topicsPerConnection,
    topicsPerMessage: own.topicsPerMessage ?? limits.topicsPerMessage,
    messagesPerSecond: own.messagesPerSecond ?? limits.messagesPerSecond,
    connectsPerMinute: own.connectsPerMinute ?? limits.connectsPerMinute,
    maxConnectionAgeMs: own.maxConnectionAge ?? limits.maxConnectionAgeMs,
    rest: { ...limits.rest, weight: own.restWeight ?? limits.rest.weight },
  }
}

/** When a connection counts as dead or stale. */
export function heartbeatOf(spec: VenueSpec, config: ExchangeConfig): Wire['heartbeat'] {
  const { silenceMs, dataSilenceMs, ping } = spec.heartbeat
  const silence = config.heartbeat.silence ?? silenceMs
  return { silenceMs: silence, dataSilenceMs: config.heartbeat.dataSilence ?? dataSilenceMs ?? silence, ping }
}

/** Addresses of the venue; those of the config win. */
export function endpointsOf(spec: VenueSpec, config: ExchangeConfig): Endpoints {
  const { ws, rest } = spec.endpoints(config)
  return { ws: { ...ws, ...config.endpoints.ws }, rest: config.endpoints.rest ?? rest }
}
