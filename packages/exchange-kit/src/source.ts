import { setMaxListeners } from 'node:events'
import { configError, fatal, retryable } from '@feedloom/core'
import type {
  ConnectionStatus,
  HistoryRequest,
  Instrument,
  InstrumentFields,
  NormalizerFactory,
  PluginContext,
  RawFrame,
  RepairRequest,
  Source,
  SourceCapabilities,
  SourceOutput,
  Subscription,
  SubscriptionOutcome,
} from '@feedloom/core'
import type { ExchangeConfig } from './config.ts'
import { ConnectionPool } from './connection-pool.ts'
import { Health } from './health.ts'
import { InstrumentWatch } from './instrument-watch.ts'
import { SubscriptionLedger } from './ledger.ts'
import type { Stream } from './ledger.ts'
import { Poller } from './polling.ts'
import { Repairs } from './repairs.ts'
import { RestFrames, streamName } from './rest-frames.ts'
import { StreamResolver } from './streams.ts'
import type { SourceStream } from './streams.ts'
import { Subscriptions } from './subscriptions.ts'
import { topicKey } from './topic-key.ts'
import type { Topic, VenueSpec } from './venue.ts'
import type { Wire } from './wire.ts'
import { createHttpClient, createWire } from './wiring.ts'

/** A venue as a source: the spec says what, the kit says when. */
export class ExchangeSource<Config extends ExchangeConfig = ExchangeConfig> implements Source {
  readonly capabilities: SourceCapabilities
  readonly normalizer: NormalizerFactory
  readonly #context: PluginContext
  readonly #wire: Wire
  readonly #health: Health
  readonly #ledger = new SubscriptionLedger()
  readonly #resolver: StreamResolver
  readonly #pool: ConnectionPool
  readonly #frames: RestFrames
  readonly #subscriptions: Subscriptions
  readonly #watch: InstrumentWatch
  readonly #repairs: Repairs
  readonly #stopping = new AbortController()
  #output: SourceOutput | undefined
  #started = false

  constructor(spec: VenueSpec<Config>, context: PluginContext, config: Config) {
    this.capabilities = spec.capabilities
    this.normalizer = spec.normalizer
    this.#context = context
    this.#wire = createWire(spec, context, config)
    this.#health = new Health(context)
    this.#frames = new RestFrames(spec.venue, createHttpClient(this.#wire, context))
    this.#resolver = new StreamResolver(this.#wire, context.instruments)
    this.#pool = this.#createPool()
    this.#subscriptions = this.#createSubscriptions()
    this.#watch = this.#createWatch()
    this.#repairs = this.#createRepairs()
    // Every request under way listens to it, and after an outage there are as many as there are streams.
    setMaxListeners(0, this.#stopping.signal)
  }

  attach(output: SourceOutput): void {
    this.#output = output
  }

  instruments(signal: AbortSignal): Promise<readonly InstrumentFields[]> {
    return this.#watch.fetch(AbortSignal.any([signal, this.#stopping.signal]))
  }

  /** Begins to connect and returns: a venue that is down now is no reason not to start. */
  start(): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.reject(fatal('FEEDLOOM_SOURCE_STOPPED', 'a source starts once'))
    if (!this.#started) {
      this.#started = true
      this.#pool.start()
      this.#subscriptions.start()
      this.#watch.start()
    }
    return Promise.resolve()
  }

  stop(): Promise<void> {
    if (!this.#stopping.signal.aborted) {
      this.#stopping.abort(fatal('FEEDLOOM_SOURCE_STOPPED', 'the source has stopped'))
      this.#watch[Symbol.dispose]()
      this.#repairs[Symbol.dispose]()
      this.#subscriptions.stop()
      this.#pool.stop('stopped')
      this.#wire.connects[Symbol.dispose]()
    }
    return Promise.resolve()
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    return this.#subscriptions.subscribe(subscriptions)
  }

  unsubscribe(subscriptions: readonly Subscription[]): Promise<void> {
    return this.#subscriptions.unsubscribe(subscriptions)
  }

