import {
  toFeedloomError,
  type AnyBatch,
  type BatchPolicy,
  type ConnectionStatus,
  type EpochMs,
  type EventKind,
  type Instrument,
  type PluginContext,
  type RawFrame,
  type Sink,
  type SourceFacts,
  type SourceTap,
} from '@feedloom/core'
import { batchLine } from './batch-lines.ts'
import { compressions } from './compression.ts'
import type { RecorderConfig } from './config.ts'
import { frameLine } from './frame-line.ts'
import {
  backfillLine,
  connectionLine,
  forgetLine,
  gapLine,
  historyLine,
  instrumentsLine,
  repairedLine,
  sourceLine,
  tickLine,
} from './lines.ts'
import { RecordingWriter, type Recorded } from './recording-writer.ts'

/** Never used: the recorder takes no events. */
const batching: BatchPolicy = { maxEvents: 1, maxDelayMs: 1_000, maxInFlight: 1, queueEvents: 1, overflow: 'drop-newest', maxBlockMs: 0 }

/** The `recorder` sink: appends everything that enters through the sources, before it is decoded. */
export class RecorderSink implements Sink {
  readonly consumes: readonly EventKind[] = []
  readonly batching: BatchPolicy = batching
  readonly delivery = 'best-effort'
  readonly tap: SourceTap
  readonly #context: PluginContext
  readonly #config: RecorderConfig
  readonly #writer: RecordingWriter
  #timer: Disposable | undefined
  readonly #sources = new Map<string, SourceFacts>()
  #instruments = 0
  #failing = false
  #reportedLost = 0
  #reported: Recorded = { frames: 0, bytes: 0 }

  constructor(context: PluginContext, config: RecorderConfig) {
    const { rotate, keep: keepMs, maxSize: maxBytes, buffer: bufferBytes } = config
    this.#context = context
    this.#config = config
    this.#writer = new RecordingWriter({
      folder: context.resolvePath(config.path),
      compression: compressions[config.compress],
      rotateMs: rotate !== undefined && 'ms' in rotate ? rotate.ms : undefined,
      rotateBytes: rotate !== undefined && 'bytes' in rotate ? rotate.bytes : undefined,
      keepMs,
      maxBytes,
      bufferBytes,
      clock: context.clock,
      head: () => this.#head(),
    })
    this.tap = this.#createTap()
  }

  async start(): Promise<void> {
    if (this.#timer !== undefined) return
    await this.#writer.open()
    this.#reportWritten()
    this.#timer = this.#context.clock.every(this.#config.flush, () => void this.#flush())
  }

  write(): Promise<void> {
    return Promise.resolve()
  }

  async flush(): Promise<void> {
    await this.#writer.flush()
    this.#reportWritten()
  }

  async stop(): Promise<void> {
    if (this.#timer === undefined) return
    this.#timer[Symbol.dispose]()
    this.#timer = undefined
    await this.#writer.close()
    this.#reportWritten()
  }

  #createTap(): SourceTap {
    const layouts = this.#context.layouts ?? []
    return {
      frame: (source: string, frame: RawFrame) => this.#add(() => frameLine(source, frame), true),
      batch: (source: string, batch: AnyBatch) => this.#add(() => batchLine(source, batch, layouts)),
      gap: (source, instrument, kind, cause, tsRecv, interval) =>
        this.#add(() => gapLine(source, instrument, kind, cause, tsRecv, interval)),
      repaired: (source, request, failure, tsRecv) => this.#add(() => repairedLine(source, request, failure, tsRecv)),
      forget: (source, instrument, kind, tsRecv) => this.#add(() => forgetLine(source, instrument, kind, tsRecv)),
      connection: (source: string, status: ConnectionStatus, tsRecv: EpochMs) => this.#add(() => connectionLine(source, status, tsRecv)),
      source: (source, facts) => this.#source(source, facts),
      tick: (pipeline, now) => this.#add(() => tickLine(pipeline, now)),
      backfill: (source, step, tsRecv) => this.#add(() => backfillLine(source, step, tsRecv)),
      history: (source, request, frame) => this.#add(() => historyLine(source, request, frame)),
    }
  }

  #add(line: () => string, holdsFrame: boolean = false): void {
    try {
      this.#addNewInstruments()
      if (this.#writer.add(line(), holdsFrame) && !this.#failing) void this.#flush()
    } catch (error) {
      // A payload that JSON cannot hold (a cycle, a BigInt): the stream must not stop for it.
      this.#context.log.warn('a frame cannot be recorded', { error: String(error) })
    }
  }

  /** Sources are wired before anything starts; one that comes later is told of where it comes. */
  #source(source: string, facts: SourceFacts): void {
    this.#sources.set(source, facts)
    if (this.#timer !== undefined) this.#add(() => sourceLine(source, facts, this.#context.clock.now()))
  }

  /** Each file can be replayed by itself, so each begins with what sources and instruments are known. */
  #head(): readonly string[] {
    const now = this.#context.clock.now()
    const all = [...this.#context.instruments.all()]
    this.#instruments = all.length
    return [...[...this.#sources].map(([source, facts]) => sourceLine(source, facts, now)), instrumentsLine(all, now)]
  }

  /** Before the first frame that may be about them. */
  #addNewInstruments(): void {
    const { instruments } = this.#context
    if (instruments.size === this.#instruments) return
    const added: Instrument[] = []
    for (let index = this.#instruments; index < instruments.size; index++) added.push(instruments.at(index) as Instrument)
    this.#instruments = instruments.size
    this.#writer.add(instrumentsLine(added, this.#context.clock.now()))
  }

  async #flush(): Promise<void> {
    try {
      await this.#writer.flush()
      if (this.#failing) this.#context.recovered()
      this.#failing = false
    } catch (thrown) {
      const error = toFeedloomError(thrown, 'retryable', 'FEEDLOOM_RECORDER_WRITE_FAILED')
      if (!this.#failing) this.#context.degraded(error)
      this.#failing = true
    }
    this.#reportWritten()
    this.#reportLost()
  }

  #reportWritten(): void {
    const { written } = this.#writer
    const { metrics, id: component } = this.#context
    metrics.counter('tap_frames_total', { component }).add(written.frames - this.#reported.frames)
    metrics.counter('tap_bytes_total', { component }).add(written.bytes - this.#reported.bytes)
    this.#reported = written
  }

  #reportLost(): void {
    const { lost } = this.#writer
    if (lost === this.#reportedLost) return
    this.#context.metrics.counter('recorder_lost_lines_total', { component: this.#context.id }).add(lost - this.#reportedLost)
    this.#context.log.warn('lines of the recording are lost', { code: 'FEEDLOOM_RECORDER_OVERFLOW', lines: lost - this.#reportedLost })
    this.#reportedLost = lost
  }
}
