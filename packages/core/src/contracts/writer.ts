import type { EventHeader, Levels, Side } from './event-header.ts'
import type { EventKind, EventMap } from './events.ts'
import type { Instrument } from './instrument.ts'
import type { EpochMs } from './time.ts'

type Header = keyof EventHeader<string>
type Optional<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: T[K] | undefined
}

/** Header facts that most venues do not have. */
export interface HeaderDetails {
  readonly nanos?: number
  readonly revision?: number
}

/** What an author fills in; facts that may be unknown may be left out, the writer stores `undefined`. */
export type EventFields<K extends EventKind> = Optional<Omit<EventMap[K], Header>> & HeaderDetails

export type TradeDetails = HeaderDetails & Partial<Pick<EventMap['trade'], 'aggregate' | 'conditions' | 'printVenue' | 'tape'>>
export type QuoteDetails = HeaderDetails & Partial<Pick<EventMap['quote'], 'conditions' | 'bidVenue' | 'askVenue' | 'tape'>>

/**
 * Where normalizers and processors put events. One method per kind builds the canonical object, so every adapter
 * produces the same hidden class. The three kinds that come in thousands take positional arguments and allocate
 * nothing but the event; `tsRecv` is that of the frame at hand.
 */
export interface EventWriter {
  trade(instrument: Instrument, ts: EpochMs, price: number, size: number, side: Side, id: string | undefined, details?: TradeDetails): void
  quote(
    instrument: Instrument,
    ts: EpochMs,
    bidPrice: number,
    bidSize: number,
    askPrice: number,
    askSize: number,
    sequence: number | undefined,
    details?: QuoteDetails,
  ): void
  /** The writer keeps the arrays: hand over fresh ones. `depth` is undefined for a full book. */
  bookSnapshot(
    instrument: Instrument,
    ts: EpochMs,
    bids: Levels,
    asks: Levels,
    sequence: number | undefined,
    depth: number | undefined,
    details?: HeaderDetails,
  ): void
  bookDelta(
    instrument: Instrument,
    ts: EpochMs,
    bids: Levels,
    asks: Levels,
    firstSequence: number | undefined,
    lastSequence: number | undefined,
    prevSequence: number | undefined,
    details?: HeaderDetails,
  ): void
  bar(instrument: Instrument, ts: EpochMs, fields: EventFields<'bar'>): void
  ticker(instrument: Instrument, ts: EpochMs, fields: EventFields<'ticker'>): void
  mark(instrument: Instrument, ts: EpochMs, fields: EventFields<'mark'>): void
  funding(instrument: Instrument, ts: EpochMs, fields: EventFields<'funding'>): void
  openInterest(instrument: Instrument, ts: EpochMs, fields: EventFields<'open-interest'>): void
  liquidation(instrument: Instrument, ts: EpochMs, fields: EventFields<'liquidation'>): void
  optionQuote(instrument: Instrument, ts: EpochMs, fields: EventFields<'option.quote'>): void
  optionGreeks(instrument: Instrument, ts: EpochMs, fields: EventFields<'option.greeks'>): void
  optionChain(instrument: Instrument, ts: EpochMs, fields: EventFields<'option.chain'>): void
  indicator(instrument: Instrument, ts: EpochMs, fields: EventFields<'indicator'>): void
  pattern(instrument: Instrument, ts: EpochMs, fields: EventFields<'pattern'>): void
  level(instrument: Instrument, ts: EpochMs, fields: EventFields<'level'>): void
  volumeProfile(instrument: Instrument, ts: EpochMs, fields: EventFields<'volume-profile'>): void
  alert(instrument: Instrument, ts: EpochMs, fields: EventFields<'alert'>): void
  mover(instrument: Instrument, ts: EpochMs, fields: EventFields<'mover'>): void
  status(instrument: Instrument, ts: EpochMs, fields: EventFields<'status'>): void
  priceBand(instrument: Instrument, ts: EpochMs, fields: EventFields<'price-band'>): void
  news(instrument: Instrument, ts: EpochMs, fields: EventFields<'news'>): void
  corporateAction(instrument: Instrument, ts: EpochMs, fields: EventFields<'corporate-action'>): void
  tradeCorrection(instrument: Instrument, ts: EpochMs, fields: EventFields<'trade.correction'>): void
  gap(instrument: Instrument, ts: EpochMs, fields: EventFields<'gap'>): void
  /** Passes on an event that exists already, as it is (a filter, a kind added by declaration merging). */
  event(event: EventMap[EventKind]): void
}

/** What a processor writes to. `tsRecv` is preset from the first event of the batch (in a tick: to now). */
export interface DerivedWriter extends EventWriter {
  /** Set it before writing what a later event of the batch has caused. */
  tsRecv: EpochMs
}
