import {
  sourceCapabilities,
  toFeedloomError,
  type EpochMs,
  type EventKind,
  type InstrumentFields,
  type NormalizerFactory,
  type PluginContext,
  type RawFrame,
  type Source,
  type SourceCapabilities,
  type SourceOutput,
  type Subscription,
  type SubscriptionOutcome,
} from '@feedloom/core'
import { layouts } from '@feedloom/core/columns'
import { batchOf } from './batch-lines.ts'
import type { ReplayConfig } from './config.ts'
import { listFiles, type InputFile } from './file-list.ts'
import { LineFrames } from './line-frames.ts'
import { readLines } from './line-reader.ts'
import type { RecordedLine } from './lines.ts'
import { mergedLines, type TimedLine } from './merged-lines.ts'
import { Pace } from './pace.ts'
import { definitionsIn, definitionsOfFile, inferring } from './replay-instruments.ts'

/** So many lines at the head of each file are looked through for definitions and connections before anything is replayed. */
const headLines = 2_000

interface Scan {
  readonly files: readonly InputFile[]
  readonly instruments: readonly InstrumentFields[]
}

/** The `replay` source: recordings through the same normalizers and trackers as live data, in the order of their receive times. */
export class ReplaySource implements Source {
  readonly capabilities: SourceCapabilities = sourceCapabilities({ flow: 'pausable', finite: true })
  readonly normalizer: NormalizerFactory
  readonly emits: readonly EventKind[] = Object.keys(layouts) as EventKind[]
  readonly #context: PluginContext
  readonly #config: ReplayConfig
  readonly #factory: NormalizerFactory
  readonly #frames: LineFrames
  readonly #pace: Pace
  readonly #stopped = new AbortController()
  #output: SourceOutput | undefined
  #scan: Promise<Scan> | undefined
  #running: Promise<void> | undefined
  #lastT: EpochMs = 0
  #bytes = 0
  #totalBytes = 0
  #lines = 0

