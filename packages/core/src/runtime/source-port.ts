import type { TrackerCallbacks, TrackerRules, Trackers } from '../books/tracking.ts'
import type { FlowStats } from '../contracts/engine-view.ts'
import { dataError } from '../contracts/errors.ts'
import type { WireDrift } from '../contracts/wire-shape.ts'
import type { AnyBatch, DataKind, Delivery, GapCause } from '../contracts/events.ts'
import type { Instrument } from '../contracts/instrument.ts'
import type { ConnectionStatus } from '../contracts/lifecycle.ts'
import type { Drift, Normalizer, NormalizerFactory, RawFrame } from '../contracts/normalizer.ts'
import type { BackfillStep, RepairRequest, Source, SourceOutput, SourceTap } from '../contracts/source.ts'
import type { BarSpec, EpochMs } from '../contracts/time.ts'
import { HoleGaps } from './hole-gaps.ts'
import type { Host } from './host.ts'
import { OddFrames } from './odd-frames.ts'
import { RunWriter } from './writer.ts'

export interface SourcePortOptions {
  readonly id: string
  readonly source: Source
  readonly taps: readonly SourceTap[]
  readonly createTrackers: (rules: TrackerRules, callbacks: TrackerCallbacks) => Trackers
  /** Every pipeline that this source feeds. */
  readonly publish: (batch: AnyBatch) => void
  /** As `publish`, of gaps, where they go another way: one before the first live event goes before what is held back. */
  readonly publishGap?: (batch: AnyBatch) => void
  readonly onConnection: (status: ConnectionStatus) => void
  readonly onEnd: () => void
  readonly onTick?: (pipeline: string, now: EpochMs) => void
  readonly onBackfill?: (step: BackfillStep) => void
}

/** The normalizer of one connection. */
interface Slot {
  readonly connection: string
  readonly normalizer: Normalizer
  epoch: number
}

/**
 * Where one source puts what it gets: taps, normalizer, trackers, pipelines. Calls that come while another is under way
 * (a source that answers a repair at once) wait their turn, so the stream keeps its order.
 */
export class SourcePort implements SourceOutput {
  readonly trackers: Trackers
  readonly #host: Host
  readonly #options: SourcePortOptions
  readonly #delivery: Delivery
  readonly #factory: NormalizerFactory | undefined
  readonly #writer = new RunWriter()
  readonly #odd: OddFrames
  readonly #slots = new Map<string, Slot>()
  readonly #connections = new Map<string, ConnectionStatus>()
  #last: Slot | undefined
  #drifts: Drift[] | undefined
  #busy = false
  #waiting: (() => void)[] = []
  #open = true
  #ended = false
  #frames = 0
  #events = 0
  #failed = 0
  #stale = 0

  constructor(host: Host, options: SourcePortOptions) {
    const { source } = options
    this.#host = host
    this.#options = options
    this.#odd = new OddFrames(host, options.id)
    this.#delivery = source.capabilities.finite ? 'replay' : 'live'
    this.#factory = source.normalizer
    const gaps = new HoleGaps(options.id, host.gapPrefix('source'), this.#delivery)
    const facts = { venue: source.normalizer?.venue, repair: source.capabilities.repair }
    for (const tap of options.taps) tap.source?.(options.id, facts)
    this.trackers = options.createTrackers(source.normalizer ?? {}, {
      publish: (batch) => this.#publish(batch),
      gap: (report) => gaps.write(report).forEach(options.publishGap ?? options.publish),
      repair: (request) => this.#repair(request),
    })
  }

  frame(frame: RawFrame): void {
    if (!this.#open) return
    if (this.#busy) {
      this.#later(frame)
      return
    }
    this.#busy = true
    this.#frame(frame)
    this.#turn()
  }

  backfill(step: BackfillStep): void {
    this.#enter(() => {
      for (const tap of this.#options.taps) tap.backfill?.(this.#options.id, step, this.#host.clock.now())
      this.#options.onBackfill?.(step)
    })
  }

  tick(pipeline: string, now: EpochMs): void {
    this.#enter(() => this.#options.onTick?.(pipeline, now))
  }

  batch(batch: AnyBatch): void {
    this.#enter(() => {
      for (const tap of this.#options.taps) tap.batch(this.#options.id, batch)
      this.#frames += batch.events.length
      this.trackers.track(batch, '', 0)
    })
  }

