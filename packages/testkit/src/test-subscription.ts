import type { Subscription } from '@feedloom/core'

/** A subscription to the venue's default stream of this kind, but for what is named. */
export function testSubscription(kind: Subscription['kind'], symbol: string, named: Partial<Subscription> = {}): Subscription {
  return {
    kind,
    symbol,
    interval: undefined,
    variant: undefined,
    depth: undefined,
    pollEveryMs: undefined,
    backfillMs: undefined,
    options: undefined,
    ...named,
  }
}
