import type { MarketEvent } from '../contracts/events.ts'
import type { Instrument } from '../contracts/instrument.ts'

const none: object = Object.freeze({})

/**
 * Tells the latest event of each series, asked from the newest event to the oldest. A series is a kind of one
 * instrument; bars are told apart by interval and origin, indicators by definition and interval. Gaps always stay.
 */
export class LatestOnly {
  readonly #claimed = new Map<string, Map<Instrument, Map<unknown, Set<unknown>>>>()

  /** True for the first event of its series. */
  claim(event: MarketEvent): boolean {
    if (event.kind === 'gap') return true
    const first = event.kind === 'bar' || event.kind === 'indicator' ? event.interval : undefined
    const second = event.kind === 'bar' ? event.origin : event.kind === 'indicator' ? event.definition : none
    const instruments = entry(this.#claimed, event.kind, newMap<Instrument, Map<unknown, Set<unknown>>>)
    const series = entry(entry(instruments, event.instrument, newMap<unknown, Set<unknown>>), first, newSet)
    if (series.has(second)) return false
    series.add(second)
    return true
  }
}

function newMap<K, V>(): Map<K, V> {
  return new Map()
}

function newSet(): Set<unknown> {
  return new Set()
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = create()))
  return value
}
