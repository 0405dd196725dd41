import type { AnyBatch, DataKind, EventKind, GapCause } from './events.ts'
import type { Instrument, InstrumentFields } from './instrument.ts'
import type { Component, ConnectionStatus } from './lifecycle.ts'
import type { NormalizerFactory, RawFrame } from './normalizer.ts'
import type { BarSpec, EpochMs } from './time.ts'
import type { WireDrift } from './wire-shape.ts'

/** One stream that is wanted. Absent facts mean the venue's default. */
export interface Subscription {
  readonly kind: DataKind
  /** Unified or native symbol. Patterns (`*` + `/USDT`) are resolved before a source sees them, except `*` alone where the venue has an all-symbols stream. */
  readonly symbol: string
  readonly interval: BarSpec | undefined
  /** `aggregate` trades instead of raw ones, `partial` books instead of full ones, ... */
  readonly variant: string | undefined
  /** Book levels per side; undefined = the full book. */
  readonly depth: number | undefined
  /** Poll over REST this often instead of streaming. */
  readonly pollEveryMs: number | undefined
  /** History to deliver before live. */
  readonly backfillMs: number | undefined
  /** Venue-specific options, validated by the source. */
  readonly options: Readonly<Record<string, unknown>> | undefined
}

export interface SourceCapabilities {
  readonly live: readonly DataKind[]
  /** Kinds it can poll over REST where it cannot stream them, or on request. */
  readonly poll: readonly DataKind[]
  readonly history: readonly DataKind[]
  readonly intervals: readonly BarSpec[]
  readonly depths: readonly number[]
  readonly variants: Readonly<Partial<Record<DataKind, readonly string[]>>>
  /** Kinds with an all-symbols stream. */
  readonly wildcard: readonly DataKind[]
  /** Kinds that `repair` can mend. */
  readonly repair: readonly DataKind[]
  /** `pausable` sources (files, history, polling) wait when a sink is full; `live` ones cannot wait for long. */
  readonly flow: 'live' | 'pausable'
  /** True when the source ends by itself (a replay). */
  readonly finite: boolean
}

/** What a source can do: nothing but what is named, live and endless unless it says otherwise. */
export function sourceCapabilities(named: Partial<SourceCapabilities>): SourceCapabilities {
  return {
    live: [],
    poll: [],
    history: [],
    intervals: [],
    depths: [],
    variants: {},
    wildcard: [],
    repair: [],
    flow: 'live',
    finite: false,
    ...named,
  }
}

export type SubscriptionOutcome =
  | { readonly ok: true; readonly subscription: Subscription }
  | { readonly ok: false; readonly subscription: Subscription; readonly error: Error }

export interface HistoryRequest extends Subscription {
  /** Inclusive. */
  readonly from: EpochMs
  /** Exclusive. */
  readonly to: EpochMs
  readonly limit: number | undefined
}

/** What the engine found broken and wants mended. */
export interface RepairRequest {
  readonly instrument: Instrument
  readonly kind: DataKind
  /** Of trades that are numbered: `raw` or `aggregate`, which count by themselves; else undefined. */
  readonly variant: string | undefined
  /** The connection and epoch whose stream is broken: a snapshot frame must carry them. */
  readonly connection: string
  readonly epoch: number
  /** Ids of the first and last missing item, where they are numbered. */
  readonly fromId: string | undefined
  readonly toId: string | undefined
  readonly from: EpochMs | undefined
  /** Undefined, as is `toId`: nobody knows whether anything is missing; whatever there is after the beginning is asked for. */
  readonly to: EpochMs | undefined
  readonly interval: BarSpec | undefined
}

