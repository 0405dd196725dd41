import type { EpochMs, Instrument, MarketEvent, Quote, Trade } from '../contracts/index.ts'
import { timeOf } from './event-time.ts'

/** Events of one series by place. Their order is the affair of who puts them there. */
export interface EventRows {
  readonly length: number
  at(place: number): MarketEvent
  timeAt(place: number): EpochMs
  push(event: MarketEvent): void
  insert(place: number, event: MarketEvent): void
  remove(place: number): void
  /** Forgets the first ones. */
  drop(count: number): void
  /** The first place from `from` on of this very event; -1 for one that is not there, or not kept as it came. */
  placeOf(event: MarketEvent, from: number): number
  /** The last trade with this id. */
  withId(id: string): MarketEvent | undefined
}

/** Quotes and trades are packed: millions of objects would keep the collector busy. Other kinds stay as they are. */
export function eventRows(kind: string, instrument: Instrument): EventRows {
  if (kind === 'quote') return new PackedRows(instrument, quotePacking)
  return kind === 'trade' ? new PackedRows(instrument, new TradePacking()) : new PlainRows()
}

class PlainRows implements EventRows {
  readonly #events: MarketEvent[] = []

  get length(): number {
    return this.#events.length
  }

  at(place: number): MarketEvent {
    return this.#events[place] as MarketEvent
  }

  timeAt(place: number): EpochMs {
    return timeOf(this.at(place))
  }

  push(event: MarketEvent): void {
    this.#events.push(event)
  }

  insert(place: number, event: MarketEvent): void {
    this.#events.splice(place, 0, event)
  }

  remove(place: number): void {
    this.#events.splice(place, 1)
  }

  drop(count: number): void {
    this.#events.splice(0, count)
  }

  placeOf(event: MarketEvent, from: number): number {
    return this.#events.indexOf(event, from)
  }

  withId(id: string): MarketEvent | undefined {
    return this.#events.findLast((event) => event.kind === 'trade' && event.id === id)
  }
}

/** How events of a kind become numbers, and perhaps a text; the first number is the time. */
interface Packing {
  readonly width: number
  /** Whether numbers and text say all of the event. */
  fits(event: MarketEvent): boolean
  pack(event: MarketEvent, numbers: Float64Array, at: number): void
  textOf(event: MarketEvent): string | undefined
  unpack(instrument: Instrument, numbers: Float64Array, at: number, text: string | undefined): MarketEvent
}

const firstRows = 64

class PackedRows implements EventRows {
  readonly #instrument: Instrument
  readonly #packing: Packing
  #numbers: Float64Array
  /** Row by row; made when the first row has one. */
  #texts: (string | undefined)[] | undefined
  /** Events that say more; made when the first one comes. */
  #whole: (MarketEvent | undefined)[] | undefined
  #length = 0

  constructor(instrument: Instrument, packing: Packing) {
    this.#instrument = instrument
    this.#packing = packing
    this.#numbers = new Float64Array(firstRows * packing.width)
  }

  get length(): number {
    return this.#length
  }

  at(place: number): MarketEvent {
    const whole = this.#whole?.[place]
    return whole ?? this.#packing.unpack(this.#instrument, this.#numbers, place * this.#packing.width, this.#texts?.[place])
  }

  timeAt(place: number): EpochMs {
    return this.#numbers[place * this.#packing.width] as number
  }

