import type {
  AnyBatch,
  BarSpec,
  BookView,
  DataKind,
  Drift,
  EpochMs,
  EventBatch,
  EventKind,
  GapCause,
  Instrument,
  MarketEvent,
} from '../contracts/index.ts'
import { dataKindOf } from '../contracts/index.ts'
import { BarTracker } from './bar-tracker.ts'
import { BookTracker } from './book-tracker.ts'
import { Holes } from './holes.ts'
import { Outlet } from './outlet.ts'
import { TradeTracker } from './trade-tracker.ts'
import type { TrackerCallbacks, TrackerOptions, TrackerRules, Trackers } from './tracking.ts'

const defaultHeldDeltas = 4096

class SourceTrackers implements Trackers {
  readonly #books: BookTracker
  readonly #trades: TradeTracker
  readonly #bars: BarTracker
  readonly #holes: Holes
  readonly #outlet: Outlet
  /** Receive time of the last event, by kind and `Instrument.index`. */
  readonly #lastRecv = new Map<DataKind, (number | undefined)[]>()
  /** Those of the kind that came last: streams of one kind come in rows. */
  #seen: (number | undefined)[] = []
  #seenKind: EventKind | undefined
  #busy = false
  readonly #waiting: (() => void)[] = []

  constructor(rules: TrackerRules, callbacks: TrackerCallbacks, options: TrackerOptions) {
    this.#holes = new Holes((report) => callbacks.gap(report))
    this.#outlet = new Outlet((batch) => callbacks.publish(batch))
    this.#books = new BookTracker(rules.book, callbacks, this.#holes, options.maxHeldDeltas ?? defaultHeldDeltas)
    this.#trades = new TradeTracker(rules.tradeIds, callbacks, this.#holes)
    this.#bars = new BarTracker(rules.bars, callbacks, this.#holes)
  }

  get duplicates(): number {
    return this.#books.duplicates + this.#trades.duplicates
  }

  track(batch: AnyBatch, connection: string, epoch: number): void {
    if (this.#busy) {
      this.#waiting.push(() => this.#track(batch, connection, epoch))
      return
    }
    this.#busy = true
    try {
      this.#track(batch, connection, epoch)
    } finally {
      this.#next()
    }
  }

  disconnected(instrument: Instrument, kind: DataKind, cause: GapCause, tsRecv: EpochMs, interval?: BarSpec): void {
    this.#inOrder(() => this.#disconnected(instrument, kind, cause, tsRecv, interval))
  }

  drift(drift: Drift, tsRecv: EpochMs): void {
    this.#inOrder(() => this.#books.drift(drift, tsRecv))
  }

  book(instrument: Instrument): BookView | undefined {
    return this.#books.book(instrument)
  }

  books(): Iterable<BookView> {
    return this.#books.books()
  }

  /** A source that mends at once calls back while its request is being made: what it brings comes after. */
  #inOrder(run: () => void): void {
    this.#waiting.push(run)
    if (this.#busy) return
    this.#busy = true
    this.#next()
  }

  #next(): void {
    try {
      for (let run = this.#waiting.shift(); run !== undefined; run = this.#waiting.shift()) run()
    } finally {
      this.#busy = false
    }
  }

  #track(batch: AnyBatch, connection: string, epoch: number): void {
    switch (batch.kind) {
      case 'book.delta': {
        this.#books.deltas(batch, connection, epoch)
        return
      }
      case 'book.snapshot': {
        this.#books.snapshots(batch, connection, epoch)
        return
      }
      case 'trade': {
        this.#trades.trades(batch, connection, epoch)
        break
      }
      case 'bar': {
        this.#bars.bars(batch, connection, epoch)
        break
      }
      default: {
        this.#pass(batch)
      }
    }
    this.#remember(batch)
  }

  #remember(batch: AnyBatch): void {
    if (batch.kind !== this.#seenKind) this.#select(batch.kind)
    const seen = this.#seen
    const events: readonly MarketEvent[] = batch.events
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as MarketEvent
      seen[event.instrument.index] = event.tsRecv
    }
  }

  #select(kind: EventKind): void {
    const dataKind = dataKindOf(kind)
    this.#seenKind = kind
    this.#seen = this.#lastRecv.get(dataKind) ?? []
    this.#lastRecv.set(dataKind, this.#seen)
  }

  /** Kinds without numbers: after a break nobody knows what was missed. */
  #pass(batch: Exclude<AnyBatch, EventBatch<'book.delta'>>): void {
    this.#outlet.begin(batch)
    if (this.#holes.quiet) {
      this.#outlet.end()
      return
    }
    const kind = dataKindOf(batch.kind)
    batch.events.forEach((event, i) => {
      const broken = this.#holes.take(kind, event.instrument, undefined)
      if (broken === undefined) return
      this.#outlet.upTo(i)
      const { ts, tsRecv } = event
      this.#holes.change(broken, { state: 'lost', ts, tsRecv, to: tsRecv })
    })
    this.#outlet.end()
  }

  #disconnected(instrument: Instrument, kind: DataKind, cause: GapCause, tsRecv: EpochMs, interval: BarSpec | undefined): void {
    const isBook = kind === 'book'
    if (isBook ? this.#books.isBroken(instrument) : this.#holes.isSuspected(kind, instrument, interval)) return
    const from = isBook ? this.#books.lastRecv(instrument) : this.#lastRecv.get(kind)?.[instrument.index]
    const report = this.#holes.open({ instrument, dataKind: kind, interval, cause, state: 'suspected', ts: tsRecv, tsRecv, from })
    if (isBook) this.#books.disconnected(instrument, report)
    else this.#holes.suspect(report)
  }
}

/**
 * Makes the trackers of one source. They are pure: no clock, no I/O; what they know follows from what they were given,
 * so live, replay and history meet the same rules.
 */
export function createTrackers(rules: TrackerRules, callbacks: TrackerCallbacks, options: TrackerOptions = {}): Trackers {
  return new SourceTrackers(rules, callbacks, options)
}
