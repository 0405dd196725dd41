import type { Bar, BufferKind, Delivery, Instrument, Quote, Ticker, Trade } from '../contracts/index.ts'
import { Ring } from './ring.ts'
import { barShape, quoteShape, tickShape, tradeShape } from './row-shapes.ts'

/** Reused by every write: rows are copied out of it at once. */
const row = new Float64Array(12)

/** The bars of one interval. Bars of the venue and derived ones are two series. */
interface BarRings {
  venue: Ring | undefined
  derived: Ring | undefined
}

/** The rings of one instrument, made when the first row arrives. */
export class InstrumentSeries {
  readonly instrument: Instrument
  readonly #size: number
  readonly #bars = new Map<string, BarRings>()
  #tick: Ring | undefined
  #trade: Ring | undefined
  #quote: Ring | undefined
  #price = Number.NaN
  #bid = Number.NaN
  #ask = Number.NaN
  #open = Number.NaN
  #high = Number.NaN
  #low = Number.NaN

  constructor(instrument: Instrument, size: number) {
    this.instrument = instrument
    this.#size = size
  }

  /** The ring of a kind; of bars, that of the venue before that of Feedloom. */
  ring(kind: BufferKind, interval: string | undefined): Ring | undefined {
    if (kind === 'tick') return this.#tick
    if (kind === 'trade') return this.#trade
    if (kind === 'quote') return this.#quote
    const rings = interval === undefined ? this.#bars.values().next().value : this.#bars.get(interval)
    return rings?.venue ?? rings?.derived
  }

  /** The rings that a `clear` names. */
  *rings(kind: BufferKind | undefined, interval: string | undefined): Iterable<Ring> {
    const all = { tick: this.#tick, trade: this.#trade, quote: this.#quote }
    for (const [name, ring] of Object.entries(all)) if (ring !== undefined && (kind ?? name) === name) yield ring
    if (kind !== undefined && kind !== 'bar') return
    for (const [width, { venue, derived }] of this.#bars) {
      if (interval !== undefined && interval !== width) continue
      if (venue !== undefined) yield venue
      if (derived !== undefined) yield derived
    }
  }

  trade(event: Trade): void {
    row[0] = event.ts
    row[1] = event.tsRecv
    row[2] = event.price
    row[3] = event.size
    row[4] = event.side === 'buy' ? 1 : event.side === 'sell' ? -1 : 0
    this.#trade ??= new Ring(tradeShape, this.#size)
    this.#trade.add(row)
  }

  quote(event: Quote): void {
    row[0] = event.ts
    row[1] = event.tsRecv
    row[2] = event.bidPrice
    row[3] = event.bidSize
    row[4] = event.askPrice
    row[5] = event.askSize
    this.#quote ??= new Ring(quoteShape, this.#size)
    this.#quote.add(row)
  }

  bar(event: Bar): void {
    row[0] = event.openTime
    row[1] = event.closeTime
    row[2] = event.open
    row[3] = event.high
    row[4] = event.low
    row[5] = event.close
    row[6] = event.volume
    row[7] = event.quoteVolume ?? Number.NaN
    row[8] = event.trades ?? Number.NaN
    row[9] = event.takerBuyVolume ?? Number.NaN
    row[10] = event.vwap ?? Number.NaN
    row[11] = event.final ? 1 : 0
    const rings = this.#bars.get(event.interval) ?? { venue: undefined, derived: undefined }
    this.#bars.set(event.interval, rings)
    const ring = (rings[event.origin] ??= new Ring(barShape, this.#size))
    if (!ring.replace(row)) ring.add(row)
  }

  /** Folds one event into the tick; fetched later than what is known already, it says nothing about now. */
  tick(event: Trade | Quote | Ticker, delivery: Delivery): void {
    this.#tick ??= new Ring(tickShape, this.#size)
    const last = this.#tick.lastTime
    if (delivery === 'backfill' && event.ts < last) return
    let volume = 0
    if (event.kind === 'trade') {
      this.#traded(event.price)
      volume = event.size
    } else if (event.kind === 'quote') {
      this.#bid = event.bidPrice
      this.#ask = event.askPrice
    } else this.#rolled(event)
    row[0] = Math.max(event.ts, last)
    row[1] = this.#price
    row[2] = volume
    row[3] = this.#bid
    row[4] = this.#ask
    row[5] = this.#high
    row[6] = this.#low
    row[7] = this.#open
    row[8] = this.#price
    this.#tick.add(row)
  }

  #traded(price: number): void {
    this.#price = price
    if (Number.isNaN(this.#open)) this.#open = price
    if (!(price <= this.#high)) this.#high = price
    if (!(price >= this.#low)) this.#low = price
  }

  #rolled(event: Ticker): void {
    this.#price = event.last
    this.#open = event.open ?? this.#open
    this.#high = event.high ?? this.#high
    this.#low = event.low ?? this.#low
    this.#bid = event.bidPrice ?? this.#bid
    this.#ask = event.askPrice ?? this.#ask
  }
}
