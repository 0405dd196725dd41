import type { Clock } from '@feedloom/core'
import type { Channel } from './channel.ts'
import type { Feed, RestAnswer, RestRequest } from './feed.ts'
import { ok, refused } from './feed.ts'
import type { Hub } from './hub.ts'
import type { VenueName } from './market-spec.ts'
import type { BookSummary, Truth } from './oracle.ts'
import { RecordedBook } from './recorded-book.ts'
import { answerFromTape } from './recorded-rest.ts'
import { keyOf, recordedDecimals, type RecordedSnapshot, type RecordedTape } from './recorded-tape.ts'

export interface Pace {
  readonly speed: number | 'max'
  readonly startAfterMs: number
  readonly holdMs: number
}

/** Entries played in one go at full speed. */
const batchEntries = 256
/** Unread bytes of a client at which full speed waits for it. */
const highWaterBytes = 1024 * 1024

interface Waiting {
  readonly symbol: string
  readonly answer: (answer: RestAnswer) => void
  readonly limit: number
}

/**
 * Serves a recording in its original order. Where a book snapshot was recorded the stream stands still until a client
 * has fetched it, so that a book syncs as it did then; a request that comes too early waits for its place.
 */
export class RecordingFeed implements Feed, Truth {
  readonly ended: Promise<void>
  readonly #tape: RecordedTape
  readonly #hub: Hub
  readonly #clock: Clock
  readonly #pace: Pace
  readonly #channels: Map<string, Channel[]> = new Map()
  readonly #keys: ReadonlySet<string>
  readonly #books: Map<string, RecordedBook> = new Map()
  readonly #booked: Map<string, number> = new Map()
  readonly #waiting: Waiting[] = []
  #position = 0
  #startedAt: number | undefined
  #timer: Disposable | undefined
  #paused = false
  #stopped = false
  #held: RecordedSnapshot | undefined
  #finish: () => void = () => undefined

