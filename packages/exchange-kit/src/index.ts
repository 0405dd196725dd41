/**
 * What two venues have in common on the wire: connections, subscriptions, pacing, reconnects, HTTP.
 *
 * @module
 */
export { exchangeConfig, type ExchangeConfig, type ExchangeConfigShape, type LimitsConfig, type ReconnectConfig } from './config.ts'
export { duration } from './duration.ts'
export { jsonOf } from './json.ts'
export { exchangePlugins, type ExchangePlugins } from './exchange-plugins.ts'
export type { Endpoints, FrameClass, Heartbeat, HistoryPager, Limits, RestCall, RestLimits, Topic, VenueSpec } from './venue.ts'
