import type { BookDelta, BookSnapshot, BookState, BookView, Delivery, EpochMs, GapCause, Instrument } from '../contracts/index.ts'
import { OrderBook, type BookLevels } from './order-book.ts'
import type { HoleReport } from './tracking.ts'

/** The book of one instrument, with what is known of its stream. */
export class TrackedBook implements BookView {
  readonly instrument: Instrument
  readonly levels: OrderBook = new OrderBook()
  state: BookState = 'syncing'
  sequence: number | undefined
  ts: EpochMs = 0
  connection: string
  epoch: number
  /** True until the first delta after a snapshot. */
  fromSnapshot = true
  /** Levels per side that the last snapshot promised. */
  depth: number | undefined
  /** Deltas that wait for a snapshot. */
  held: BookDelta[] = []
  heldDelivery: Delivery = 'live'
  /** The hole that is being healed. */
  hole: HoleReport | undefined
  /** Silent for longer than usual, and stale for that alone: it goes on where it stopped, if nothing was missed. */
  mute = false
  /** Whether a snapshot is on its way. */
  asked = false
  /** The last frame that contradicted the book, by its receive time. */
  contradicted: { readonly cause: GapCause; readonly at: EpochMs } | undefined
  /** Receive time of the last good event. */
  lastRecv: EpochMs | undefined

  constructor(instrument: Instrument, connection: string, epoch: number) {
    this.instrument = instrument
    this.connection = connection
    this.epoch = epoch
  }

  get bidLevels(): number {
    return this.levels.bidLevels
  }

  get askLevels(): number {
    return this.levels.askLevels
  }

  get bestBid(): number {
    return this.levels.bestBid
  }

  get bestAsk(): number {
    return this.levels.bestAsk
  }

  get mid(): number {
    return this.levels.mid
  }

  get spread(): number {
    return this.levels.spread
  }

  vwapTo(side: 'bid' | 'ask', size: number): number {
    return this.levels.vwapTo(side, size)
  }

  imbalance(levels: number): number {
    return this.levels.imbalance(levels)
  }

  top(n: number): BookLevels {
    return this.levels.top(n)
  }

  /** Whether deltas go into the book rather than wait. */
  get follows(): boolean {
    return this.state === 'good' || this.mute || (this.state === 'suspect' && this.hole === undefined)
  }

  /** Stale from here on; `mute`: for its silence alone. */
  stop(hole: HoleReport, mute: boolean): void {
    this.state = 'stale'
    this.hole = hole
    this.asked = false
    this.mute = mute
  }

  /** Good again as it is. */
  goOn(): void {
    this.state = 'good'
    this.hole = undefined
    this.asked = false
    this.mute = false
  }

  /** Forgets the stream so far. */
  startOver(connection: string, epoch: number): void {
    this.connection = connection
    this.epoch = epoch
    this.state = 'syncing'
    this.sequence = undefined
    this.held = []
    this.asked = false
    this.mute = false
  }

  snapshot(event: BookSnapshot): void {
    this.levels.applySnapshot(event.bids, event.asks)
    this.sequence = event.sequence
    this.depth = event.depth
    this.fromSnapshot = true
    this.asked = false
    this.#seen(event)
  }

  delta(event: BookDelta, truncate: boolean): void {
    this.levels.applyDelta(event.bids, event.asks)
    if (truncate && this.depth !== undefined) this.levels.truncate(this.depth)
    this.sequence = event.lastSequence ?? this.sequence
    this.fromSnapshot = false
    this.#seen(event)
  }

  #seen(event: BookDelta | BookSnapshot): void {
    this.ts = event.ts
    this.lastRecv = event.tsRecv
  }
}
