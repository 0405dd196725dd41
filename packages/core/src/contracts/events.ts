import type { Alert, IndicatorValue, Mover, Pattern, PriceLevel, VolumeProfile } from './derived-events.ts'
import type { EventHeader, Levels, Side } from './event-header.ts'
import type { OptionChain, OptionGreeks, OptionQuote } from './option-events.ts'
import type { CorporateAction, News, PriceBand, Status } from './reference-events.ts'
import type { BarSpec, EpochMs } from './time.ts'

export interface Trade extends EventHeader<'trade'> {
  /** Quote units. */
  readonly price: number
  /** Base units (contracts times contract size where the venue counts contracts). */
  readonly size: number
  readonly side: Side
  /** Text, because ids beyond 2^53 exist. Unique per instrument and variant. */
  readonly id: string | undefined
  /** Set when the venue merged several fills: the ids of the first and last raw trade in it. */
  readonly aggregate: { readonly firstId: string; readonly lastId: string } | undefined
  /** Sale conditions of equity and option prints, order type of a futures print; venue codes. */
  readonly conditions: readonly string[] | undefined
  /** Where it was printed, venue code (US equities: one feed, many exchanges). */
  readonly printVenue: string | undefined
  /** Consolidated tape of a US equity: `A`, `B`, `C`. */
  readonly tape: string | undefined
}

/** A trade that the venue changed or took back. */
export interface TradeCorrection extends EventHeader<'trade.correction'> {
  readonly action: 'correct' | 'cancel' | 'error'
  readonly originalId: string
  readonly originalPrice: number
  readonly originalSize: number
  readonly correctedId: string | undefined
  readonly correctedPrice: number | undefined
  readonly correctedSize: number | undefined
  readonly printVenue: string | undefined
  readonly tape: string | undefined
}

/** Best bid and offer from a native top-of-book feed; options included. */
export interface Quote extends EventHeader<'quote'> {
  /** NaN where that side is empty. */
  readonly bidPrice: number
  readonly bidSize: number
  readonly askPrice: number
  readonly askSize: number
  /** The venue's update id, where it has one. */
  readonly sequence: number | undefined
  readonly conditions: readonly string[] | undefined
  readonly bidVenue: string | undefined
  readonly askVenue: string | undefined
  readonly tape: string | undefined
}

/** Rolling statistics, 24 h unless `docs/semantics.md` says otherwise for the venue. */
export interface Ticker extends EventHeader<'ticker'> {
  readonly last: number
  readonly lastSize: number | undefined
  readonly open: number | undefined
  readonly high: number | undefined
  readonly low: number | undefined
  /** Base units. */
  readonly volume: number | undefined
  /** Quote units. */
  readonly quoteVolume: number | undefined
  readonly vwap: number | undefined
  readonly trades: number | undefined
  readonly bidPrice: number | undefined
  readonly bidSize: number | undefined
  readonly askPrice: number | undefined
  readonly askSize: number | undefined
  /** Begin of the window. */
  readonly openTime: EpochMs | undefined
}

export interface Bar extends EventHeader<'bar'> {
  readonly interval: BarSpec
  readonly openTime: EpochMs
  /** The last millisecond inside the bar (`openTime` of the next one minus 1); of an activity bar, its last trade. */
  readonly closeTime: EpochMs
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Base units. */
  readonly volume: number
  /** Quote units. */
  readonly quoteVolume: number | undefined
  readonly trades: number | undefined
  /** Base units bought by takers. */
  readonly takerBuyVolume: number | undefined
  readonly vwap: number | undefined
  /** False while the bar can still change. */
  readonly final: boolean
  /** Who made it: the venue, or Feedloom from trades or smaller bars. Part of the bar's key. */
  readonly origin: 'venue' | 'derived'
}

/** Replaces the whole book. */
export interface BookSnapshot extends EventHeader<'book.snapshot'> {
  readonly bids: Levels
  readonly asks: Levels
  /** Levels per side that are true; undefined means the full book. */
  readonly depth: number | undefined
  readonly sequence: number | undefined
}

/** Absolute sizes of changed levels. Valid only on top of the snapshot and deltas before it. */
export interface BookDelta extends EventHeader<'book.delta'> {
  readonly bids: Levels
  readonly asks: Levels
  readonly firstSequence: number | undefined
  readonly lastSequence: number | undefined
  readonly prevSequence: number | undefined
}

export interface MarkPrice extends EventHeader<'mark'> {
  readonly markPrice: number
  readonly indexPrice: number | undefined
  /** Estimated settlement price, meaningful in the hours before settlement. */
  readonly settlePrice: number | undefined
}

