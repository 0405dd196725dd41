import type { Limits } from './venue.ts'

/** Limits that hardly any venue undercuts; an adapter names what differs. `scope` is what the venue meters REST by. */
export function limits(scope: string, changes: Partial<Limits> = {}): Limits {
  return {
    topicsPerConnection: 100,
    topicsPerMessage: 20,
    messagesPerSecond: 4,
    connectsPerMinute: 20,
    maxConnectionAgeMs: undefined,
    rest: { scope, weight: 60, perMs: 60_000, usedHeader: undefined },
    ...changes,
  }
}
