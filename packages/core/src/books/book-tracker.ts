import type {
  BookDelta,
  BookRules,
  BookSnapshot,
  BookView,
  Continuation,
  DeltaSequence,
  Drift,
  EpochMs,
  EventBatch,
  GapCause,
  Instrument,
  RepairRequest,
} from '../contracts/index.ts'
import { type Holes, nothingMissed } from './holes.ts'
import { Outlet } from './outlet.ts'
import { TrackedBook } from './tracked-book.ts'
import type { HoleReport, TrackerCallbacks } from './tracking.ts'

type Verdict = Continuation | 'hold'

/** The connection of a book that broke before its first event. */
const nowhere = ''

/** Books of venues that say nothing about continuity: whatever comes is applied. */
const trusting: BookRules = { snapshot: 'stream', follows: () => 'apply' }

/**
 * Keeps the books of one source. A delta is passed on when it continues its book; else it waits for a snapshot, and the
 * hole is reported and repaired for that instrument alone.
 */
export class BookTracker {
  readonly #rules: BookRules
  readonly #callbacks: TrackerCallbacks
  readonly #holes: Holes
  readonly #outlet: Outlet
  readonly #maxHeld: number
  /** By `Instrument.index`. */
  readonly #books: (TrackedBook | undefined)[] = []
  duplicates = 0

  constructor(rules: BookRules | undefined, callbacks: TrackerCallbacks, holes: Holes, maxHeld: number) {
    this.#rules = rules ?? trusting
    this.#callbacks = callbacks
    this.#holes = holes
    this.#outlet = new Outlet((batch) => callbacks.publish(batch))
    this.#maxHeld = maxHeld
  }

  book(instrument: Instrument): BookView | undefined {
    return this.#books[instrument.index]
  }

