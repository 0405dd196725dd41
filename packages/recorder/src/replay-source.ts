import {
  sourceCapabilities,
  type EpochMs,
  type EventKind,
  type HistoryRequest,
  type Instrument,
  type InstrumentFields,
  type NormalizerFactory,
  type PluginContext,
  type RawFrame,
  type Source,
  type SourceCapabilities,
  type SourceFacts,
  type SourceOutput,
  type Subscription,
  type SubscriptionOutcome,
} from '@feedloom/core'
import { layouts } from '@feedloom/core/columns'
import { batchOf } from './batch-lines.ts'
import type { ReplayConfig } from './config.ts'
import { LineFrames } from './line-frames.ts'
import type { RecordedGap, RecordedLine, RecordedRepair } from './lines.ts'
import { Playback, type Player } from './playback.ts'
import { RecordedPages } from './recorded-pages.ts'
import { definitionsOfFile, inferring } from './replay-instruments.ts'

/** The `replay` source: recordings through the same normalizers and trackers as live data, in the order in which they came. */
export class ReplaySource implements Source, Player {
  readonly normalizer: NormalizerFactory
  readonly emits: readonly EventKind[] = Object.keys(layouts) as EventKind[]
  readonly #context: PluginContext
  readonly #config: ReplayConfig
  readonly #factory: NormalizerFactory
  readonly #frames: LineFrames
  readonly #playback: Playback
  readonly #pages = new RecordedPages()
  /** What the recordings say of the sources in them. */
  readonly #recorded = new Map<string, SourceFacts>()
  /** Definitions in recorded replies of the venue. */
  readonly #replied: InstrumentFields[] = []
  readonly #listed: InstrumentFields[] = []
  #capabilities: SourceCapabilities = sourceCapabilities({ flow: 'pausable', finite: true })
  #output: SourceOutput | undefined
  /** The recorded source that this one stands for; undefined: all of its venue. */
  #ownSource: string | undefined