  constructor(context: PluginContext, config: ReplayConfig) {
    this.#context = context
    this.#config = config
    this.#factory = context.create('normalizer', config.normalizer, {})
    this.#frames = new LineFrames(this.#factory)
    this.#pace = new Pace(context.clock, config.speed)
    this.normalizer =
      config.instruments === undefined || config.instruments === 'infer' ? inferring(this.#factory, context.instruments) : this.#factory
  }

  attach(output: SourceOutput): void {
    this.#output = output
  }

  /** Definitions that the recording holds, or the file that the config names. */
  async instruments(): Promise<readonly InstrumentFields[]> {
    return (await this.#scanned()).instruments
  }

  async start(): Promise<void> {
    const { files, instruments } = await this.#scanned()
    this.#context.instruments.define(instruments)
    this.#running ??= this.#replay(files)
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#pace.release()
    await this.#running
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    return Promise.resolve(subscriptions.map((subscription) => ({ ok: true as const, subscription })))
  }

  unsubscribe(): Promise<void> {
    return Promise.resolve()
  }

  pause(): void {
    this.#pace.pause()
  }

  resume(): void {
    this.#pace.resume()
  }

  /** By the lines that were handed on. */
  progress(): number | undefined {
    return this.#totalBytes === 0 ? undefined : Math.min(1, this.#bytes / this.#totalBytes)
  }

  #scanned(): Promise<Scan> {
    this.#scan ??= this.#scanFiles()
    return this.#scan
  }

  async #scanFiles(): Promise<Scan> {
    const files = await listFiles(this.#config.files.map((path) => this.#context.resolvePath(path)))
    this.#totalBytes = files.reduce((sum, file) => sum + file.bytes, 0)
    const recorded: InstrumentFields[] = []
    for (const { path } of files) recorded.push(...(await this.#scanHead(path)))
    const { instruments } = this.#config
    if (instruments === 'infer') return { files, instruments: [] }
    if (instruments === undefined || instruments === 'recorded') return { files, instruments: recorded }
    return {
      files,
      instruments: await definitionsOfFile(this.#context.resolvePath(instruments), new LineFrames(this.#factory), this.#factory),
    }
  }

  async #scanHead(path: string): Promise<readonly InstrumentFields[]> {
    const found: InstrumentFields[] = []
    const scratch = new LineFrames(this.#factory)
    let count = 0
    for await (const lines of readLines(path)) {
      for (const line of lines) {
        if (count++ >= headLines) return found
        this.#frames.preview(line)
        const reply = line.body === undefined ? undefined : scratch.frame(line, line.t ?? 0)
        found.push(...this.#ofVenue(definitionsIn(line, reply, this.#factory) ?? []))
      }
    }
    return found
  }

  #ofVenue(fields: readonly InstrumentFields[]): readonly InstrumentFields[] {
    return fields.filter((field) => field.venue === this.#factory.venue)
  }

  /** Never rejects. */
  async #replay(files: readonly InputFile[]): Promise<void> {
    const { log } = this.#context
    const events = {
      onCut: (path: string): void => log.warn('the end of a recording is cut off', { code: 'FEEDLOOM_RECORDING_CUT', path }),
    }
    const paths = files.map((file) => file.path)
    try {
      for await (const block of mergedLines(paths, events)) if (!(await this.#deliver(block))) return
      if (this.#frames.skipped > 0) log.warn('lines of other venues or of unknown addresses were left out', { lines: this.#frames.skipped })
      log.info('replay is over', { files: files.length, lines: this.#lines })
      this.#bytes = this.#totalBytes
      this.#output?.end()
    } catch (thrown) {
      if (!this.#stopped.signal.aborted) this.#context.failed(toFeedloomError(thrown, 'fatal', 'FEEDLOOM_REPLAY_FAILED'))
    }
  }

  /** False when the replay is to stop. */
  async #deliver(block: readonly TimedLine[]): Promise<boolean> {
    for (const { line, t, bytes } of block) {
      if (t !== undefined) this.#lastT = t
      const wait = this.#pace.before(this.#lastT)
      if (wait !== undefined) await wait(this.#stopped.signal)
      if (this.#stopped.signal.aborted) return false
      this.#lines++
      this.#bytes += bytes
      this.#put(line, this.#lastT)
    }
    return true
  }

  #put(line: RecordedLine, t: EpochMs): void {
    const output = this.#output as SourceOutput
    const frame = this.#frames.frame(line, t)
    if (frame !== undefined && !this.#define(line, frame)) output.frame(frame)
    else if (line.instruments !== undefined) this.#define(line, frame)
    else if (line.gap !== undefined) this.#gap(line, t)
    else if (line.batch !== undefined) this.#batch(line)
    else if (typeof line.status === 'object') output.connection({ ...line.status, source: this.#context.id })
  }

  /** True for a line that holds definitions: those are not decoded further. */
  #define(line: RecordedLine, frame: RawFrame | undefined): boolean {
    const found = definitionsIn(line, frame, this.#factory)
    if (found === undefined) return false
    if (this.#config.instruments === undefined || this.#config.instruments === 'recorded')
      this.#context.instruments.define(this.#ofVenue(found))
    return true
  }

  #gap(line: RecordedLine, t: EpochMs): void {
    const { gap } = line
    if (gap === undefined) return
    const instrument = this.#context.instruments.native(gap.venue, gap.nativeSymbol)
    if (instrument === undefined) this.#frames.skipped++
    else this.#output?.gap(instrument, gap.kind, gap.cause, t, gap.interval)
  }

  #batch(line: RecordedLine): void {
    const batch = batchOf(line.batch, this.#context.instruments, this.#context.layouts ?? [])
    if (batch === undefined) this.#frames.skipped++
    else this.#output?.batch(batch)
  }
}
