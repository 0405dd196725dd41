import type { AnyBatch, Delivery, EventBatch, EventKind, EventMap, MarketEvent } from '../contracts/events.ts'
import type { Levels, Side } from '../contracts/event-header.ts'
import type { Instrument } from '../contracts/instrument.ts'
import type { EpochMs } from '../contracts/time.ts'
import type { DerivedWriter, EventFields, HeaderDetails, QuoteDetails, TradeDetails } from '../contracts/writer.ts'
import { alert, gap, indicator, level, mover, optionChain, optionGreeks, pattern, volumeProfile } from './derived-events.ts'
import {
  bar,
  corporateAction,
  funding,
  liquidation,
  mark,
  news,
  openInterest,
  optionQuote,
  priceBand,
  status,
  ticker,
  tradeCorrection,
} from './events.ts'

const noRuns: readonly AnyBatch[] = Object.freeze([])

/**
 * The canonical writer: every event of a kind is built at one place, with every key in one order, and joins the run at
 * hand; a run ends when the kind changes. Between `begin` and `finish` it can take everything back.
 */
export class RunWriter implements DerivedWriter {
  tsRecv: EpochMs = 0
  #origin = ''
  #delivery: Delivery = 'live'
  #kind: string | undefined
  #events: MarketEvent[] = []
  /** Runs that ended; the one at hand is in `#events`. */
  #runs: AnyBatch[] | undefined

  begin(tsRecv: EpochMs, origin: string, delivery: Delivery): void {
    this.tsRecv = tsRecv
    this.#origin = origin
    this.#delivery = delivery
  }

  /** Forgets what was written since `begin`. */
  rollback(): void {
    this.#runs = undefined
    this.#drop()
  }

