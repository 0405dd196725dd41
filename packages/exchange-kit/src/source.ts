import type { PluginContext, Source, SourceCapabilities, SourceOutput, Subscription, SubscriptionOutcome } from '@feedloom/core'
import type { ExchangeConfig } from './config.ts'
import type { VenueSpec } from './venue.ts'

/** A venue as a source: the spec says what, this says when. */
export class ExchangeSource<Config extends ExchangeConfig> implements Source {
  readonly capabilities: SourceCapabilities
  constructor(spec: VenueSpec<Config>, _context: PluginContext, _config: Config) {
    this.capabilities = spec.capabilities
  }
  attach(_output: SourceOutput): void {}
  subscribe(subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    return Promise.resolve(subscriptions.map((subscription) => ({ ok: true as const, subscription })))
  }
  unsubscribe(_subscriptions: readonly Subscription[]): Promise<void> {
    return Promise.resolve()
  }
}
