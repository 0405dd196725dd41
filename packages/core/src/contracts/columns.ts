import type { BarSpec, EpochMs } from './time.ts'
import type { DataKind, Delivery, EventBatch, EventKind, GapCause } from './events.ts'
import type { Instrument } from './instrument.ts'

/** Rows of varying length: row `i` is `values[offsets[i]]` up to, not including, `values[offsets[i + 1]]`. */
export interface ListColumn {
  readonly offsets: Int32Array
  readonly values: Float64Array | readonly string[]
  /** 1 where the row has a list, 0 where it is unknown; left out when every row has one. */
  readonly present?: Uint8Array | undefined
}

/** Few distinct texts: row `i` is `dictionary[codes[i]]`; code -1 is unknown. */
export interface DictionaryColumn {
  readonly codes: Int32Array
  readonly dictionary: readonly string[]
}

/** NaN stands for an unknown number, `undefined` for an unknown text. Booleans are 0, 1 and 255 (unknown). */
export type Column = Float64Array | Int32Array | Uint8Array | readonly (string | undefined)[] | ListColumn | DictionaryColumn

/**
 * One kind of event as arrays. For the places where events leave the synchronous stream: stores, worker
 * threads, indicators over history.
 */
export interface ColumnBatch<K extends EventKind = EventKind> {
  readonly kind: K
  readonly length: number
  /** `Instrument.index` of each row. */
  readonly instrument: Int32Array
  readonly ts: Float64Array
  readonly nanos: Int32Array
  readonly tsRecv: Float64Array
  readonly revision: Int32Array
  /** By the names of the kind's layout (`@feedloom/core/columns`). */
  readonly columns: Readonly<Record<string, Column>>
}

export type ColumnType = 'float64' | 'int32' | 'boolean' | 'text' | 'dictionary' | 'time' | 'float64-list' | 'text-list' | 'json'

/** One column of an event kind. A store maps `type` to its own; `unit` is for people and documents. */
export interface ColumnSpec {
  readonly name: string
  readonly type: ColumnType
  readonly unit: string | undefined
  /** False where the field always has a value. */
  readonly optional: boolean
}

/** Declared by a plugin that adds an event kind: any store keeps it (as `x_<kind>`), the gateway serves it. */
export interface EventLayout {
  readonly kind: string
  readonly columns: readonly ColumnSpec[]
}

export interface ReadQuery<K extends EventKind = EventKind> {
  readonly kind: K
  /** Left out, all venues. */
  readonly venue?: string | undefined
  /** Unified or native symbol; left out, all symbols. */
  readonly symbol?: string | undefined
  /** Only of kinds that are about bars. */
  readonly interval?: BarSpec | undefined
  /** Inclusive, on `ts` (on `openTime` for bars). */
  readonly from?: EpochMs | undefined
  /** Exclusive. */
  readonly to?: EpochMs | undefined
  /** The last rows of the range, still oldest first. */
  readonly last?: number | undefined
  /** Of `indicator` events: only these. */
  readonly indicator?: IndicatorFilter | undefined
}

/** Which values of indicators; what is left out may be anything. */
export interface IndicatorFilter {
  /** Instance name from the config: `rsi14`. */
  readonly name?: string | undefined
  /** Indicator type: `rsi`. */
  readonly type?: string | undefined
  /** Values that these parameters must have; others may have any. */
  readonly parameters?: Readonly<Record<string, number | string | boolean>> | undefined
  /** Only of closed bars, or only previews. */
  readonly final?: boolean | undefined
}

/** The reading side of a store. Replays, history and "latest 100 bars" all go through it. */
export interface EventReader {
  /** Rows ordered by `ts`, then by arrival. */
  read<K extends EventKind>(query: ReadQuery<K>, signal?: AbortSignal): AsyncIterable<ColumnBatch<K>>
}

/** What is there, per instrument and kind. */
export interface Coverage {
  readonly venue: string
  readonly symbol: string
  readonly kind: EventKind
  readonly interval: BarSpec | undefined
  readonly from: EpochMs
  readonly to: EpochMs
  readonly rows: number
  /**
   * Spans inside in which something is missing or may be, from the ledger of gaps, by receive time and in its order.
   * Left out by a store that keeps no ledger.
   */
  readonly holes?: readonly Hole[]
}

/** An interval of the ledger of gaps that was not healed. `to` is undefined while it is open. */
export interface Hole {
  readonly from: EpochMs | undefined
  readonly to: EpochMs | undefined
  readonly state: 'suspected' | 'healing' | 'lost'
  readonly cause: GapCause
}

export interface TableStats {
  readonly table: string
  readonly rows: number
  readonly from: EpochMs | undefined
  readonly to: EpochMs | undefined
}

export interface EventStore extends EventReader {
  /** The last book snapshot at or before `ts`: the place to start rebuilding a book. */
  nearestSnapshot(venue: string, symbol: string, ts: EpochMs, signal?: AbortSignal): Promise<EventBatch<'book.snapshot'> | undefined>
  /** A trade by its id. */
  byId(venue: string, symbol: string, id: string, signal?: AbortSignal): Promise<EventBatch<'trade'> | undefined>
  /** Bars of a wider interval, made from stored bars or, where there are none, from stored trades. */
  resample(
    query: { readonly venue: string; readonly symbol: string; readonly interval: BarSpec; readonly from?: EpochMs; readonly to?: EpochMs },
    signal?: AbortSignal,
  ): AsyncIterable<ColumnBatch<'bar'>>
  coverage(
    filter?: { readonly venue?: string; readonly symbol?: string; readonly kind?: EventKind },
    signal?: AbortSignal,
  ): Promise<readonly Coverage[]>
  stats(signal?: AbortSignal): Promise<readonly TableStats[]>
}

/** What history is asked for: a data kind of one instrument over a span. */
export interface HistoryQuery {
  readonly instrument: Instrument
  readonly kind: DataKind
  readonly interval?: BarSpec | undefined
  /** Inclusive. */
  readonly from: EpochMs
  /** Exclusive. */
  readonly to: EpochMs
  readonly last?: number | undefined
  /** Of bars: only those of the venue, or only those made here. */
  readonly origin?: 'venue' | 'derived' | undefined
}

/** What a live source of the pipeline is to deliver. */
export interface ExpectedStream {
  readonly instrument: Instrument
  readonly kind: DataKind
  readonly interval: BarSpec | undefined
}

/** Asks the pipeline's stores first, then the source that covers the instrument. Oldest first. */
export interface HistoryReader {
  /**
   * What the live sources of the pipeline subscribe to at its start, for processors that warm up. Sources that replay
   * the past are left out: what a store or a venue has today would be the future to them.
   */
  readonly expected?: readonly ExpectedStream[]
  read(query: HistoryQuery, signal?: AbortSignal): AsyncIterable<EventBatch & { readonly delivery: Delivery }>
}
