import type { Coverage } from './columns.ts'
import type { DataKind, EventKind, EventMap, Gap } from './events.ts'
import type { IndicatorValue } from './derived-events.ts'
import type { Levels } from './event-header.ts'
import type { OptionChain } from './option-events.ts'
import type { Instrument } from './instrument.ts'
import type { ComponentState, ConnectionStatus } from './lifecycle.ts'
import type { BarSpec, EpochMs } from './time.ts'

export interface ComponentStatus {
  /** `sources.binance`, `sinks.duckdb`, ... */
  readonly id: string
  readonly kind: 'source' | 'processor' | 'sink' | 'cache'
  readonly type: string
  readonly state: ComponentState
  /** Since when, wall clock. */
  readonly since: EpochMs
  /** Why it is degraded or failed, in words. */
  readonly reason: string | undefined
}

/** Counters of one edge of the graph; plain numbers, read when asked for. */
export interface FlowStats {
  readonly component: string
  readonly consumed: number
  readonly produced: number
  /** Frames, events or writes that threw. */
  readonly failed: number
  /** Lost on purpose, by overflow policy. */
  readonly dropped: number
  /** Waiting now, and the bound. */
  readonly queued: number
  readonly queueLimit: number
  readonly retries: number
}

/** One stream as people look at it: a kind of one instrument. */
export interface StreamStats {
  readonly instrument: Instrument
  readonly kind: EventKind
  readonly source: string
  readonly events: number
  readonly gaps: number
  readonly lastTs: EpochMs
  readonly lastTsRecv: EpochMs
  readonly lastPrice: number
}

export type BookState = 'syncing' | 'good' | 'suspect' | 'stale'

/** A live order book. Never `good` while wrong. Read it in place; it changes with the next delta. */
export interface BookView {
  readonly instrument: Instrument
  readonly state: BookState
  readonly sequence: number | undefined
  readonly ts: EpochMs
  readonly bidLevels: number
  readonly askLevels: number
  /** Quote units; NaN when that side is empty. */
  readonly bestBid: number
  readonly bestAsk: number
  /** Halfway between the best prices, quote units; NaN when a side is empty. */
  readonly mid: number
  /** Best ask minus best bid, quote units; 0 or less where the book is locked or crossed, NaN when a side is empty. */
  readonly spread: number
  /**
   * Average price, in quote units, of an order of `size` base units that eats this side from its best level on: `ask`
   * for a buyer, `bid` for a seller. NaN when the side holds less than that, and for a size that is not above 0.
   */
  vwapTo(side: 'bid' | 'ask', size: number): number
  /**
   * How the sizes of the best `levels` lean: (bids - asks) / (bids + asks), from -1 (asks only) to 1 (bids only). NaN
   * for an empty book. A side with fewer levels counts with those that it has.
   */
  imbalance(levels: number): number
  /** The best `n` levels of each side, copied. */
  top(n: number): { readonly bids: Levels; readonly asks: Levels }
}

export type BufferKind = 'tick' | 'trade' | 'quote' | 'bar'

export interface BufferQuery {
  readonly symbol: string
  readonly venue?: string | undefined
  readonly kind: BufferKind
  readonly interval?: BarSpec | undefined
}

/**
 * Rows of one instrument, oldest first, as views into the ring: no copy, valid until the next event of that
 * instrument arrives. `rows()` copies.
 */
export interface BufferRows {
  readonly instrument: Instrument | undefined
  readonly length: number
  readonly columns: Readonly<Record<string, Float64Array>>
  rows(): readonly Readonly<Record<string, number>>[]
}

export interface EventBuffer {
  latest(query: BufferQuery, n: number): BufferRows
  /** By `ts`: `from` inclusive, `to` exclusive. */
  range(query: BufferQuery, from: EpochMs, to: EpochMs): BufferRows
  /** Everything, or one instrument. */
  clear(query?: Partial<BufferQuery>): void
}

export interface IndicatorView {
  /** Latest value of each indicator of that series, by name. */
  latest(symbol: string, interval?: BarSpec, venue?: string): ReadonlyMap<string, IndicatorValue>
}

/** Which gaps; left out, all of them. */
export interface GapFilter {
  /** Unified or native. */
  readonly symbol?: string
  readonly venue?: string
  readonly kind?: DataKind
  readonly state?: Gap['state']
  readonly open?: boolean
}

/**
 * What plugins may see of the running engine (gateway, telemetry, command line). Everything is read-only and cheap;
 * nothing here is called per event.
 */
export interface EngineView {
  /** Unique per run. */
  readonly run: string
  readonly startedAt: EpochMs
  components(): readonly ComponentStatus[]
  connections(): readonly ConnectionStatus[]
  onComponent(changed: (status: ComponentStatus) => void): Disposable
  onConnection(changed: (status: ConnectionStatus) => void): Disposable
  flow(): readonly FlowStats[]
  streams(): readonly StreamStats[]
  /** The last event of that kind. */
  latest<K extends EventKind>(kind: K, symbol: string, venue?: string): EventMap[K] | undefined
  readonly buffer: EventBuffer
  book(symbol: string, venue?: string): BookView | undefined
  books(): readonly BookView[]
  readonly indicators: IndicatorView
  chains(underlying: string): readonly OptionChain[]
  /** The ledger of this run: each gap in its last state. `open` ones are those of which more will be said. */
  gaps(filter?: GapFilter): readonly Gap[]
  /** What this run has carried per instrument and kind, and the holes in it that were not healed. */
  coverage(): readonly Coverage[]
}
