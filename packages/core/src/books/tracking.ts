import type {
  AnyBatch,
  BarSpec,
  BookRules,
  BookView,
  DataKind,
  Drift,
  EpochMs,
  GapCause,
  Instrument,
  MarketEvent,
  RepairRequest,
  TradeIdRule,
} from '../contracts/index.ts'

/** What the trackers of one source must know of its venue; a `NormalizerFactory` is one. */
export interface TrackerRules {
  readonly book?: BookRules | undefined
  readonly tradeIds?: TradeIdRule | undefined
  /** `dense`: the venue sends a bar for every interval, also where nothing was traded. */
  readonly bars?: 'dense' | undefined
}

/**
 * A hole, as the trackers see it. `hole` numbers the holes of these trackers from 1; the same number comes again when
 * the state changes, so the engine makes the gap's id from it.
 */
export interface HoleReport {
  readonly hole: number
  readonly instrument: Instrument
  readonly dataKind: DataKind
  readonly interval: BarSpec | undefined
  readonly cause: GapCause
  readonly state: 'suspected' | 'healing' | 'healed' | 'lost'
  readonly healedBy: string | undefined
  /** Of a hole that is lost: why nothing could fill it. */
  readonly reason: string | undefined
  /** Venue time of the event that showed it; receive time where there is none. */
  readonly ts: EpochMs
  readonly tsRecv: EpochMs
  readonly from: EpochMs | undefined
  readonly to: EpochMs | undefined
  readonly fromId: string | undefined
  readonly toId: string | undefined
  readonly missing: number | undefined
}

/** Where the trackers of one source put what they find. All calls are synchronous and come in stream order. */
export interface TrackerCallbacks {
  /** Events that may be passed on. The batch that came in, where nothing had to be held back. */
  publish(batch: AnyBatch): void
  /** A hole opened, or its state changed. Comes before the first event after the hole. */
  gap(report: HoleReport): void
  /**
   * Something is missing that the source may be able to fetch. Return false where nobody can (a replay, a kind that the
   * source does not mend): the hole is then reported as `lost` (of a book: `suspected` until a snapshot comes).
   */
  repair(request: RepairRequest): boolean | void
}

export interface TrackerOptions {
  /** Deltas held per instrument while its snapshot is on the way; the oldest are dropped beyond it. Default 4096. */
  readonly maxHeldDeltas?: number
}

/** Continuity of everything that one source sends: book sequences, trade ids, open times of bars. */
export interface Trackers {
  /**
   * The only way in for data, live, replayed or fetched: publishes what may pass. `channel` is that of the frame; of
   * fetched data it becomes the `healedBy` of the holes that they fill (`rest.aggTrades`).
   */
  track(batch: AnyBatch, connection: string, epoch: number, channel?: string): void
  /** A frame without events came: its connection is alive, so that streams of it which are overdue are silent. */
  alive(connection: string, epoch: number, tsRecv: EpochMs): void
  /**
   * History was delivered up to this event, and what comes live goes on from there: a stream that breaks before it has
   * brought anything has a hole that can be named, and fetched. Where live has begun already, what lies between is a
   * hole. Said once for each series.
   */
  reached(event: MarketEvent): void
  /**
   * Work on a repair is over, and what it brought was tracked before (see `SourceOutput.repaired`): a hole that it left
   * is asked for once more, otherwise, or given up; a silence that it found nothing behind is none.
   */
  repaired(request: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void
  /** Nobody wants this stream any more: its silence means nothing. */
  forget(instrument: Instrument, kind: DataKind): void
  /**
   * Data of this instrument and kind is missing from here on. Reports the hole (state `suspected`); the next data close
   * it (healed, or lost, or healing with a repair under way).
   */
  disconnected(instrument: Instrument, kind: DataKind, cause: GapCause, tsRecv: EpochMs, interval?: BarSpec): void
  /**
   * A frame, received at `tsRecv`, that contradicts a book by its checksum (`NormalizerContext.report`): the book is
   * suspect and to be repaired. Called before the events of that frame are tracked; they are not passed on.
   */
  drift(drift: Drift, tsRecv: EpochMs): void
  book(instrument: Instrument): BookView | undefined
  books(): Iterable<BookView>
  /** Deltas, trades and bars that were dropped because the stream had them, or their final form, already. */
  readonly duplicates: number
}