/** Where a source puts what it gets. All calls are synchronous and never throw. */
export interface SourceOutput {
  /** Runs this source's normalizer and publishes the events. */
  frame(frame: RawFrame): void
  /** For sources whose data is already normalized, such as a store being replayed. */
  batch(batch: AnyBatch): void
  /** Data of this instrument and kind is missing from here on. */
  gap(instrument: Instrument, kind: DataKind, cause: GapCause, tsRecv: EpochMs, interval?: BarSpec): void
  /**
   * Work on a repair is over; what it brought came before. `failure` says why it could not be done, and will not be;
   * undefined: everything that the venue has was brought. Said once for each request; one that is made again meanwhile,
   * or by a stream that broke anew, counts as one with the latest.
   */
  repaired?(request: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void
  /** Nobody wants this stream any more: that nothing comes means nothing from here on. */
  forget?(instrument: Instrument, kind: DataKind, tsRecv: EpochMs): void
  /**
   * A frame that does not go through `frame`, such as the reply with the definitions, has another shape than the adapter
   * knows: the engine counts it, keeps a sample and says what is different.
   */
  drifted?(frame: RawFrame, drift: WireDrift): void
  /** The state of a connection changed. */
  connection(status: ConnectionStatus): void
  /** Said once by a finite source after its last frame. */
  end(): void
  /** A recording says that the clock told this pipeline the time, here between what came before and after. */
  tick?(pipeline: string, now: EpochMs): void
  /** History that goes before live, as a recording has it. */
  backfill?(step: BackfillStep): void
}

/**
 * History that goes before live: from `begin` to `end` what comes live is held back, and pages are delivered. `part`
 * counts the requests, each of which is decoded by itself.
 */
export type BackfillStep =
  | { readonly step: 'begin' }
  | { readonly step: 'end' }
  | { readonly step: 'page'; readonly part: number; readonly request: HistoryRequest; readonly frame: RawFrame }

/** What a replay must know of a source before the first frame: whose wire it is, and what it would have mended. */
export interface SourceFacts {
  readonly venue: string | undefined
  readonly repair: readonly DataKind[]
}

/**
 * What everything that enters through a source passes on its way to the normalizer. Called synchronously, in order;
 * must be fast and must not throw. The recorder is one.
 */
export interface SourceTap {
  frame(source: string, frame: RawFrame): void
  batch(source: string, batch: AnyBatch): void
  gap(source: string, instrument: Instrument, kind: DataKind, cause: GapCause, tsRecv: EpochMs, interval: BarSpec | undefined): void
  repaired?(source: string, request: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void
  /** A stream was unsubscribed. */
  forget?(source: string, instrument: Instrument, kind: DataKind, tsRecv: EpochMs): void
  connection(source: string, status: ConnectionStatus, tsRecv: EpochMs): void
  /** Said when the source is wired, which may be before the tap has started. */
  source?(source: string, facts: SourceFacts): void
  /** The clock told a pipeline the time; its processors may have ticked. */
  tick?(pipeline: string, now: EpochMs): void
  backfill?(source: string, step: BackfillStep, tsRecv: EpochMs): void
  /** A page of history that a processor asked for to warm up. */
  history?(source: string, request: HistoryRequest, frame: RawFrame): void
}

export interface Source extends Component {
  readonly capabilities: SourceCapabilities
  /** Left out only when every output goes through `SourceOutput.batch`. */
  readonly normalizer?: NormalizerFactory
  /** Event kinds that it may emit beyond those of its subscriptions (a replay does not know before it reads). */
  readonly emits?: readonly EventKind[]
  /** Called once, before everything else. */
  attach(output: SourceOutput): void
  /** Definitions of what the venue trades. Works before `start`; the engine interns them. */
  instruments?(signal: AbortSignal): Promise<readonly InstrumentFields[]>
  /** Safe before `start` (kept until connected), while running, and repeated. Resolves when each outcome is known. */
  subscribe(subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]>
  unsubscribe(subscriptions: readonly Subscription[]): Promise<void>
  /** Pages as raw frames, oldest first, so history and live share one normalizer. Works before `start`. */
  history?(request: HistoryRequest, signal: AbortSignal): AsyncIterable<RawFrame>
  /**
   * Puts frames into the output that mend the hole; returns at once, the work goes on in the background and ends with
   * `SourceOutput.repaired`. What may pass (a venue that is busy) is tried again for as long as the stream is wanted.
   */
  repair?(request: RepairRequest): void
  connections?(): readonly ConnectionStatus[]
  /** How much of a finite source has been delivered, 0 to 1; undefined where it cannot say. Read a few times a second. */
  progress?(): number | undefined
  pause?(): void
  resume?(): void
}
