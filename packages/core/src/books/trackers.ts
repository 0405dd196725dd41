import type {
  AnyBatch,
  BarSpec,
  BookView,
  DataKind,
  Drift,
  EpochMs,
  EventBatch,
  GapCause,
  Instrument,
  MarketEvent,
  RepairRequest,
} from '../contracts/index.ts'
import { dataKindOf } from '../contracts/index.ts'
import { BarTracker } from './bar-tracker.ts'
import { BookTracker } from './book-tracker.ts'
import { Holes } from './holes.ts'
import { Outlet } from './outlet.ts'
import { Silence, type SilentStream } from './silence.ts'
import { TradeTracker } from './trade-tracker.ts'
import type { HoleReport, TrackerCallbacks, TrackerOptions, TrackerRules, Trackers } from './tracking.ts'

const defaultHeldDeltas = 4096

class SourceTrackers implements Trackers {
  readonly #callbacks: TrackerCallbacks
  readonly #books: BookTracker
  readonly #trades: TradeTracker
  readonly #bars: BarTracker
  readonly #holes: Holes
  readonly #outlet: Outlet
  readonly #silence: Silence
  #busy = false
  readonly #waiting: (() => void)[] = []

  constructor(rules: TrackerRules, callbacks: TrackerCallbacks, options: TrackerOptions) {
    this.#holes = new Holes((report) => callbacks.gap(report))
    this.#outlet = new Outlet((batch) => callbacks.publish(batch))
    this.#books = new BookTracker(rules.book, callbacks, this.#holes, options.maxHeldDeltas ?? defaultHeldDeltas)
    this.#trades = new TradeTracker(rules.tradeIds, callbacks, this.#holes)
    this.#bars = new BarTracker(rules.bars, callbacks, this.#holes)
    this.#silence = new Silence(rules.bars === 'dense')
    this.#callbacks = callbacks
  }

  get duplicates(): number {
    return this.#books.duplicates + this.#trades.duplicates + this.#bars.duplicates
  }

  track(batch: AnyBatch, connection: string, epoch: number, channel?: string): void {
    if (this.#busy) {
      this.#waiting.push(() => this.#track(batch, connection, epoch, channel))
      return
    }
    this.#busy = true
    try {
      this.#track(batch, connection, epoch, channel)
    } finally {
      this.#next()
    }
  }

  disconnected(instrument: Instrument, kind: DataKind, cause: GapCause, tsRecv: EpochMs, interval?: BarSpec): void {
    this.#inOrder(() => this.#disconnected(instrument, kind, cause, tsRecv, interval))
  }

  alive(connection: string, epoch: number, tsRecv: EpochMs): void {
    const silent = this.#silence.alive(connection, epoch, tsRecv)
    if (silent.length > 0) this.#inOrder(() => this.#alarm(silent, tsRecv))
  }