  *books(): Iterable<BookView> {
    for (const book of this.#books) if (book !== undefined) yield book
  }

  deltas(batch: EventBatch<'book.delta'>, connection: string, epoch: number): void {
    const outlet = this.#outlet
    outlet.begin(batch)
    for (let i = 0; i < batch.events.length; i++) {
      const event = batch.events[i] as BookDelta
      const book = this.#bookOf(event.instrument, connection, epoch)
      if (this.#isNew(book, connection, epoch)) {
        outlet.upTo(i)
        this.#startOver(book, event, connection, epoch)
      }
      const verdict = book.epoch === epoch ? this.#judge(book, event) : 'stale'
      if (verdict !== 'apply') {
        outlet.without(i)
        this.#divert(book, event, verdict, batch)
        continue
      }
      if (book.mute) {
        outlet.upTo(i)
        this.#resume(book, event)
      }
      if (this.#apply(book, event)) {
        // Suspect before anybody sees the delta: who reads the book while it is handed out must not find it good.
        book.state = 'suspect'
        outlet.upTo(i + 1)
        this.#suspect(book, 'drift', event.ts, event.tsRecv)
      }
    }
    outlet.end()
  }

  snapshots(batch: EventBatch<'book.snapshot'>, connection: string, epoch: number): void {
    for (const event of batch.events) {
      const book = this.#bookOf(event.instrument, connection, epoch)
      const own = book.connection === connection || book.connection === nowhere || this.#rules.snapshot === 'stream'
      if (own && this.#isNew(book, connection, epoch)) this.#startOver(book, event, connection, epoch)
      if (own && book.epoch !== epoch) this.duplicates++
      else if (book.contradicted?.at === event.tsRecv) this.#refuse(book, event, book.contradicted.cause)
      else this.#snapshot(book, event, batch)
    }
  }

  /** The stream of this book is broken (`hole` says how); only a snapshot makes it good again. */
  disconnected(instrument: Instrument, hole: HoleReport): void {
    this.#bookOf(instrument, nowhere, -1).stop(hole, false)
  }

  /** The stream of this good book is silent: it goes on where it stopped, unless a snapshot shows that it has missed something. */
  silent(instrument: Instrument, hole: HoleReport): void {
    const book = this.#bookOf(instrument, nowhere, -1)
    book.stop(hole, true)
    if (this.#rules.snapshot === 'request') this.#ask(book)
  }

  /** Whether silence of this book is news. Of one that is silent already the venue is asked again. */
  mayBeSilent(instrument: Instrument): boolean {
    const book = this.#books[instrument.index]
    if (book?.mute === true && this.#rules.snapshot === 'request') this.#ask(book)
    return book?.state === 'good'
  }

  /** A silent stream did break. */
  confirm(instrument: Instrument): void {
    const book = this.#books[instrument.index]
    if (book !== undefined) book.mute = false
  }

  /** Whether a hole of this book is open, so that another break adds nothing to it. */
  isBroken(instrument: Instrument): boolean {
    return this.#books[instrument.index]?.hole !== undefined
  }

  /** Whether a snapshot has been asked for. */
  awaits(instrument: Instrument): boolean {
    return this.#books[instrument.index]?.asked === true
  }

  /** What was asked for a book has come to an end: one that still waits asks again, unless there is nothing to be had. */
  repaired({ instrument, connection, epoch }: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void {
    const book = this.#books[instrument.index]
    if (book?.asked !== true || book.connection !== connection || book.epoch !== epoch) return
    if (failure === undefined) this.#ask(book)
    else if (book.hole !== undefined) book.hole = this.#holes.change(book.hole, { state: 'lost', reason: failure, ts: tsRecv, tsRecv })
  }

  lastRecv(instrument: Instrument): EpochMs | undefined {
    return this.#books[instrument.index]?.lastRecv
  }

  /**
   * The frame received at `tsRecv` contradicts the book. Comes before the events of that frame, which are not passed on:
   * deltas wait like any after a break, a snapshot is refused.
   */
  drift({ instrument, cause }: Drift, tsRecv: EpochMs): void {
    const book = this.#bookOf(instrument, nowhere, -1)
    book.contradicted = { cause, at: tsRecv }
    if (book.follows) this.#suspect(book, cause, book.ts, tsRecv)
  }

  #bookOf(instrument: Instrument, connection: string, epoch: number): TrackedBook {
    const known = this.#books[instrument.index]
    if (known !== undefined) return known
    const book = new TrackedBook(instrument, connection, epoch)
    this.#books[instrument.index] = book
    return book
  }

  #isNew(book: TrackedBook, connection: string, epoch: number): boolean {
    return book.connection !== connection || epoch > book.epoch
  }

  #judge(book: TrackedBook, event: BookDelta): Verdict {
    return book.follows ? this.#rules.follows(book.sequence, sequenceOf(event), book.fromSnapshot) : 'hold'
  }

  /** The silence is over, and what came next continues the book. */
  #resume(book: TrackedBook, { ts, tsRecv }: BookDelta | BookSnapshot): void {
    if (book.hole !== undefined)
      this.#holes.change(book.hole, { state: 'healed', healedBy: nothingMissed, missing: 0, ts, tsRecv, to: tsRecv })
    book.goOn()
  }

  /** True when the delta has crossed a good book. */
  #apply(book: TrackedBook, event: BookDelta): boolean {
    book.delta(event, this.#rules.truncate === true)
    const crossed = this.#rules.mayCross !== true && book.levels.crossed
    if (crossed) return book.state === 'good'
    book.state = 'good'
    return false
  }

  #divert(book: TrackedBook, event: BookDelta, verdict: Verdict, batch: EventBatch<'book.delta'>): void {
    if (verdict === 'stale') {
      this.duplicates++
      return
    }
    if (verdict === 'gap') this.#broken(book, event)
    this.#hold(book, event, batch)
  }