  constructor(tape: RecordedTape, hub: Hub, clock: Clock, pace: Pace) {
    this.#tape = tape
    this.#hub = hub
    this.#clock = clock
    this.#pace = pace
    this.#keys = new Set(tape.entries.flatMap((entry) => (entry.type === 'frame' ? [entry.key] : [])))
    this.ended = new Promise((resolve) => (this.#finish = resolve))
  }

  start(): void {
    // Nothing plays before somebody listens.
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.[Symbol.dispose]()
    for (const waiting of this.#waiting.splice(0)) waiting.answer(refused(-1000, 'The venue has stopped.', 503))
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#rebase()
    this.#schedule(0)
  }

  play(): void {
    if (this.#startedAt !== undefined) return
    this.#rebase()
    this.#schedule(0)
  }

  opened(channel: Channel): void {
    const { topic } = channel
    const key = keyOf(channel.venue, topic.symbol, topic.kind, topic.interval ?? topic.depth)
    this.#channels.set(key, [...(this.#channels.get(key) ?? []), channel])
    if (this.#startedAt !== undefined) return
    this.#timer?.[Symbol.dispose]()
    const complete = [...this.#keys].every((wanted) => this.#channels.has(wanted))
    this.#timer = this.#clock.after(complete ? 0 : this.#pace.startAfterMs, () => this.play())
  }

  closed(channel: Channel): void {
    for (const [key, channels] of this.#channels) {
      const left = channels.filter((other) => other !== channel)
      if (left.length === 0) this.#channels.delete(key)
      else this.#channels.set(key, left)
    }
  }

  rest(request: RestRequest): RestAnswer | Promise<RestAnswer> {
    const symbol = request.query.get('symbol') ?? ''
    const isDepth = request.path === '/depth' && this.#tape.symbols.get(request.venue)?.has(symbol) === true
    if (!isDepth) return answerFromTape(this.#tape, request, this.#clock.now())
    const limit = Number(request.query.get('limit') ?? 1000)
    if (this.#held?.symbol === symbol && this.#held.venue === request.venue) return this.#release(this.#held)
    if (!this.#mustWait(request.venue, symbol)) return ok(this.#bookOf(request.venue, symbol).body(limit, request.venue === 'binance-usdm'))
    return new Promise((answer) => this.#waiting.push({ symbol: `${request.venue} ${symbol}`, answer, limit }))
  }

  book(venue: VenueName, symbol: string): BookSummary | undefined {
    return this.#bookOf(venue, symbol).summary()
  }

  decimals(): { readonly priceDecimals: number; readonly sizeDecimals: number } {
    return { priceDecimals: recordedDecimals, sizeDecimals: recordedDecimals }
  }

  /** A snapshot is near, or nothing is known of the book yet and one will come. */
  #mustWait(venue: VenueName, symbol: string): boolean {
    const next = this.#tape.entries.find(
      (entry, i) => i >= this.#position && entry.type === 'snapshot' && entry.venue === venue && entry.symbol === symbol,
    )
    if (next === undefined) return false
    const now = this.#tape.entries[this.#position]?.t ?? next.t
    const isNear = this.#pace.speed !== 'max' && (next.t - now) / this.#pace.speed < this.#pace.holdMs
    return isNear || !this.#bookOf(venue, symbol).isKnown
  }

  #schedule(delayMs: number): void {
    this.#timer?.[Symbol.dispose]()
    if (this.#pace.speed === 'max') setImmediate(() => this.#run())
    else this.#timer = this.#clock.after(delayMs, () => this.#run())
  }

  /** The next entry is due now. */
  #rebase(): void {
    const next = this.#tape.entries[this.#position]
    if (next === undefined || this.#pace.speed === 'max') this.#startedAt = this.#clock.now()
    else this.#startedAt = this.#clock.now() - (next.t - (this.#tape.entries[0]?.t ?? 0)) / this.#pace.speed
  }

  #run(): void {
    if (this.#stopped || this.#paused || this.#held !== undefined) return
    if (this.#pace.speed === 'max' && this.#isCongested()) {
      this.#schedule(0)
      return
    }
    const end = this.#pace.speed === 'max' ? this.#position + batchEntries : this.#dueEnd(this.#pace.speed)
    this.#hub.batch(() => {
      while (this.#position < end && this.#held === undefined && this.#position < this.#tape.entries.length) this.#playOne()
    })
    if (this.#position >= this.#tape.entries.length) this.#finish()
    else if (this.#held === undefined) this.#schedule(this.#pace.speed === 'max' ? 0 : this.#untilNext(this.#pace.speed))
  }

  #playOne(): void {
    const entry = this.#tape.entries[this.#position]
    if (entry?.type === 'frame') {
      for (const channel of this.#channels.get(entry.key) ?? []) {
        if (entry.dropped) this.#hub.withhold(channel, entry.facts)
        else this.#hub.publish(channel, entry.text, entry.facts)
      }
    } else if (entry !== undefined && this.#serveSnapshot(entry)) return
    this.#position++
  }

  /** Answers who waits; holds the stream when nobody does but somebody will. Answers whether it holds. */
  #serveSnapshot(entry: RecordedSnapshot): boolean {
    const index = this.#waiting.findIndex((waiting) => waiting.symbol === `${entry.venue} ${entry.symbol}`)
    const waiting = this.#waiting[index]
    if (waiting !== undefined) {
      this.#waiting.splice(index, 1)
      waiting.answer(ok(entry.body))
      return false
    }
    if (!this.#channels.has(keyOf(entry.venue, entry.symbol, 'depth', undefined))) return false
    this.#held = entry
    this.#timer?.[Symbol.dispose]()
    this.#timer = this.#clock.after(this.#pace.holdMs, () => this.#release(entry))
    return true
  }

  #release(entry: RecordedSnapshot): RestAnswer {
    if (this.#held === entry) {
      this.#held = undefined
      this.#position++
      this.#rebase()
      this.#schedule(0)
    }
    return ok(entry.body)
  }

  #dueEnd(speed: number): number {
    const first = this.#tape.entries[0]?.t ?? 0
    const due = first + (this.#clock.now() - (this.#startedAt ?? 0)) * speed
    let end = this.#position
    while (end < this.#tape.entries.length && (this.#tape.entries[end]?.t ?? 0) <= due) end++
    return end
  }

  #untilNext(speed: number): number {
    const next = this.#tape.entries[this.#position]?.t ?? 0
    const at = (this.#startedAt ?? 0) + (next - (this.#tape.entries[0]?.t ?? 0)) / speed
    return Math.max(1, at - this.#clock.now())
  }

  #isCongested(): boolean {
    for (const connection of this.#hub.connections) if (connection.isOpen && connection.backlog > highWaterBytes) return true
    return false
  }

  /** Brings the book up to what has been played, and not further. */
  #bookOf(venue: VenueName, symbol: string): RecordedBook {
    const name = `${venue} ${symbol}`
    let book = this.#books.get(name)
    if (book === undefined) this.#books.set(name, (book = new RecordedBook()))
    const depth = keyOf(venue, symbol, 'depth', undefined)
    for (let i = this.#booked.get(name) ?? 0; i < this.#position; i++) {
      const entry = this.#tape.entries[i]
      if (entry?.type === 'frame' && entry.key === depth) book.applyDiff(entry.text)
      else if (entry?.type === 'snapshot' && entry.symbol === symbol && entry.venue === venue) book.applySnapshot(entry.body)
    }
    this.#booked.set(name, this.#position)
    return book
  }
}
