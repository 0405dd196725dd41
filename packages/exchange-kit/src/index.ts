/**
 * What two venues have in common on the wire: connections, subscriptions, pacing, reconnects, HTTP.
 *
 * @module
 */
export { exchangeConfig, type ExchangeConfig, type ExchangeConfigShape, type LimitsConfig, type ReconnectConfig } from './config.ts'
export { limits } from './limits.ts'
export { excerptOf, jsonOf, textOf, type PayloadOrigin } from './json.ts'
export { exchangePlugins, exchangeSource, type ExchangePlugins } from './exchange-plugins.ts'
export { nodeNetwork } from './network.ts'
export { RateBudget, type BudgetState, type RateBudgetOptions, type RequestPriority } from './rate-budget.ts'
export { ByteScanner } from './scan.ts'
export { FrameForms } from './scan-forms.ts'
export { IdTexts } from './scan-ids.ts'
export { ByteNames } from './scan-names.ts'
export { objectShape, scanShape, type FieldForm, type ObjectShape } from './scan-shape.ts'
export type { Endpoints, FrameClass, Heartbeat, HistoryPager, Limits, RestCall, RestLimits, Topic, VenueSpec } from './venue.ts'