  constructor(context: PluginContext, config: ReplayConfig) {
    this.#context = context
    this.#config = config
    this.#factory = context.create('normalizer', config.normalizer, {})
    this.#frames = new LineFrames(this.#factory)
    this.normalizer =
      config.instruments === undefined || config.instruments === 'infer' ? inferring(this.#factory, context.instruments) : this.#factory
    this.#ownSource = this.#findOwn()
    this.#playback = this.#join()
  }

  /** What the recorded source would have mended is mended by what it brought then. */
  get capabilities(): SourceCapabilities {
    return this.#capabilities
  }

  get defines(): string | undefined {
    return this.#takesRecorded ? this.#factory.venue : undefined
  }

  attach(output: SourceOutput): void {
    this.#output = output
  }

  /** Definitions that the recording holds, or the file that the config names. */
  async instruments(): Promise<readonly InstrumentFields[]> {
    await this.#playback.scanned()
    this.#know()
    const { instruments } = this.#config
    if (instruments === 'infer') return []
    if (!this.#takesRecorded && instruments !== undefined) {
      return await definitionsOfFile(this.#context.resolvePath(instruments), new LineFrames(this.#factory), this.#factory)
    }
    this.#playback.defineRecorded()
    return [...this.#listed, ...this.#replied]
  }

  async start(): Promise<void> {
    this.#context.instruments.define(await this.instruments())
    await this.#playback.start(this)
  }

  async stop(): Promise<void> {
    await this.#playback.leave(this)
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    return Promise.resolve(subscriptions.map((subscription) => ({ ok: true as const, subscription })))
  }

  unsubscribe(): Promise<void> {
    return Promise.resolve()
  }

  /** What was asked for while it was recorded, in that order. */
  async *history(request: HistoryRequest): AsyncGenerator<RawFrame> {
    yield* this.#pages.take(request)
  }

  /** What mended the hole is in the recording, and comes in its turn. */
  repair(): void {
    // Nothing to fetch.
  }

  pause(): void {
    this.#playback.pause(this)
  }

  resume(): void {
    this.#playback.resume(this)
  }

  progress(): number | undefined {
    return this.#playback.progress
  }

  preview(line: RecordedLine): void {
    if (line.facts !== undefined && line.source !== undefined) {
      this.#recorded.set(line.source, line.facts)
      this.#ownSource = this.#findOwn()
    }
    this.#frames.preview(line)
    if (line.dir === 'history' && this.#isOwn(line)) this.#pages.add(line, this.#factory.venue)
    if (line.instruments !== undefined) this.#listed.push(...this.#ofVenue(line.instruments))
    else if (line.body !== undefined) this.#replied.push(...this.#ofVenue(this.#definitionsOf(line, line.t ?? 0) ?? []))
  }

  put(line: RecordedLine, t: EpochMs, payload: Uint8Array | undefined): boolean {
    const output = this.#output
    if (output === undefined || !this.#isOwn(line)) return false
    if (payload !== undefined) {
      const frame = this.#frames.frame(line, t, payload)
      if (frame !== undefined) output.frame(frame)
      return frame !== undefined
    }
    const skipped = this.#frames.skipped
    if (line.gap !== undefined) return this.#gap(line.gap, t)
    if (line.repair !== undefined) return this.#repaired(line.repair, t)
    if (line.forget !== undefined) return this.#forget(line.forget, t)
    if (line.batch !== undefined) return this.#batch(line)
    if (line.pipeline !== undefined) output.tick?.(line.pipeline, t)
    else if (line.step !== undefined) this.#backfill(line, t)
    else if (typeof line.status === 'object') output.connection({ ...line.status, source: this.#context.id })
    else this.#frame(line, t, output)
    return this.#frames.skipped === skipped
  }

  end(): void {
    this.#output?.end()
  }

  failed(error: Error): void {
    this.#context.failed(error)
  }

  /** Sources of one engine that replay the same recordings read them together. */
  #join(): Playback {
    const { files, speed, from, to } = this.#config
    const options = { files: files.map((path) => this.#context.resolvePath(path)), speed, from, to }
    const shared = this.#context.shared(`replay ${JSON.stringify(options)} ${speed}`, () => new Playback(this.#context, options))
    if (shared.join(this)) return shared
    const own = new Playback(this.#context, options)
    own.join(this)
    return own
  }

  /** Called when the heads of all files are known. */
  #know(): void {
    const own = this.#ownSource
    const facts = [...this.#recorded].filter(([source, { venue }]) => (own === undefined ? venue === this.#factory.venue : source === own))
    const repair = [...new Set(facts.flatMap(([, each]) => each.repair))]
    const history = this.#pages.kinds
    this.#capabilities = sourceCapabilities({ flow: 'pausable', finite: true, repair, history })
  }

  get #takesRecorded(): boolean {
    return this.#config.instruments === undefined || this.#config.instruments === 'recorded'
  }

  #findOwn(): string | undefined {
    const { source } = this.#config
    if (source !== undefined) return source.startsWith('sources.') ? source : `sources.${source}`
    return this.#recorded.has(this.#context.id) ? this.#context.id : undefined
  }

  #isOwn(line: RecordedLine): boolean {
    const { source, venue } = line
    const own = this.#ownSource
    if (own !== undefined && source !== undefined) return source === own
    const from = venue ?? (source === undefined ? undefined : this.#recorded.get(source)?.venue)
    return from === undefined || from === this.#factory.venue
  }

  #frame(line: RecordedLine, t: EpochMs, output: SourceOutput): void {
    const frame = this.#frames.frame(line, t)
    if (frame === undefined) return
    const found = line.body === undefined ? undefined : this.#factory.instruments?.(frame)
    if (found === undefined) output.frame(frame)
    else if (this.#takesRecorded) this.#context.instruments.define(this.#ofVenue(found))
  }

  #backfill(line: RecordedLine, t: EpochMs): void {
    const { step, part, asked } = line
    if (step === 'begin' || step === 'end') this.#output?.backfill?.({ step })
    if (step !== 'page' || part === undefined || asked === undefined) return
    const frame = this.#frames.page(line, t)
    this.#output?.backfill?.({ step, part, request: asked, frame })
  }

  #gap(gap: RecordedGap, t: EpochMs): boolean {
    const instrument = this.#instrumentOf(gap)
    if (instrument !== undefined) this.#output?.gap(instrument, gap.kind, gap.cause, t, gap.interval)
    return instrument !== undefined
  }

  /** JSON has left out what is undefined. */
  #repaired({ venue, nativeSymbol, failure, ...facts }: RecordedRepair, t: EpochMs): boolean {
    const instrument = this.#instrumentOf({ venue, nativeSymbol })
    const unknown = { variant: undefined, fromId: undefined, toId: undefined, from: undefined, to: undefined, interval: undefined }
    if (instrument !== undefined) this.#output?.repaired?.({ ...unknown, ...facts, instrument }, failure, t)
    return instrument !== undefined
  }

  #forget(stream: NonNullable<RecordedLine['forget']>, t: EpochMs): boolean {
    const instrument = this.#instrumentOf(stream)
    if (instrument !== undefined) this.#output?.forget?.(instrument, stream.kind, t)
    return instrument !== undefined
  }

  #instrumentOf({ venue, nativeSymbol }: Pick<RecordedGap, 'venue' | 'nativeSymbol'>): Instrument | undefined {
    return this.#context.instruments.native(venue, nativeSymbol)
  }

  #batch(line: RecordedLine): boolean {
    const batch = batchOf(line.batch, this.#context.instruments, this.#context.layouts ?? [])
    if (batch !== undefined) this.#output?.batch(batch)
    return batch !== undefined
  }

  #definitionsOf(line: RecordedLine, t: EpochMs): readonly InstrumentFields[] | undefined {
    const frame = new LineFrames(this.#factory).frame(line, t)
    return frame === undefined ? undefined : this.#factory.instruments?.(frame)
  }

  #ofVenue(fields: readonly InstrumentFields[]): readonly InstrumentFields[] {
    return fields.filter((field) => field.venue === this.#factory.venue)
  }
}