  reached(event: MarketEvent): void {
    this.#inOrder(() => {
      if (event.kind === 'trade') this.#trades.reached(event)
      else if (event.kind === 'bar') this.#bars.reached(event)
    })
  }

  repaired(request: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void {
    this.#inOrder(() => this.#repaired(request, failure, tsRecv))
  }

  forget(instrument: Instrument, kind: DataKind): void {
    this.#silence.forget(instrument, kind)
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
    if (this.#waiting.length === 0) {
      this.#busy = false
      return
    }
    try {
      for (let run = this.#waiting.shift(); run !== undefined; run = this.#waiting.shift()) run()
    } finally {
      this.#busy = false
    }
  }

  #track(batch: AnyBatch, connection: string, epoch: number, channel: string | undefined): void {
    const by = batch.delivery === 'backfill' ? (channel ?? 'backfill') : undefined
    // A snapshot that somebody asked for says nothing of the stream.
    const answer = batch.kind === 'book.snapshot' && batch.events.some(({ instrument }) => this.#books.awaits(instrument))
    if (by === undefined && !answer) {
      const silent = this.#silence.heard(batch, connection, epoch)
      if (silent.length > 0) this.#alarm(silent, batch.events[0]?.tsRecv ?? 0)
    }
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
        this.#trades.trades(batch, connection, epoch, by)
        return
      }
      case 'bar': {
        this.#bars.bars(batch, connection, epoch, by)
        return
      }
      default: {
        this.#pass(batch)
      }
    }
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
      this.#holes.change(broken, { ...this.#holes.resumed(broken, undefined), ts, tsRecv, to: tsRecv })
    })
    this.#outlet.end()
  }

  #disconnected(instrument: Instrument, kind: DataKind, cause: GapCause, tsRecv: EpochMs, interval: BarSpec | undefined): void {
    const isBook = kind === 'book'
    if (isBook ? this.#books.isBroken(instrument) : this.#holes.suspected(kind, instrument, interval) !== undefined) {
      if (isBook) this.#books.confirm(instrument)
      else this.#holes.confirm(kind, instrument, interval)
      return
    }
    const report = this.#suspicion({ instrument, kind, interval }, cause, tsRecv)
    if (isBook) this.#books.disconnected(instrument, report)
    else this.#holes.suspect(report)
  }

  #suspicion({ instrument, kind: dataKind, interval }: SilentStream, cause: GapCause, tsRecv: EpochMs): HoleReport {
    const isBook = dataKind === 'book'
    const from = isBook ? this.#books.lastRecv(instrument) : this.#silence.lastRecv(instrument, dataKind, interval)
    return this.#holes.open({ instrument, dataKind, interval, cause, state: 'suspected', ts: tsRecv, tsRecv, from })
  }

  /** Overdue streams: a mere suspicion, until they go on or what is asked for shows a loss. */
  #alarm(silent: readonly SilentStream[], tsRecv: EpochMs): void {
    for (const stream of silent) {
      const { instrument, kind, interval } = stream
      this.#silence.alarmed(instrument, kind, interval)
      const isBook = kind === 'book'
      const doubted = isBook ? undefined : this.#holes.doubted(kind, instrument, interval)
      if (doubted !== undefined) this.#inquire(doubted)
      if (isBook ? !this.#books.mayBeSilent(instrument) : this.#holes.suspected(kind, instrument, interval) !== undefined) continue
      const report = this.#suspicion(stream, 'silence', tsRecv)
      if (isBook) this.#books.silent(instrument, report)
      else {
        this.#holes.doubt(report)
        this.#inquire(report)
      }
    }
  }

  /** Asks for what may be missing: what comes shows that something was, and if nothing comes, nothing was. */
  #inquire(report: HoleReport): void {
    const { instrument, dataKind: kind, interval } = report
    const origin = this.#silence.origin(instrument, kind, interval)
    if (origin === undefined) return
    const next = kind === 'trade' ? this.#trades.next(instrument) : undefined
    const from = (kind === 'bar' ? this.#bars.next(instrument, interval) : undefined) ?? report.from
    const request = { instrument, kind, variant: undefined, fromId: undefined, toId: undefined, from, to: undefined, interval, ...origin }
    const asked: RepairRequest = next === undefined ? request : { ...request, ...next }
    if (this.#callbacks.repair(asked) !== false) this.#holes.inquired(report, asked)
  }

  #repaired(request: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void {
    const { kind } = request
    if (kind === 'book') this.#books.repaired(request, failure, tsRecv)
    else if (request.to === undefined && failure === undefined) this.#holes.answered(request, tsRecv)
    else if (kind === 'trade') this.#trades.repaired(request, failure, tsRecv)
    else if (kind === 'bar') this.#bars.repaired(request, failure, tsRecv)
  }
}

/**
 * Makes the trackers of one source. They are pure: no clock, no I/O; what they know follows from what they were given,
 * so live, replay and history meet the same rules.
 */
export function createTrackers(rules: TrackerRules, callbacks: TrackerCallbacks, options: TrackerOptions = {}): Trackers {
  return new SourceTrackers(rules, callbacks, options)
}
