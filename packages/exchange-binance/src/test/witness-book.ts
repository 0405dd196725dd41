import { createHash } from 'node:crypto'
import type { BookDelta, BookSnapshot, Instrument, MarketEvent, NormalizerFactory } from '@feedloom/core'

export function inOrder(levels: ReadonlyMap<number, number>, descending: boolean): [number, number][] {
  return [...levels].sort((a, b) => (descending ? b[0] - a[0] : a[0] - b[0]))
}

/** The plainest book that obeys the rules, as an independent witness. */
export class Book {
  readonly bids: Map<number, number> = new Map()
  readonly asks: Map<number, number> = new Map()
  sequence: number | undefined
  applied = 0
  discarded = 0
  gaps = 0
  first: BookDelta | undefined
  #fresh = false
  #waiting: BookDelta[] = []
  readonly #rules: NonNullable<NormalizerFactory['book']>

  constructor(rules: NonNullable<NormalizerFactory['book']>) {
    this.#rules = rules
  }

  snapshot(event: BookSnapshot): void {
    this.bids.clear()
    this.asks.clear()
    this.#merge(this.bids, event.bids)
    this.#merge(this.asks, event.asks)
    this.sequence = event.sequence
    this.#fresh = true
    for (const delta of this.#waiting.splice(0)) this.delta(delta)
  }

  delta(event: BookDelta): void {
    if (this.sequence === undefined) {
      this.#waiting.push(event)
      return
    }
    const next = { first: event.firstSequence, last: event.lastSequence, prev: event.prevSequence }
    const verdict = this.#rules.follows(this.sequence, next, this.#fresh)
    if (verdict === 'stale') this.discarded++
    else if (verdict === 'gap') {
      this.gaps++
      this.sequence = undefined
      this.#waiting.push(event)
    } else {
      if (this.#fresh && this.first === undefined) this.first = event
      this.#fresh = false
      this.applied++
      this.#merge(this.bids, event.bids)
      this.#merge(this.asks, event.asks)
      this.sequence = event.lastSequence
    }
  }

  #merge(side: Map<number, number>, levels: Float64Array): void {
    for (let i = 0; i < levels.length; i += 2) {
      if (levels[i + 1] === 0) side.delete(levels[i] as number)
      else side.set(levels[i] as number, levels[i + 1] as number)
    }
  }
}

export function booksOf(events: readonly MarketEvent[], factory: NormalizerFactory): Map<string, Book> {
  const books = new Map<string, Book>()
  const bookOf = (instrument: Instrument): Book => {
    const known = books.get(instrument.nativeSymbol) ?? new Book(factory.book as NonNullable<NormalizerFactory['book']>)
    books.set(instrument.nativeSymbol, known)
    return known
  }
  for (const event of events) {
    if (event.kind === 'book.snapshot') bookOf(event.instrument).snapshot(event)
    else if (event.kind === 'book.delta') bookOf(event.instrument).delta(event)
  }
  return books
}

/** Plain decimals without trailing zeros, best level first. */
export function hashOf(book: Book): string {
  const plain = (value: number): string => value.toFixed(8).replace(/\.?0+$/, '')
  const lines = (letter: string, levels: [number, number][]): string =>
    levels.map(([price, size]) => `${letter} ${plain(price)} ${plain(size)}\n`).join('')
  const text = lines('b', inOrder(book.bids, true)) + lines('a', inOrder(book.asks, false))
  return createHash('sha256').update(text).digest('hex')
}