  gap(instrument: Instrument, kind: DataKind, cause: GapCause, tsRecv: EpochMs, interval?: BarSpec): void {
    this.#enter(() => {
      for (const tap of this.#options.taps) tap.gap(this.#options.id, instrument, kind, cause, tsRecv, interval)
      this.trackers.disconnected(instrument, kind, cause, tsRecv, interval)
    })
  }

  repaired(request: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void {
    this.#enter(() => {
      for (const tap of this.#options.taps) tap.repaired?.(this.#options.id, request, failure, tsRecv)
      this.trackers.repaired(request, failure, tsRecv)
    })
  }

  forget(instrument: Instrument, kind: DataKind, tsRecv: EpochMs): void {
    this.#enter(() => {
      for (const tap of this.#options.taps) tap.forget?.(this.#options.id, instrument, kind, tsRecv)
      this.trackers.forget(instrument, kind)
    })
  }

  drifted(frame: RawFrame, drift: WireDrift): void {
    this.#enter(() => this.#odd.tell(frame, drift))
  }

  connection(status: ConnectionStatus): void {
    this.#enter(() => {
      const tsRecv = this.#host.clock.now()
      for (const tap of this.#options.taps) tap.connection(this.#options.id, status, tsRecv)
      this.#connections.set(status.connection, status)
      this.#options.onConnection(status)
    })
  }

  end(): void {
    this.#enter(() => {
      if (this.#ended) return
      this.#ended = true
      this.#options.onEnd()
    })
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Ignores everything from now on. */
  close(): void {
    this.#open = false
  }

  connections(): Iterable<ConnectionStatus> {
    return this.#connections.values()
  }

  stats(): FlowStats {
    const { id: component } = this.#options
    const [consumed, produced, failed, dropped] = [this.#frames, this.#events, this.#failed, this.#stale + this.trackers.duplicates]
    return { component, consumed, produced, failed, dropped, queued: 0, queueLimit: 0, retries: 0 }
  }

  #frame(frame: RawFrame): void {
    try {
      const { taps, id } = this.#options
      for (let i = 0; i < taps.length; i++) (taps[i] as SourceTap).frame(id, frame)
      this.#frames += 1
      const slot = this.#last !== undefined && this.#last.connection === frame.connection ? this.#last : this.#slotOf(frame)
      if (frame.epoch !== slot.epoch && !this.#renew(slot, frame.epoch)) return
      this.#decode(slot, frame)
    } catch (thrown) {
      this.#broken(thrown)
    }
  }

  #decode(slot: Slot, frame: RawFrame): void {
    const writer = this.#writer
    writer.begin(frame.tsRecv, this.#options.id, frame.delivery ?? this.#delivery)
    try {
      slot.normalizer.normalize(frame, writer)
    } catch (thrown) {
      writer.rollback()
      this.#undecodable(thrown, frame)
    }
    this.#odd.pass(frame)
    const runs = writer.finish()
    if (this.#drifts !== undefined) this.#passDrifts(frame.tsRecv)
    if (runs.length === 0) this.trackers.alive(frame.connection, frame.epoch, frame.tsRecv)
    for (let i = 0; i < runs.length; i++) this.trackers.track(runs[i] as AnyBatch, frame.connection, frame.epoch, frame.channel)
  }

  #publish(batch: AnyBatch): void {
    this.#events += batch.events.length
    this.#options.publish(batch)
  }

  #slotOf(frame: RawFrame): Slot {
    const { connection, epoch, venue } = frame
    let slot = this.#slots.get(connection)
    if (slot === undefined) {
      if (this.#factory === undefined) {
        throw dataError('FEEDLOOM_SOURCE_NO_NORMALIZER', `${this.#options.id} sends frames but has no normalizer`)
      }
      const report = (drift: Drift): void => {
        if (this.#drifts === undefined) this.#drifts = [drift]
        else this.#drifts.push(drift)
      }
      const drifted = (drift: WireDrift): void => this.#odd.note(drift)
      slot = { connection, epoch, normalizer: this.#factory.create({ venue, instruments: this.#host.instruments, report, drifted }) }
      this.#slots.set(connection, slot)
    }
    this.#last = slot
    return slot
  }

  /** A later epoch voids what the normalizer knows; a frame of an earlier one is of a dead connection. */
  #renew(slot: Slot, epoch: number): boolean {
    if (epoch < slot.epoch) {
      this.#stale += 1
      return false
    }
    slot.epoch = epoch
    slot.normalizer.reset()
    return true
  }

  #passDrifts(tsRecv: EpochMs): void {
    const drifts = this.#drifts ?? []
    this.#drifts = undefined
    for (const drift of drifts) this.trackers.drift(drift, tsRecv)
  }

  #undecodable(thrown: unknown, frame: RawFrame): void {
    this.#failed += 1
    const error = this.#odd.refuse(frame, thrown)
    if (error.category === 'fatal' || error.category === 'config') this.#host.fail(this.#options.id, error)
  }

  #broken(thrown: unknown): void {
    this.#host.errors.record(this.#options.id, thrown, 'data', 'FEEDLOOM_ENGINE_STEP_FAILED')
  }

  /** False where nobody can mend it. */
  #repair(request: RepairRequest): boolean {
    const { source, id } = this.#options
    if (source.repair === undefined || !source.capabilities.repair.includes(request.kind)) return false
    try {
      source.repair(request)
      return true
    } catch (thrown) {
      this.#host.errors.record(id, thrown, 'data', 'FEEDLOOM_SOURCE_REPAIR_FAILED')
      return false
    }
  }

  /** A method of its own: a closure inside `frame` would cost every call its context. */
  #later(frame: RawFrame): void {
    this.#waiting.push(() => this.#frame(frame))
  }

  /** For the calls that are rare. */
  #enter(run: () => void): void {
    if (!this.#open) return
    const guarded = (): void => {
      try {
        run()
      } catch (thrown) {
        this.#broken(thrown)
      }
    }
    if (this.#busy) {
      this.#waiting.push(guarded)
      return
    }
    this.#busy = true
    guarded()
    this.#turn()
  }

  #turn(): void {
    if (this.#waiting.length > 0) {
      // What runs may add more.
      for (let i = 0; i < this.#waiting.length; i++) this.#waiting[i]?.()
      this.#waiting = []
    }
    this.#busy = false
  }
}
