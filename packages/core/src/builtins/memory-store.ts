import { toColumns } from '../columns/to-columns.ts'
import { tableNameOf } from '../columns/tables.ts'
import type {
  AnyBatch,
  BarSpec,
  ColumnBatch,
  Coverage,
  EpochMs,
  EventBatch,
  EventKind,
  EventLayout,
  EventMap,
  EventStore,
  IndicatorFilter,
  MarketEvent,
  ReadQuery,
  TableStats,
} from '../contracts/index.ts'
import { MemorySeries, intervalOf, type Row } from './memory-series.ts'
import { resampled } from './resampled.ts'

/** Rows of one column batch that `read` yields. */
const batchRows = 10_000

type ResampleQuery = Parameters<EventStore['resample']>[0]
type CoverageFilter = NonNullable<Parameters<EventStore['coverage']>[0]>

/**
 * Events in memory, readable like any store. Bars, indicator values and gaps that are stated again replace their former
 * selves. Of more than `maxEvents` events the longest series lose their oldest.
 */
export class MemoryStore implements EventStore {
  readonly #maxEvents: number
  readonly #layouts: readonly EventLayout[]
  /** By kind, then by instrument and interval. */
  readonly #series = new Map<string, Map<string, MemorySeries>>()
  #size = 0
  #arrivals = 0
  #dropped = 0

  constructor(maxEvents: number, layouts: readonly EventLayout[] = []) {
    this.#maxEvents = maxEvents
    this.#layouts = layouts
  }

  get size(): number {
    return this.#size
  }

  /** Events that made room for newer ones. */
  get dropped(): number {
    return this.#dropped
  }

  put(batch: AnyBatch): void {
    const events: readonly MarketEvent[] = batch.events
    let series: MemorySeries | undefined
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as MarketEvent
      if (series === undefined || !series.takes(event)) series = this.#seriesOf(event)
      this.#size += series.put(event, this.#arrivals++)
    }
    while (this.#size > this.#maxEvents) this.#shrink()
  }

  /** The events of one kind, in order of time, then of arrival. */
  events<K extends EventKind>(query: ReadQuery<K>): readonly EventMap[K][] {
    const { indicator } = query
    const last = indicator === undefined ? query.last : undefined
    const all = this.#matching(query)
      .map((series) => series.range(query.from, query.to, last))
      .map((found) => (indicator === undefined ? found : found.filter(({ event }) => isOf(event, indicator))))
    const rows = all.length === 1 ? (all[0] as readonly Row[]) : all.flat().sort((a, b) => a.time - b.time || a.arrival - b.arrival)
    const kept = query.last === undefined ? rows : rows.slice(Math.max(0, rows.length - query.last))
    return kept.map((row) => row.event as EventMap[K])
  }

  async *read<K extends EventKind>(query: ReadQuery<K>, signal?: AbortSignal): AsyncGenerator<ColumnBatch<K>, void, undefined> {
    const events = this.events(query)
    for (let i = 0; i < events.length; i += batchRows) {
      signal?.throwIfAborted()
      yield toColumns({ kind: query.kind, events: events.slice(i, i + batchRows) }, this.#layouts)
    }
  }

  async nearestSnapshot(venue: string, symbol: string, ts: EpochMs): Promise<EventBatch<'book.snapshot'> | undefined> {
    const rows = this.#matching({ kind: 'book.snapshot', venue, symbol }).map((series) => series.before(ts))
    const [last] = rows.filter((row) => row !== undefined).sort((a, b) => b.time - a.time || b.arrival - a.arrival)
    return last && { kind: 'book.snapshot', origin: 'store', delivery: 'replay', events: [last.event as EventMap['book.snapshot']] }
  }

  async byId(venue: string, symbol: string, id: string): Promise<EventBatch<'trade'> | undefined> {
    for (const series of this.#matching({ kind: 'trade', venue, symbol })) {
      const trade = series.withId(id)
      if (trade !== undefined) return { kind: 'trade', origin: 'store', delivery: 'replay', events: [trade as EventMap['trade']] }
    }
    return undefined
  }

  async *resample(query: ResampleQuery, signal?: AbortSignal): AsyncGenerator<ColumnBatch<'bar'>, void, undefined> {
    const events = resampled(this, query)
    for (let i = 0; i < events.length; i += batchRows) {
      signal?.throwIfAborted()
      yield toColumns({ kind: 'bar', events: events.slice(i, i + batchRows) })
    }
  }

  async coverage(filter: CoverageFilter = {}): Promise<readonly Coverage[]> {
    const kinds = filter.kind === undefined ? [...this.#series.keys()] : [filter.kind]
    return kinds.flatMap((kind) =>
      this.#matching({ kind: kind as EventKind, venue: filter.venue, symbol: filter.symbol })
        .filter((series) => series.length > 0)
        .map((series): Coverage => {
          const { venue, symbol } = series.instrument
          const [from, to] = series.span
          return { venue, symbol, kind: kind as EventKind, interval: series.interval, from, to, rows: series.length }
        }),
    )
  }

  async stats(): Promise<readonly TableStats[]> {
    const tables = new Map<string, TableStats>()
    for (const [kind, all] of this.#series) {
      const table = tableNameOf(kind)
      for (const series of all.values()) {
        if (series.length === 0) continue
        const [from, to] = series.span
        const known = tables.get(table) ?? { table, rows: 0, from, to }
        const wider = { from: Math.min(known.from ?? from, from), to: Math.max(known.to ?? to, to) }
        tables.set(table, { table, rows: known.rows + series.length, ...wider })
      }
    }
    return [...tables.values()]
  }

  /** Widths of the stored bars of an instrument. */
  intervals(venue: string, symbol: string): readonly BarSpec[] {
    return this.#matching({ kind: 'bar', venue, symbol }).flatMap((series) => series.interval ?? [])
  }

  #seriesOf(event: MarketEvent): MemorySeries {
    const all = this.#series.get(event.kind) ?? new Map<string, MemorySeries>()
    this.#series.set(event.kind, all)
    const interval = intervalOf(event)
    const key = interval === undefined ? String(event.instrument.index) : `${event.instrument.index} ${interval}`
    const known = all.get(key)
    if (known !== undefined) return known
    const series = new MemorySeries(event)
    all.set(key, series)
    return series
  }

  #matching({ kind, venue, symbol, interval }: Pick<ReadQuery, 'kind' | 'venue' | 'symbol' | 'interval'>): readonly MemorySeries[] {
    return [...(this.#series.get(kind)?.values() ?? [])].filter((series) => {
      const { instrument } = series
      if (venue !== undefined && instrument.venue !== venue) return false
      if (symbol !== undefined && instrument.symbol !== symbol && instrument.nativeSymbol !== symbol) return false
      return interval === undefined || series.interval === interval
    })
  }

  #shrink(): void {
    const all = [...this.#series.values()].flatMap((series) => [...series.values()])
    const longest = all.reduce((a, b) => (b.length > a.length ? b : a))
    // A little more than needed, so that this is rare.
    const count = Math.min(longest.length, Math.max(this.#size - this.#maxEvents, Math.ceil(longest.length / 50)))
    longest.drop(count)
    this.#size -= count
    this.#dropped += count
  }
}

function isOf(event: MarketEvent, { name, type, parameters = {}, final }: IndicatorFilter): boolean {
  if (event.kind !== 'indicator') return true
  const { definition } = event
  return (
    (name === undefined || definition.name === name) &&
    (type === undefined || definition.indicator === type) &&
    (final === undefined || event.final === final) &&
    Object.entries(parameters).every(([key, value]) => definition.parameters[key] === value)
  )
}