export interface FundingRate extends EventHeader<'funding'> {
  /** Per funding interval, as a fraction: 0.0001 = 1 basis point. */
  readonly rate: number
  readonly nextFundingTime: EpochMs | undefined
  readonly intervalHours: number | undefined
  /** True while the interval runs, false once the rate has been paid. */
  readonly predicted: boolean
}

export interface OpenInterest extends EventHeader<'open-interest'> {
  readonly contracts: number
  /** Quote units. */
  readonly value: number | undefined
}

export interface Liquidation extends EventHeader<'liquidation'> {
  /** `buy` closes a short, `sell` closes a long. */
  readonly side: Side
  /** Order price. */
  readonly price: number
  readonly averagePrice: number | undefined
  readonly size: number
  readonly id: string | undefined
}

export type GapCause = 'disconnect' | 'sequence' | 'checksum' | 'silence' | 'overflow' | 'decode' | 'drift' | 'restart'

/**
 * Data of this instrument is missing or no longer trustworthy. Travels in band, in order, so that a book, an
 * indicator or a store sees the hole exactly where it is. The same `id` comes again when its state changes.
 */
export interface Gap extends EventHeader<'gap'> {
  /** Unique per engine run. */
  readonly id: string
  readonly dataKind: DataKind
  /** Bar interval, where the hole is in bars. */
  readonly interval: BarSpec | undefined
  /** Receive time of the last good event; undefined when none was seen. */
  readonly from: EpochMs | undefined
  /** Undefined while the hole is open. */
  readonly to: EpochMs | undefined
  /** Ids or sequence numbers of the first and last missing item, where the venue numbers them. */
  readonly fromId: string | undefined
  readonly toId: string | undefined
  readonly cause: GapCause
  readonly state: 'suspected' | 'healing' | 'healed' | 'lost'
  /** What filled it: `rest.aggTrades`, `snapshot`, ... */
  readonly healedBy: string | undefined
  /** Of a hole that is lost: why nothing could fill it, in words; undefined where that is not known. */
  readonly reason: string | undefined
  /** Where data was lost on this side: the component id of the sink or the source. */
  readonly component: string | undefined
  /** Events known to be missing; undefined when that cannot be known. */
  readonly missing: number | undefined
}

/** Open for declaration merging: a plugin may add `'x-acme.sentiment': Sentiment` and declares its columns. */
export interface EventMap {
  trade: Trade
  'trade.correction': TradeCorrection
  quote: Quote
  ticker: Ticker
  bar: Bar
  'book.snapshot': BookSnapshot
  'book.delta': BookDelta
  mark: MarkPrice
  funding: FundingRate
  'open-interest': OpenInterest
  liquidation: Liquidation
  'option.quote': OptionQuote
  'option.greeks': OptionGreeks
  'option.chain': OptionChain
  indicator: IndicatorValue
  pattern: Pattern
  level: PriceLevel
  'volume-profile': VolumeProfile
  alert: Alert
  mover: Mover
  status: Status
  'price-band': PriceBand
  news: News
  'corporate-action': CorporateAction
  gap: Gap
}

export type EventKind = keyof EventMap
export type MarketEvent = EventMap[EventKind]

/**
 * What people subscribe to, keep and retain. Equal to the event kind but for `book`, which is
 * `book.snapshot` and `book.delta` together.
 */
export type DataKind = Exclude<EventKind, 'book.snapshot' | 'book.delta'> | 'book'

/** The event kinds that carry one data kind. */
export function eventKindsOf(kind: DataKind): readonly EventKind[] {
  return kind === 'book' ? bookKinds : [kind]
}

/** The data kind that an event kind belongs to. */
export function dataKindOf(kind: EventKind): DataKind {
  return kind === 'book.snapshot' || kind === 'book.delta' ? 'book' : kind
}

const bookKinds = ['book.snapshot', 'book.delta'] as const

/** `live` as it happened; `backfill` fetched later to fill a hole or to come before live; `replay` from a recording or a store. */
export type Delivery = 'live' | 'backfill' | 'replay'

/** A run of events of one kind, in arrival order. The unit everything downstream handles. Immutable; may be kept. */
export interface EventBatch<K extends EventKind = EventKind> {
  readonly kind: K
  /** Component id of the source or processor that produced the run. */
  readonly origin: string
  readonly delivery: Delivery
  readonly events: readonly EventMap[K][]
}

export type AnyBatch = { [K in EventKind]: EventBatch<K> }[EventKind]
