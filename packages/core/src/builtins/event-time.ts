import type { EpochMs, MarketEvent } from '../contracts/index.ts'

/** What stores order an event by: bars and nothing else by their open time. */
export function timeOf(event: MarketEvent): EpochMs {
  return event.kind === 'bar' ? event.openTime : event.ts
}