  async *history(request: HistoryRequest, signal: AbortSignal): AsyncGenerator<RawFrame> {
    const { spec, config, venue } = this.#wire
    const pager = spec.history?.(request, this.#resolver.instrument(request.symbol), config)
    if (pager === undefined) {
      throw configError('FEEDLOOM_HISTORY_UNSUPPORTED', `${venue} has no history of \`${request.kind}\``, {
        details: { venue, kind: request.kind },
      })
    }
    yield* this.#frames.pages(pager, 'history', AbortSignal.any([signal, this.#stopping.signal]))
  }

  repair(request: RepairRequest): void {
    if (!this.#stopping.signal.aborted) this.#repairs.repair(request)
  }

  connections(): readonly ConnectionStatus[] {
    return this.#pool.statuses()
  }

  pause(): void {
    this.#pool.pause()
    this.#subscriptions.pause()
  }

  resume(): void {
    this.#pool.resume()
    this.#subscriptions.resume()
  }

  #createPool(): ConnectionPool {
    const { log } = this.#wire
    return new ConnectionPool(this.#wire, {
      frame: (frame) => this.#output?.frame(frame),
      asked: (topics) => this.#ledger.asked(topics),
      settled: (topic, error) => this.#settled(topic, error),
      lost: (topics, cause) => {
        for (const topic of topics) this.#health.over(topicKey(topic))
        this.#gaps(this.#ledger.lost(topics), cause)
      },
      changed: (status) => this.#changed(status),
      failed: (error) => {
        log.error('connection failed for good', { error })
        this.#context.failed(error)
      },
    })
  }

  #createSubscriptions(): Subscriptions {
    return new Subscriptions({
      resolver: this.#resolver,
      ledger: this.#ledger,
      pool: this.#pool,
      createPoller: (stream) => this.#createPoller(stream),
      leftOut: ({ id, kind }, error) => this.#wire.log.warn('left out of a pattern', { instrument: id, kind, error }),
    })
  }

  #createWatch(): InstrumentWatch {
    return new InstrumentWatch({
      wire: this.#wire,
      frames: this.#frames,
      instruments: this.#context.instruments,
      health: this.#health,
      signal: this.#stopping.signal,
      changed: () => this.#subscriptions.instrumentsChanged(),
      drifted: (frame, drift) => this.#output?.drifted?.(frame, drift),
    })
  }

  #createRepairs(): Repairs {
    return new Repairs({
      wire: this.#wire,
      frames: this.#frames,
      signal: this.#stopping.signal,
      deliver: (frame) => this.#output?.frame(frame),
      ended: (request, failure) => this.#output?.repaired?.(request, failure, this.#wire.clock.now()),
      connectionOf: (name) => this.#pool.get(name),
      variantOf: (instrumentId, kind) => this.#subscriptions.variantOf(instrumentId, kind),
    })
  }

  #createPoller(stream: SourceStream): Poller {
    const { call, everyMs } = stream.poll as NonNullable<SourceStream['poll']>
    const name = streamName(stream.instrument as Instrument, stream.kind, stream.interval)
    return new Poller(this.#wire.clock, everyMs, {
      poll: async (signal) => {
        const frame = await this.#frames.frame(call, 'polling', signal)
        if (!signal.aborted) this.#output?.frame(frame)
      },
      failed: (error) => {
        this.#gaps([stream], 'disconnect')
        this.#health.trouble(name, error)
      },
      recovered: () => this.#health.over(name),
    })
  }

  #settled(topic: Topic, error: Error | undefined): void {
    const told = this.#ledger.settled(topic, error)
    if (error === undefined) {
      this.#health.over(topicKey(topic))
      return
    }
    this.#wire.log.warn('subscription refused', { topic: topic.topic, error })
    // Worked before a reconnect and does not now: nobody waits for this answer, so the source itself says it.
    if (!told) this.#health.trouble(topicKey(topic), error)
  }

  #gaps(streams: Iterable<Stream>, cause: 'disconnect' | 'silence'): void {
    const tsRecv = this.#wire.clock.now()
    const done = new Set<string>()
    for (const stream of streams) {
      for (const instrument of stream.instruments()) {
        const name = streamName(instrument, stream.kind, stream.interval)
        if (done.has(name)) continue
        done.add(name)
        this.#output?.gap(instrument, stream.kind, cause, tsRecv, stream.interval)
      }
    }
  }

  #changed(status: ConnectionStatus): void {
    const { connection, state, reason } = status
    if (state === 'connected' || state === 'disconnected') this.#health.over(connection)
    if (state === 'reconnecting') {
      const hint = 'The source connects again by itself.'
      this.#health.trouble(connection, retryable('FEEDLOOM_CONNECTION_LOST', `${connection}: ${reason ?? 'lost'}`, { hint }))
    }
    this.#output?.connection(status)
  }
}