  #startOver(book: TrackedBook, event: BookDelta | BookSnapshot, connection: string, epoch: number): void {
    const wasGood = book.follows && book.hole === undefined
    book.startOver(connection, epoch)
    if (!wasGood || book.lastRecv === undefined) return
    const { instrument, lastRecv: from } = book
    const { ts, tsRecv } = event
    book.hole = this.#holes.open({ instrument, dataKind: 'book', cause: 'disconnect', state: 'healing', ts, tsRecv, from })
  }

  #broken(book: TrackedBook, event: BookDelta): void {
    const first = event.prevSequence ?? (event.firstSequence === undefined ? undefined : event.firstSequence - 1)
    this.#suspect(book, 'sequence', event.ts, event.tsRecv, {
      fromId: book.sequence === undefined ? undefined : String(book.sequence + 1),
      toId: first === undefined ? undefined : String(first),
    })
  }

  #suspect(book: TrackedBook, cause: GapCause, ts: EpochMs, tsRecv: EpochMs, ids: Pick<Partial<HoleReport>, 'fromId' | 'toId'> = {}): void {
    const { instrument, lastRecv: from, hole } = book
    book.state = 'suspect'
    book.mute = false
    const state = this.#ask(book) ? 'healing' : 'suspected'
    if (hole !== undefined) {
      book.hole = this.#holes.change(hole, { state, ts, tsRecv, ...ids })
      return
    }
    book.hole = this.#holes.open({ instrument, dataKind: 'book', cause, state, ts, tsRecv, from, ...ids })
  }

  /** A snapshot that its own checksum contradicts: another one is needed. */
  #refuse(book: TrackedBook, event: BookSnapshot, cause: GapCause): void {
    if (book.hole === undefined) this.#suspect(book, cause, event.ts, event.tsRecv)
    else this.#ask(book)
  }

  #hold(book: TrackedBook, event: BookDelta, batch: EventBatch<'book.delta'>): void {
    if (this.#rules.snapshot === 'stream') {
      // The snapshot comes in the same stream: whatever came before it is part of it.
      this.duplicates++
      return
    }
    book.held.push(event)
    book.heldDelivery = batch.delivery
    if (book.held.length > this.#maxHeld) {
      book.held.splice(0, book.held.length >>> 1)
      book.asked = false
    }
    if (book.asked) return
    const healing = this.#ask(book)
    if (healing && book.hole?.state === 'suspected') {
      book.hole = this.#holes.change(book.hole, { state: 'healing', ts: event.ts, tsRecv: event.tsRecv })
    }
  }

  #ask(book: TrackedBook): boolean {
    const { instrument, connection, epoch, lastRecv: from } = book
    book.asked = true
    const unknown = { variant: undefined, fromId: undefined, toId: undefined, to: undefined, interval: undefined }
    return this.#callbacks.repair({ instrument, kind: 'book', connection, epoch, from, ...unknown }) !== false
  }

  #snapshot(book: TrackedBook, event: BookSnapshot, batch: EventBatch<'book.snapshot'>): void {
    if (this.#isBehind(book, event)) {
      this.duplicates++
      return
    }
    if (book.mute && event.sequence !== undefined && event.sequence === book.sequence) {
      this.#resume(book, event)
      return
    }
    const held = book.held
    book.held = []
    book.mute = false
    book.snapshot(event)
    book.state = this.#rules.mayCross !== true && book.levels.crossed ? 'suspect' : 'good'
    if (book.hole !== undefined) {
      const { ts, tsRecv } = event
      this.#holes.change(book.hole, { state: 'healed', healedBy: 'snapshot', ts, tsRecv, to: tsRecv })
      book.hole = undefined
    }
    this.#callbacks.publish(batch.events.length === 1 ? batch : { ...batch, events: [event] })
    if (held.length > 0)
      this.deltas({ kind: 'book.delta', origin: batch.origin, delivery: book.heldDelivery, events: held }, book.connection, book.epoch)
  }

  /** A snapshot from before the book, or from before the deltas that wait for it, is of no use. */
  #isBehind(book: TrackedBook, event: BookSnapshot): boolean {
    if (this.#rules.snapshot === 'stream') return false
    if (book.follows) return book.sequence !== undefined && event.sequence !== undefined && event.sequence < book.sequence
    for (const delta of book.held) {
      const verdict = this.#rules.follows(event.sequence, sequenceOf(delta), true)
      if (verdict === 'apply') return false
      if (verdict === 'stale') continue
      this.#ask(book)
      return true
    }
    return false
  }
}

function sequenceOf(event: BookDelta): DeltaSequence {
  return { first: event.firstSequence, last: event.lastSequence, prev: event.prevSequence }
}
