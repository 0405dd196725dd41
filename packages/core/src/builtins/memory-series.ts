import type { Bar, BarSpec, EpochMs, Instrument, MarketEvent } from '../contracts/index.ts'
import { type EventRows, eventRows } from './event-rows.ts'
import { timeOf } from './event-time.ts'

const aboutBars: ReadonlySet<string> = new Set(['bar', 'indicator', 'pattern', 'level', 'volume-profile'])

/** An event with its place in the order of time, then of arrival. */
export interface Row {
  readonly time: EpochMs
  readonly arrival: number
  readonly event: MarketEvent
}

/** The width of the bars that an event is about, where it is about bars. */
export function intervalOf(event: MarketEvent): BarSpec | undefined {
  return aboutBars.has(event.kind) ? (event as Bar).interval : undefined
}

/** What a later event of the same series replaces its former self by; undefined where every event is a fact of its own. */
function keyOf(event: MarketEvent): string | undefined {
  if (event.kind === 'bar') return `${event.openTime} ${event.origin}`
  if (event.kind === 'indicator') return event.openTime === undefined ? undefined : `${event.openTime} ${event.definition.name}`
  if (event.kind === 'pattern' || event.kind === 'level') return event.openTime === undefined ? undefined : `${event.openTime} ${event.id}`
  if (event.kind === 'volume-profile') return `${event.from} ${event.name}`
  return event.kind === 'gap' ? event.id : undefined
}

/** The events of one kind, instrument and interval, ordered by time, then by arrival. */
export class MemorySeries {
  readonly instrument: Instrument
  readonly kind: string
  readonly interval: BarSpec | undefined
  // Side by side: an object for each event would outlive many collections beside it.
  readonly #events: EventRows
  readonly #arrivals: number[] = []
  readonly #byKey = new Map<string, MarketEvent>()
  #newest: EpochMs = Number.NEGATIVE_INFINITY

  constructor(first: MarketEvent) {
    this.instrument = first.instrument
    this.kind = first.kind
    this.interval = intervalOf(first)
    this.#events = eventRows(first.kind, first.instrument)
  }

  /** Times of its first and its last event; there is one. */
  get span(): readonly [from: EpochMs, to: EpochMs] {
    return [this.#events.timeAt(0), this.#events.timeAt(this.length - 1)]
  }

  get length(): number {
    return this.#events.length
  }

  /** Whether the event is one of this series. */
  takes(event: MarketEvent): boolean {
    return event.instrument === this.instrument && event.kind === this.kind && intervalOf(event) === this.interval
  }

  /** How many events the series grew by: 0 when the event replaced its former self. */
  put(event: MarketEvent, arrival: number): 0 | 1 {
    const key = keyOf(event)
    const former = key === undefined ? undefined : this.#byKey.get(key)
    if (former !== undefined) this.#remove(this.#placeOf(former))
    if (key !== undefined) this.#byKey.set(key, event)
    this.#insert(event, arrival)
    return former === undefined ? 1 : 0
  }

  /** Forgets the oldest events. */
  drop(count: number): void {
    for (let at = 0; at < count && this.#byKey.size > 0; at++) {
      const key = keyOf(this.#events.at(at))
      if (key !== undefined) this.#byKey.delete(key)
    }
    this.#events.drop(count)
    this.#arrivals.splice(0, count)
  }

  /** From `from` (inclusive) to `to` (exclusive); of these the last `last`. */
  range(from: EpochMs | undefined, to: EpochMs | undefined, last: number | undefined): readonly Row[] {
    const end = to === undefined ? this.length : this.#bound(to, false)
    const start = from === undefined ? 0 : this.#bound(from, false)
    const rows: Row[] = []
    for (let at = last === undefined ? start : Math.max(start, end - last); at < end; at++) rows.push(this.#row(at))
    return rows
  }

  /** The last trade with this id. */
  withId(id: string): MarketEvent | undefined {
    return this.#events.withId(id)
  }

  /** The last event at or before a time. */
  before(time: EpochMs): Row | undefined {
    const at = this.#bound(time, true) - 1
    return at < 0 ? undefined : this.#row(at)
  }

  #row(at: number): Row {
    return { time: this.#events.timeAt(at), arrival: this.#arrivals[at] as number, event: this.#events.at(at) }
  }

  /** Most events belong at the end. */
  #insert(event: MarketEvent, arrival: number): void {
    const time = timeOf(event)
    if (time >= this.#newest) {
      this.#newest = time
      this.#events.push(event)
      this.#arrivals.push(arrival)
      return
    }
    const at = this.#bound(time, true)
    this.#events.insert(at, event)
    this.#arrivals.splice(at, 0, arrival)
  }

  #remove(at: number): void {
    this.#events.remove(at)
    this.#arrivals.splice(at, 1)
  }

  #placeOf(event: MarketEvent): number {
    return this.#events.placeOf(event, this.#bound(timeOf(event), false))
  }

  /** The first place whose time is at least (`after`: more than) `time`. */
  #bound(time: EpochMs, after: boolean): number {
    let [low, high] = [0, this.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const there = this.#events.timeAt(middle)
      if (there < time || (after && there === time)) low = middle + 1
      else high = middle
    }
    return low
  }
}
