import type {
  DerivedWriter,
  EpochMs,
  EventFields,
  EventKind,
  EventMap,
  HeaderDetails,
  Instrument,
  Levels,
  MarketEvent,
  QuoteDetails,
  Side,
  TradeDetails,
} from '@feedloom/core'

/**
 * An `EventWriter` that keeps what is written, for tests that run no engine. `rollback(n)` drops what came after the
 * first `n` events, as the engine does when a normalizer throws.
 */
export class CollectingWriter implements DerivedWriter {
  readonly events: MarketEvent[] = []
  tsRecv: EpochMs

  constructor(tsRecv: EpochMs = 0) {
    this.tsRecv = tsRecv
  }

  of<K extends EventKind>(kind: K): readonly EventMap[K][] {
    return this.events.filter((event): event is EventMap[K] & MarketEvent => event.kind === kind)
  }

  /** Hands out what was written and starts anew. */
  take(): readonly MarketEvent[] {
    return this.events.splice(0)
  }

  rollback(length: number): void {
    this.events.length = length
  }

  trade(
    instrument: Instrument,
    ts: EpochMs,
    price: number,
    size: number,
    side: Side,
    id: string | undefined,
    details?: TradeDetails,
  ): void {
    this.#add('trade', instrument, ts, {
      price,
      size,
      side,
      id,
      aggregate: details?.aggregate,
      conditions: details?.conditions,
      printVenue: details?.printVenue,
      tape: details?.tape,
      ...headerOf(details),
    })
  }

  quote(
    instrument: Instrument,
    ts: EpochMs,
    bidPrice: number,
    bidSize: number,
    askPrice: number,
    askSize: number,
    sequence: number | undefined,
    details?: QuoteDetails,
  ): void {
    this.#add('quote', instrument, ts, {
      bidPrice,
      bidSize,
      askPrice,
      askSize,
      sequence,
      conditions: details?.conditions,
      bidVenue: details?.bidVenue,
      askVenue: details?.askVenue,
      tape: details?.tape,
      ...headerOf(details),
    })
  }

  bookSnapshot(
    instrument: Instrument,
    ts: EpochMs,
    bids: Levels,
    asks: Levels,
    sequence: number | undefined,
    depth: number | undefined,
    details?: HeaderDetails,
  ): void {
    this.#add('book.snapshot', instrument, ts, { bids, asks, depth, sequence, ...headerOf(details) })
  }

  bookDelta(
    instrument: Instrument,
    ts: EpochMs,
    bids: Levels,
    asks: Levels,
    firstSequence: number | undefined,
    lastSequence: number | undefined,
    prevSequence: number | undefined,
    details?: HeaderDetails,
  ): void {
    this.#add('book.delta', instrument, ts, { bids, asks, firstSequence, lastSequence, prevSequence, ...headerOf(details) })
  }

  bar(instrument: Instrument, ts: EpochMs, fields: EventFields<'bar'>): void {
    this.#add('bar', instrument, ts, fields)
  }
  ticker(instrument: Instrument, ts: EpochMs, fields: EventFields<'ticker'>): void {
    this.#add('ticker', instrument, ts, fields)
  }
  mark(instrument: Instrument, ts: EpochMs, fields: EventFields<'mark'>): void {
    this.#add('mark', instrument, ts, fields)
  }
  funding(instrument: Instrument, ts: EpochMs, fields: EventFields<'funding'>): void {
    this.#add('funding', instrument, ts, fields)
  }
  openInterest(instrument: Instrument, ts: EpochMs, fields: EventFields<'open-interest'>): void {
    this.#add('open-interest', instrument, ts, fields)
  }
  liquidation(instrument: Instrument, ts: EpochMs, fields: EventFields<'liquidation'>): void {
    this.#add('liquidation', instrument, ts, fields)
  }
  optionQuote(instrument: Instrument, ts: EpochMs, fields: EventFields<'option.quote'>): void {
    this.#add('option.quote', instrument, ts, fields)
  }
  optionGreeks(instrument: Instrument, ts: EpochMs, fields: EventFields<'option.greeks'>): void {
    this.#add('option.greeks', instrument, ts, fields)
  }
  optionChain(instrument: Instrument, ts: EpochMs, fields: EventFields<'option.chain'>): void {
    this.#add('option.chain', instrument, ts, fields)
  }
  indicator(instrument: Instrument, ts: EpochMs, fields: EventFields<'indicator'>): void {
    this.#add('indicator', instrument, ts, fields)
  }
  pattern(instrument: Instrument, ts: EpochMs, fields: EventFields<'pattern'>): void {
    this.#add('pattern', instrument, ts, fields)
  }
  volumeProfile(instrument: Instrument, ts: EpochMs, fields: EventFields<'volume-profile'>): void {
    this.#add('volume-profile', instrument, ts, fields)
  }
  alert(instrument: Instrument, ts: EpochMs, fields: EventFields<'alert'>): void {
    this.#add('alert', instrument, ts, fields)
  }
  status(instrument: Instrument, ts: EpochMs, fields: EventFields<'status'>): void {
    this.#add('status', instrument, ts, fields)
  }
  priceBand(instrument: Instrument, ts: EpochMs, fields: EventFields<'price-band'>): void {
    this.#add('price-band', instrument, ts, fields)
  }
  news(instrument: Instrument, ts: EpochMs, fields: EventFields<'news'>): void {
    this.#add('news', instrument, ts, fields)
  }
  corporateAction(instrument: Instrument, ts: EpochMs, fields: EventFields<'corporate-action'>): void {
    this.#add('corporate-action', instrument, ts, fields)
  }
  tradeCorrection(instrument: Instrument, ts: EpochMs, fields: EventFields<'trade.correction'>): void {
    this.#add('trade.correction', instrument, ts, fields)
  }
  gap(instrument: Instrument, ts: EpochMs, fields: EventFields<'gap'>): void {
    this.#add('gap', instrument, ts, fields)
  }
  event(event: MarketEvent): void {
    this.events.push(event)
  }

  #add(kind: EventKind, instrument: Instrument, ts: EpochMs, fields: object): void {
    this.events.push({ kind, instrument, ts, nanos: 0, tsRecv: this.tsRecv, revision: 0, ...fields } as unknown as MarketEvent)
  }
}

function headerOf(details: HeaderDetails | undefined): { readonly nanos: number; readonly revision: number } {
  return { nanos: details?.nanos ?? 0, revision: details?.revision ?? 0 }
}
