import type { TrackerCallbacks, TrackerRules, Trackers } from '../books/tracking.ts'
import { isSymbolPattern } from '../config/symbol-patterns.ts'
import type { SourceConfig, SubscribeEntry } from '../config/types.ts'
import type { ExpectedStream } from '../contracts/columns.ts'
import type { FlowStats } from '../contracts/engine-view.ts'
import { type FeedloomError, toFeedloomError } from '../contracts/errors.ts'
import type { AnyBatch } from '../contracts/events.ts'
import type { Instrument, InstrumentChanges } from '../contracts/instrument.ts'
import type { ConnectionStatus } from '../contracts/lifecycle.ts'
import type { BackfillStep, Source, SourceTap, Subscription, SubscriptionOutcome } from '../contracts/source.ts'
import type { Host } from './host.ts'
import type { Pipeline } from './pipeline.ts'
import { SourcePort } from './source-port.ts'
import { Stitch } from './stitch.ts'
import { resolveEntries, streamsOf, subscriptionKey, symbolProblems } from './subscriptions.ts'
import type { Unit } from './unit.ts'

export interface SourceRunnerOptions {
  readonly unit: Unit<'source'>
  readonly config: SourceConfig
  readonly feeds: readonly Pipeline[]
  readonly taps: readonly SourceTap[]
  readonly createTrackers: (rules: TrackerRules, callbacks: TrackerCallbacks) => Trackers
  readonly onConnection: (status: ConnectionStatus) => void
  readonly onEnd: (runner: SourceRunner) => void
}

/** One source at work: its port, what it trades, what it is subscribed to, and who wants it to wait. */
export class SourceRunner {
  readonly id: string
  readonly key: string
  readonly unit: Unit<'source'>
  readonly feeds: readonly Pipeline[]
  readonly #host: Host
  readonly #options: SourceRunnerOptions
  #entries: readonly SubscribeEntry[]
  #port: SourcePort
  #stitch: Stitch | undefined
  #stitching = false
  #subscribed: Promise<unknown> = Promise.resolve()
  #venues: ReadonlySet<string> | undefined
  readonly #wanted = new Map<string, Subscription>()
  readonly #blockers = new Set<object>()
  #listening: Disposable | undefined
  #resolving = false
  #stopped = false

  constructor(host: Host, options: SourceRunnerOptions) {
    this.#host = host
    this.#options = options
    this.unit = options.unit
    this.id = options.unit.id
    this.key = options.config.id
    this.feeds = options.feeds
    this.#entries = options.config.subscribe
    this.#port = this.#attach()
  }

  get source(): Source {
    return this.unit.instance
  }

  get port(): SourcePort {
    return this.#port
  }

  /** Hears of every page of history. */
  get taps(): readonly SourceTap[] {
    return this.#options.taps
  }

  /** History that goes before live; undefined before the first of it. */
  get stitch(): Stitch | undefined {
    return this.#stitch
  }