  push(event: MarketEvent): void {
    const packing = this.#packing
    const at = this.#length * packing.width
    if (at === this.#numbers.length) this.#grow()
    packing.pack(event, this.#numbers, at)
    const text = packing.textOf(event)
    if (this.#texts !== undefined) this.#texts.push(text)
    else if (text !== undefined) this.#texts = listOf(this.#length, text)
    const whole = packing.fits(event) ? undefined : event
    if (this.#whole !== undefined) this.#whole.push(whole)
    else if (whole !== undefined) this.#whole = listOf(this.#length, whole)
    this.#length += 1
  }

  insert(place: number, event: MarketEvent): void {
    this.push(event)
    const { width } = this.#packing
    const last = this.#length - 1
    const row = this.#numbers.slice(last * width, (last + 1) * width)
    this.#numbers.copyWithin((place + 1) * width, place * width, last * width)
    this.#numbers.set(row, place * width)
    for (const list of [this.#texts, this.#whole] as unknown[][]) list?.splice(place, 0, list.pop())
  }

  remove(place: number): void {
    this.#cut(place, 1)
  }

  drop(count: number): void {
    this.#cut(0, count)
  }

  placeOf(event: MarketEvent, from: number): number {
    return this.#whole?.indexOf(event, from) ?? -1
  }

  withId(id: string): MarketEvent | undefined {
    const place = this.#texts?.lastIndexOf(id) ?? -1
    return place < 0 ? undefined : this.at(place)
  }

  #cut(place: number, count: number): void {
    const { width } = this.#packing
    this.#numbers.copyWithin(place * width, (place + count) * width, this.#length * width)
    this.#texts?.splice(place, count)
    this.#whole?.splice(place, count)
    this.#length -= count
  }

  #grow(): void {
    const wider = new Float64Array(this.#numbers.length * 2)
    wider.set(this.#numbers)
    this.#numbers = wider
  }
}

function listOf<T>(empty: number, last: T): (T | undefined)[] {
  const list: (T | undefined)[] = []
  for (let i = 0; i < empty; i++) list.push(undefined)
  list.push(last)
  return list
}

const quotePacking: Packing = {
  width: 7,
  fits: (event) => {
    const { nanos, revision, sequence, conditions, bidVenue, askVenue, tape } = event as Quote
    if (nanos !== 0 || revision !== 0 || sequence === undefined) return false
    return conditions === undefined && bidVenue === undefined && askVenue === undefined && tape === undefined
  },
  pack: (event, numbers, at) => {
    const quote = event as Quote
    numbers[at] = quote.ts
    numbers[at + 1] = quote.tsRecv
    numbers[at + 2] = quote.bidPrice
    numbers[at + 3] = quote.bidSize
    numbers[at + 4] = quote.askPrice
    numbers[at + 5] = quote.askSize
    numbers[at + 6] = quote.sequence ?? 0
  },
  textOf: () => undefined,
  unpack: (instrument, numbers, at): Quote => ({
    kind: 'quote',
    instrument,
    ts: numbers[at] as number,
    nanos: 0,
    tsRecv: numbers[at + 1] as number,
    revision: 0,
    bidPrice: numbers[at + 2] as number,
    bidSize: numbers[at + 3] as number,
    askPrice: numbers[at + 4] as number,
    askSize: numbers[at + 5] as number,
    sequence: numbers[at + 6],
    conditions: undefined,
    bidVenue: undefined,
    askVenue: undefined,
    tape: undefined,
  }),
}

const sides = ['buy', 'sell', 'unknown'] as const

/** Venues share the list of a condition among all trades that have it. */
const maxLists = 64

class TradePacking implements Packing {
  readonly width = 6
  /** What conditions stand for; the first are none. */
  readonly #lists: (readonly string[] | undefined)[] = [undefined]

  fits(event: MarketEvent): boolean {
    const { nanos, revision, id, aggregate, conditions, printVenue, tape } = event as Trade
    if (nanos !== 0 || revision !== 0 || id === undefined) return false
    return aggregate === undefined && printVenue === undefined && tape === undefined && this.#lists.includes(conditions)
  }

  pack(event: MarketEvent, numbers: Float64Array, at: number): void {
    const trade = event as Trade
    numbers[at] = trade.ts
    numbers[at + 1] = trade.tsRecv
    numbers[at + 2] = trade.price
    numbers[at + 3] = trade.size
    numbers[at + 4] = sides.indexOf(trade.side)
    numbers[at + 5] = this.#listOf(trade.conditions)
  }

  textOf(event: MarketEvent): string | undefined {
    return (event as Trade).id
  }

  unpack(instrument: Instrument, numbers: Float64Array, at: number, id: string | undefined): Trade {
    return {
      kind: 'trade',
      instrument,
      ts: numbers[at] as number,
      nanos: 0,
      tsRecv: numbers[at + 1] as number,
      revision: 0,
      price: numbers[at + 2] as number,
      size: numbers[at + 3] as number,
      side: sides[numbers[at + 4] as number] ?? 'unknown',
      id,
      aggregate: undefined,
      conditions: this.#lists[numbers[at + 5] as number],
      printVenue: undefined,
      tape: undefined,
    }
  }

  #listOf(conditions: readonly string[] | undefined): number {
    const known = this.#lists.indexOf(conditions)
    if (known < 0 && this.#lists.length < maxLists) return this.#lists.push(conditions) - 1
    return Math.max(0, known)
  }
}