  /** The runs since `begin`, to keep: the writer lets go of them. */
  finish(): readonly AnyBatch[] {
    const runs = this.#runs
    if (this.#kind === undefined) return noRuns
    const last = this.#run()
    this.#drop()
    if (runs === undefined) return [last]
    this.#runs = undefined
    runs.push(last)
    return runs
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
    this.#add('trade', {
      kind: 'trade',
      instrument,
      ts,
      nanos: details?.nanos ?? 0,
      tsRecv: this.tsRecv,
      revision: details?.revision ?? 0,
      price,
      size,
      side,
      id,
      aggregate: details?.aggregate,
      conditions: details?.conditions,
      printVenue: details?.printVenue,
      tape: details?.tape,
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
    this.#add('quote', {
      kind: 'quote',
      instrument,
      ts,
      nanos: details?.nanos ?? 0,
      tsRecv: this.tsRecv,
      revision: details?.revision ?? 0,
      bidPrice,
      bidSize,
      askPrice,
      askSize,
      sequence,
      conditions: details?.conditions,
      bidVenue: details?.bidVenue,
      askVenue: details?.askVenue,
      tape: details?.tape,
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
    this.#add('book.snapshot', {
      kind: 'book.snapshot',
      instrument,
      ts,
      nanos: details?.nanos ?? 0,
      tsRecv: this.tsRecv,
      revision: details?.revision ?? 0,
      bids,
      asks,
      depth,
      sequence,
    })
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
    this.#add('book.delta', {
      kind: 'book.delta',
      instrument,
      ts,
      nanos: details?.nanos ?? 0,
      tsRecv: this.tsRecv,
      revision: details?.revision ?? 0,
      bids,
      asks,
      firstSequence,
      lastSequence,
      prevSequence,
    })
  }

  bar(instrument: Instrument, ts: EpochMs, fields: EventFields<'bar'>): void {
    this.#add('bar', bar(instrument, ts, this.tsRecv, fields))
  }

  ticker(instrument: Instrument, ts: EpochMs, fields: EventFields<'ticker'>): void {
    this.#add('ticker', ticker(instrument, ts, this.tsRecv, fields))
  }

  mark(instrument: Instrument, ts: EpochMs, fields: EventFields<'mark'>): void {
    this.#add('mark', mark(instrument, ts, this.tsRecv, fields))
  }

  funding(instrument: Instrument, ts: EpochMs, fields: EventFields<'funding'>): void {
    this.#add('funding', funding(instrument, ts, this.tsRecv, fields))
  }

  openInterest(instrument: Instrument, ts: EpochMs, fields: EventFields<'open-interest'>): void {
    this.#add('open-interest', openInterest(instrument, ts, this.tsRecv, fields))
  }

  liquidation(instrument: Instrument, ts: EpochMs, fields: EventFields<'liquidation'>): void {
    this.#add('liquidation', liquidation(instrument, ts, this.tsRecv, fields))
  }

  optionQuote(instrument: Instrument, ts: EpochMs, fields: EventFields<'option.quote'>): void {
    this.#add('option.quote', optionQuote(instrument, ts, this.tsRecv, fields))
  }

  optionGreeks(instrument: Instrument, ts: EpochMs, fields: EventFields<'option.greeks'>): void {
    this.#add('option.greeks', optionGreeks(instrument, ts, this.tsRecv, fields))
  }

  optionChain(instrument: Instrument, ts: EpochMs, fields: EventFields<'option.chain'>): void {
    this.#add('option.chain', optionChain(instrument, ts, this.tsRecv, fields))
  }

  indicator(instrument: Instrument, ts: EpochMs, fields: EventFields<'indicator'>): void {
    this.#add('indicator', indicator(instrument, ts, this.tsRecv, fields))
  }

  pattern(instrument: Instrument, ts: EpochMs, fields: EventFields<'pattern'>): void {
    this.#add('pattern', pattern(instrument, ts, this.tsRecv, fields))
  }

  level(instrument: Instrument, ts: EpochMs, fields: EventFields<'level'>): void {
    this.#add('level', level(instrument, ts, this.tsRecv, fields))
  }

  volumeProfile(instrument: Instrument, ts: EpochMs, fields: EventFields<'volume-profile'>): void {
    this.#add('volume-profile', volumeProfile(instrument, ts, this.tsRecv, fields))
  }

  alert(instrument: Instrument, ts: EpochMs, fields: EventFields<'alert'>): void {
    this.#add('alert', alert(instrument, ts, this.tsRecv, fields))
  }

  mover(instrument: Instrument, ts: EpochMs, fields: EventFields<'mover'>): void {
    this.#add('mover', mover(instrument, ts, this.tsRecv, fields))
  }

  status(instrument: Instrument, ts: EpochMs, fields: EventFields<'status'>): void {
    this.#add('status', status(instrument, ts, this.tsRecv, fields))
  }

  priceBand(instrument: Instrument, ts: EpochMs, fields: EventFields<'price-band'>): void {
    this.#add('price-band', priceBand(instrument, ts, this.tsRecv, fields))
  }

  news(instrument: Instrument, ts: EpochMs, fields: EventFields<'news'>): void {
    this.#add('news', news(instrument, ts, this.tsRecv, fields))
  }

  corporateAction(instrument: Instrument, ts: EpochMs, fields: EventFields<'corporate-action'>): void {
    this.#add('corporate-action', corporateAction(instrument, ts, this.tsRecv, fields))
  }

  tradeCorrection(instrument: Instrument, ts: EpochMs, fields: EventFields<'trade.correction'>): void {
    this.#add('trade.correction', tradeCorrection(instrument, ts, this.tsRecv, fields))
  }

  gap(instrument: Instrument, ts: EpochMs, fields: EventFields<'gap'>): void {
    this.#add('gap', gap(instrument, ts, this.tsRecv, fields))
  }

  event(event: EventMap[EventKind]): void {
    this.#add(event.kind, event)
  }

  #add(kind: EventKind, event: MarketEvent): void {
    if (kind === this.#kind) {
      this.#events.push(event)
      return
    }
    if (this.#kind !== undefined) {
      const ended = this.#run()
      if (this.#runs === undefined) this.#runs = [ended]
      else this.#runs.push(ended)
    }
    this.#kind = kind
    this.#events = [event]
  }

  #run(): AnyBatch {
    const batch: EventBatch = {
      kind: this.#kind as EventKind,
      origin: this.#origin,
      delivery: this.#delivery,
      events: this.#events,
    }
    return batch as AnyBatch
  }

  #drop(): void {
    this.#kind = undefined
    this.#events = noEvents
  }
}

/** Never written to: the first event of a run replaces it. */
const noEvents: MarketEvent[] = []
