import type { Bar, BarSpec, EpochMs, Instrument, MarketEvent } from '../contracts/index.ts'

const aboutBars: ReadonlySet<string> = new Set(['bar', 'indicator', 'pattern', 'level', 'volume-profile'])

/** An event with its place in the order of arrival. */
export interface Row {
  readonly time: EpochMs
  readonly arrival: number
  readonly event: MarketEvent
}

/** What stores order an event by: bars and nothing else by their open time. */
export function timeOf(event: MarketEvent): EpochMs {
  return event.kind === 'bar' ? event.openTime : event.ts
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
  readonly #rows: Row[] = []
  readonly #byKey = new Map<string, Row>()

  constructor(first: MarketEvent) {
    this.instrument = first.instrument
    this.kind = first.kind
    this.interval = intervalOf(first)
  }

  get rows(): readonly Row[] {
    return this.#rows
  }

  get length(): number {
    return this.#rows.length
  }

  /** How many rows the series grew by: 0 when the event replaced its former self. */
  put(event: MarketEvent, arrival: number): 0 | 1 {
    const row: Row = { time: timeOf(event), arrival, event }
    const key = keyOf(event)
    const former = key === undefined ? undefined : this.#byKey.get(key)
    if (former !== undefined) this.#rows.splice(this.#placeOf(former), 1)
    if (key !== undefined) this.#byKey.set(key, row)
    this.#rows.splice(this.#bound(row.time, true), 0, row)
    return former === undefined ? 1 : 0
  }

  /** Forgets the oldest rows. */
  drop(count: number): void {
    for (const { event } of this.#rows.splice(0, count)) {
      const key = keyOf(event)
      if (key !== undefined) this.#byKey.delete(key)
    }
  }

  /** Rows from `from` (inclusive) to `to` (exclusive); of these the last `last`. */
  range(from: EpochMs | undefined, to: EpochMs | undefined, last: number | undefined): readonly Row[] {
    const end = to === undefined ? this.#rows.length : this.#bound(to, false)
    const start = from === undefined ? 0 : this.#bound(from, false)
    return this.#rows.slice(last === undefined ? start : Math.max(start, end - last), end)
  }

  /** The last row at or before a time. */
  before(time: EpochMs): Row | undefined {
    return this.#rows[this.#bound(time, true) - 1]
  }

  #placeOf(row: Row): number {
    let at = this.#bound(row.time, false)
    while (this.#rows[at] !== row) at++
    return at
  }

  /** The first row whose time is at least (`after`: more than) `time`; most rows belong at the end. */
  #bound(time: EpochMs, after: boolean): number {
    let [low, high] = [0, this.#rows.length]
    const newest = this.#rows[high - 1]
    if (newest === undefined || newest.time < time || (after && newest.time === time)) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      const there = (this.#rows[middle] as Row).time
      if (there < time || (after && there === time)) low = middle + 1
      else high = middle
    }
    return low
  }
}