  /** Resolves when the source has answered for each subscription of the config, or lets go. */
  get subscribed(): Promise<void> {
    const { signal } = this.unit
    if (signal.aborted) return Promise.resolve()
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    return Promise.race([this.#subscribed.then(() => undefined), aborted])
  }

  get canWait(): boolean {
    return this.source.capabilities.flow === 'pausable'
  }

  /** The venues of what it trades. */
  get venues(): ReadonlySet<string> | undefined {
    return this.#venues
  }

  /** What it trades; undefined where it does not say. */
  get listing(): readonly Instrument[] | undefined {
    if (this.#venues === undefined) return undefined
    return [...this.#venues].flatMap((venue) => [...this.#host.instruments.all(venue)])
  }

  /** Whether any subscription of the config wants history before live. */
  get wantsBackfill(): boolean {
    return this.#entries.some(({ backfillMs }) => backfillMs !== undefined)
  }

  get subscriptions(): readonly Subscription[] {
    return [...this.#wanted.values()]
  }

  /** What the config wants, as streams of instruments; known once it has told what it trades. */
  get planned(): readonly ExpectedStream[] {
    const subscriptions = resolveEntries(this.#entries, this.listing, this.source.capabilities)
    return streamsOf(subscriptions, this.#venues, this.#host.instruments)
  }

  /** Asks the source what it trades and interns that; once per instance. */
  async define(): Promise<void> {
    if (this.source.instruments === undefined || this.#venues !== undefined) return
    const fields = await this.source.instruments(this.unit.signal)
    this.#host.instruments.define(fields)
    this.#venues = new Set(fields.map(({ venue }) => venue))
  }

  /** Symbols of the config that it does not have. */
  problems(): readonly FeedloomError[] {
    return symbolProblems({ ...this.#options.config, subscribe: this.#entries }, this.listing)
  }

  /** Subscribes to what the config says, then starts. Outcomes are reported as they become known. */
  async start(): Promise<void> {
    const subscriptions = resolveEntries(this.#entries, this.listing, this.source.capabilities)
    for (const subscription of subscriptions) this.#wanted.set(subscriptionKey(subscription), subscription)
    const refused = this.#subscribe(subscriptions)
    this.#subscribed = refused
    this.#listening ??= this.#host.instruments.onChange((changes) => this.#changed(changes))
    await this.unit.start()
    const refusal = await Promise.race([refused, Promise.resolve(undefined)])
    if (refusal !== undefined) throw refusal
  }

  stats(): FlowStats {
    return this.#port.stats()
  }

  connections(): readonly ConnectionStatus[] {
    return this.source.connections?.() ?? [...this.#port.connections()]
  }

  /** Adds subscriptions while it runs; patterns follow the instruments from then on. */
  async subscribe(added: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    const entries: readonly SubscribeEntry[] = added.map(({ symbol, ...entry }) => ({ ...entry, symbols: [symbol] }))
    const [problem] = symbolProblems({ ...this.#options.config, subscribe: entries }, this.listing)
    if (problem !== undefined) throw problem
    const subscriptions = resolveEntries(entries, this.listing, this.source.capabilities)
    this.#entries = [...this.#entries, ...entries]
    const fresh = subscriptions.filter((subscription) => !this.#wanted.has(subscriptionKey(subscription)))
    for (const subscription of fresh) this.#wanted.set(subscriptionKey(subscription), subscription)
    return fresh.length === 0 ? [] : this.source.subscribe(fresh)
  }

  async unsubscribe(subscriptions: readonly Subscription[]): Promise<void> {
    for (const subscription of subscriptions) this.#wanted.delete(subscriptionKey(subscription))
    await this.source.unsubscribe(subscriptions)
    const now = this.#host.clock.now()
    for (const { instrument, kind } of streamsOf(subscriptions, this.#venues, this.#host.instruments))
      this.#port.forget(instrument, kind, now)
  }

  /** Somebody downstream wants it to wait, or no longer does. */
  block(by: object, blocked: boolean): void {
    if (this.#stopped) return
    const before = this.#blockers.size
    if (blocked) this.#blockers.add(by)
    else this.#blockers.delete(by)
    if (before === 0 && this.#blockers.size > 0) this.source.pause?.()
    if (before > 0 && this.#blockers.size === 0) this.source.resume?.()
  }

  async stop(signal: AbortSignal): Promise<void> {
    this.#listening?.[Symbol.dispose]()
    this.#listening = undefined
    this.#stopped = true
    await this.unit.stop(signal)
    this.#port.close()
  }

  /** After the unit was renewed: the new instance gets a port of its own and tells what it trades. */
  async renew(): Promise<void> {
    const before = this.subscriptions
    this.#port.close()
    this.#wanted.clear()
    this.#venues = undefined
    this.#port = this.#attach()
    await this.define()
    this.#tellRestart(before)
    if (this.#blockers.size > 0) this.source.pause?.()
  }

  /** It failed for good: a finite source would never say its end. */
  endByFailure(): void {
    this.#options.onEnd(this)
  }

  /** What the instance before was subscribed to is missing from its failure to the first event of the new one. */
  #tellRestart(subscriptions: readonly Subscription[]): void {
    const now = this.#host.clock.now()
    for (const { instrument, kind, interval } of streamsOf(subscriptions, this.#venues, this.#host.instruments))
      this.#port.gap(instrument, kind, 'restart', now, interval)
  }

  #attach(): SourcePort {
    const { feeds, taps, createTrackers, onConnection, onEnd } = this.#options
    const [only] = feeds
    const publish =
      only !== undefined && feeds.length === 1
        ? (batch: AnyBatch): void => only.accept(batch)
        : (batch: AnyBatch): void => {
            for (const feed of feeds) feed.accept(batch)
          }
    const port = new SourcePort(this.#host, {
      id: this.id,
      source: this.source,
      taps,
      createTrackers,
      publish,
      publishGap: (batch) => this.#publishGap(batch, publish),
      onConnection,
      onEnd: () => onEnd(this),
      onTick: (pipeline, now) => {
        for (const feed of feeds) if (feed.name === pipeline) feed.tell(now)
      },
      onBackfill: (step) => this.#backfill(step),
    })
    this.source.attach(port)
    return port
  }

  #backfill(step: BackfillStep): void {
    const { normalizer: factory } = this.source
    if (factory === undefined) return
    this.#stitch ??= new Stitch(this.#host, {
      id: this.id,
      factory,
      feeds: this.feeds,
      onReached: (event) => this.port.trackers.reached(event),
    })
    this.#stitching = true
    this.#stitch.take(step)
    this.#stitching = false
  }

  /** What is missing between history and live stands between them. */
  #publishGap(batch: AnyBatch, publish: (batch: AnyBatch) => void): void {
    if (this.#stitching) for (const feed of this.feeds) feed.acceptBackfill(batch)
    else publish(batch)
  }

  /** Resolves with an error where the source refuses everything because the config is wrong; never rejects. */
  async #subscribe(subscriptions: readonly Subscription[]): Promise<FeedloomError | undefined> {
    if (subscriptions.length === 0) return undefined
    try {
      for (const outcome of await this.source.subscribe(subscriptions)) if (!outcome.ok && !this.#stopped) this.#refused(outcome)
      return undefined
    } catch (thrown) {
      if (this.#stopped || this.unit.signal.aborted) return undefined
      const error = toFeedloomError(thrown, 'fatal', 'FEEDLOOM_SOURCE_SUBSCRIBE_FAILED')
      error.component ??= this.id
      if (error.category !== 'config') this.#host.fail(this.id, error)
      return error.category === 'config' ? error : undefined
    }
  }

  #refused({ subscription, error }: Extract<SubscriptionOutcome, { ok: false }>): void {
    const { kind, symbol } = subscription
    const known = this.#host.errors.record(this.id, error, 'data', 'FEEDLOOM_SOURCE_SUBSCRIBE_REFUSED')
    this.#host.lifecycle.move(this.id, 'degraded', `${kind} ${symbol}: ${known.message}`)
  }

  /** New and gone instruments change what a pattern means. */
  #changed({ added, changed }: InstrumentChanges): void {
    const hasPatterns = this.#entries.some(({ symbols }) => symbols.some(isSymbolPattern))
    const concerns = ({ venue }: Instrument): boolean => this.#venues?.has(venue) === true
    if (!hasPatterns || this.#resolving || !(added.some(concerns) || changed.some(concerns))) return
    this.#resolving = true
    // One pass after the definitions of this turn are all in.
    queueMicrotask(() => {
      this.#resolving = false
      void this.#followPatterns()
    })
  }

  async #followPatterns(): Promise<void> {
    const subscriptions = resolveEntries(this.#entries, this.listing, this.source.capabilities)
    const now = new Map(subscriptions.map((subscription) => [subscriptionKey(subscription), subscription]))
    const gone = [...this.#wanted].filter(([key]) => !now.has(key)).map(([, subscription]) => subscription)
    const fresh = [...now].filter(([key]) => !this.#wanted.has(key)).map(([, subscription]) => subscription)
    for (const subscription of fresh) this.#wanted.set(subscriptionKey(subscription), subscription)
    try {
      if (gone.length > 0) await this.unsubscribe(gone)
    } catch (thrown) {
      this.#host.errors.record(this.id, thrown, 'data', 'FEEDLOOM_SOURCE_UNSUBSCRIBE_FAILED')
    }
    await this.#subscribe(fresh)
  }
}
