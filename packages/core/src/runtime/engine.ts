import { resolveConfig } from '../config/load.ts'
import type { ConfigInput, LoadedConfig } from '../config/types.ts'
import type { EventBus } from '../contracts/bus.ts'
import type { EventStore } from '../contracts/columns.ts'
import type { EngineView, IndicatorView } from '../contracts/engine-view.ts'
import { configError, fatal, type FeedloomError, toFeedloomError } from '../contracts/errors.ts'
import type { InstrumentRegistry } from '../contracts/instrument.ts'
import type { Source, Subscription, SubscriptionOutcome } from '../contracts/source.ts'
import type { EpochMs } from '../contracts/time.ts'
import { services } from '../contracts/tokens.ts'
import { Assembly, type PipelineSlot } from './assembly.ts'
import { type EngineEvents, EventsFace } from './events-face.ts'
import { createHistory } from './history.ts'
import type { Host } from './host.ts'
import { define, launch } from './launch.ts'
import { makeHost } from './make-host.ts'
import { MarketBuffers } from './market-buffers.ts'
import type { EngineOptions, RunOptions } from './options.ts'
import { shutdown } from './shutdown.ts'
import { holdProcess, watchSignals } from './signals.ts'
import { SourceDesk, type SourceInput } from './source-desk.ts'
import type { SourceRunner } from './source-runner.ts'
import { type RunOutcome, type RunSummary, summarize } from './summary.ts'
import { Supervisor } from './supervisor.ts'
import { createView } from './view.ts'

/**
 * A config at work. `Engine.from` makes and wires everything and starts nothing; `run` starts, waits for the end and
 * drains. `await using engine = await Engine.from(config)` stops it at the end of the block.
 */
export class Engine implements AsyncDisposable {
  /** Unique per run; part of the identity of every write. */
  readonly runId: string
  /** What plugins see, and what a status view shows. */
  readonly view: EngineView
  /** The newest rows of every series, as typed arrays. */
  readonly buffer: MarketBuffers
  /** Sources that come, go and change while the engine runs. */
  readonly #desk: SourceDesk
  readonly #host: Host
  readonly #assembly: Assembly
  readonly #supervisor: Supervisor
  readonly #history: ReturnType<typeof createHistory>
  readonly #events: EventsFace
  /** Aborted when the stop begins. */
  readonly #ending = new AbortController()
  /** Aborted when draining must end at once. */
  readonly #abort = new AbortController()
  readonly #ended = new Set<SourceRunner>()
  readonly #done: Promise<RunSummary>
  #resolveDone: (summary: RunSummary) => void = () => undefined
  #starting: Promise<void> | undefined
  #stopping: Promise<void> | undefined
  #stopCalls = 0
  #startedAt: EpochMs = Number.NaN
  #endedAt: EpochMs = Number.NaN
  #outcome: RunOutcome = 'running'
  #reason: string | undefined

  private constructor(loaded: LoadedConfig, options: EngineOptions) {
    const { host, scope } = makeHost(loaded, options, (component, error) => this.#fail(component, error))
    this.#host = host
    this.runId = host.runId
    this.#done = new Promise((resolve) => (this.#resolveDone = resolve))
    this.#events = new EventsFace(host.log)
    host.lifecycle.onChange((status) => this.#events.emit('component', status))
    host.errors.onError((error) => this.#events.emit('error', error))
    this.view = createView(host, () => this.#assembly, {
      startedAt: () => this.#startedAt,
      onConnection: (changed) => this.on('connection', changed),
    })
    this.buffer = new MarketBuffers(() => this.#slots().map(({ buffer }) => buffer))
    this.#history = createHistory(host, {
      stores: () => [...this.#assembly.sinks.values()].flatMap(({ unit }) => unit.instance.reader ?? []),
      sources: () => [...this.#assembly.sources.values()],
    })
    scope.provide(services.history, this.#history)
    scope.provide(services.engine, this.view)
    this.#assembly = new Assembly(host, scope, loaded.config, {
      onConnection: (status) => this.#events.emit('connection', status),
      onEnd: (runner) => this.#sourceEnded(runner),
    })
    this.#desk = new SourceDesk(host, this.#assembly, loaded)
    this.#supervisor = new Supervisor(host, this.#assembly, {
      stop: (error) => void this.#end('failed', `${error.component ?? 'a component'}: ${error.message}`),
      signal: this.#ending.signal,
    })
  }

  /**
   * Makes the components of a config (what `loadConfig` or `defineConfig` returns) and wires them. Throws `config`
   * errors: what the config's own checks find, what a plugin refuses, and with `checkSymbols` symbols that the sources
   * do not have (`details.problems` has each with its path).
   */
  static async from(config: LoadedConfig | ConfigInput, options: EngineOptions = {}): Promise<Engine> {
    const loaded = isLoaded(config) ? config : await resolveConfig(config, options.load)
    const engine = new Engine(loaded, options)
    if (options.checkSymbols !== true) return engine
    try {
      await engine.checkSymbols()
      return engine
    } catch (thrown) {
      await engine.#end('failed', 'symbols are unknown')
      throw thrown
    }
  }

  /** The bus of the only or the first pipeline. */
  get bus(): EventBus {
    const [first] = this.#assembly.pipelines.keys()
    return this.pipelineBus(first ?? '')
  }

  /** Throws `FEEDLOOM_ENGINE_PIPELINE_UNKNOWN`. */
  pipelineBus(name: string): EventBus {
    const slot = this.#assembly.pipelines.get(name)
    if (slot !== undefined) return slot.pipeline.bus
    throw configError('FEEDLOOM_ENGINE_PIPELINE_UNKNOWN', `there is no pipeline \`${name}\``, {
      hint: `There are: ${[...this.#assembly.pipelines.keys()].join(', ')}.`,
    })
  }

  /** The latest values of the indicators of a series. */
  get indicators(): IndicatorView {
    return this.view.indicators
  }

  get registry(): InstrumentRegistry {
    return this.#host.instruments
  }

  /** How a connection or a component fares, every error, and the end. Handlers are called synchronously. */
  on<E extends keyof EngineEvents>(event: E, handler: (value: EngineEvents[E]) => void): Disposable {
    return this.#events.on(event, handler)
  }

  /** Asks live sources what they trade and throws for symbols that they do not have. Starts nothing. */
  async checkSymbols(): Promise<void> {
    await define([...this.#assembly.sources.values()].filter((runner) => !runner.canWait))
  }

  /** Resolves when everything runs. Rejects, with everything stopped again, when something could not be started. */
  start(): Promise<void> {
    this.#starting ??= this.#start()
    return this.#starting
  }

  /**
   * Stops upstream first and drains within the config's `engine.shutdown`. Resolves when everything has stopped; never
   * rejects. A second call aborts what still drains.
   */
  stop(reason = 'stop was called'): Promise<void> {
    this.#stopCalls += 1
    if (this.#stopCalls > 1 && Number.isNaN(this.#endedAt)) {
      if (this.#outcome !== 'failed') this.#outcome = 'aborted'
      this.#abort.abort(fatal('FEEDLOOM_ENGINE_ABORTED', 'a second stop aborted the drain'))
    }
    return this.#end('stopped', reason)
  }

  /**
   * Starts, waits until a signal, the end of all finite sources, `forMs` or a failure, and drains. Rejects when the
   * start fails; a failure later on gives a summary with `outcome: 'failed'`.
   */
  async run({ signal, handleSignals = true, forMs }: RunOptions = {}): Promise<RunSummary> {
    const { clock } = this.#host
    const parts: Disposable[] = [holdProcess()]
    if (handleSignals) parts.push(watchSignals((name) => void this.stop(name)))
    const onAbort = (): void => void this.stop('the caller aborted the run')
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted === true) onAbort()
    try {
      if (this.#stopping === undefined) await this.start()
      if (forMs !== undefined) parts.push(clock.after(forMs, () => void this.#end('stopped', `ran for ${forMs} ms`)))
      return await this.#done
    } catch (thrown) {
      // Stopped by somebody while it started: that is an end, not a failure.
      if (this.#outcome === 'failed') throw thrown
      return await this.#done
    } finally {
      signal?.removeEventListener('abort', onAbort)
      for (const part of parts) part[Symbol.dispose]()
    }
  }

  /** The run so far; final once everything has stopped. */
  summary(): RunSummary {
    const endedAt = Number.isNaN(this.#endedAt) ? this.#host.clock.now() : this.#endedAt
    const startedAt = Number.isNaN(this.#startedAt) ? endedAt : this.#startedAt
    return summarize(this.#host, this.#assembly, { outcome: this.#outcome, reason: this.#reason, startedAt, endedAt })
  }

  /**
   * Adds a source, as it would stand under `sources:`, and starts it if the engine runs. It feeds `pipelines`, by
   * default the first. Throws `config` errors.
   */
  async addSource(id: string, input: SourceInput, pipelines?: readonly string[]): Promise<void> {
    const names = pipelines ?? [...this.#assembly.pipelines.keys()].slice(0, 1)
    for (const name of names) this.pipelineBus(name)
    await this.#desk.add(id, input, names, this.#starting !== undefined && this.#stopping === undefined)
  }

  /** The instance at work; undefined where there is none. */
  getSource(id: string): Source | undefined {
    return this.#desk.get(id)
  }

  /** What a sink has stored, by its id (`duckdb`); undefined where it cannot be read back. */
  store(sinkId: string): EventStore | undefined {
    return this.#assembly.sinks.get(sinkId)?.unit.instance.reader
  }

  /** Stops a source and forgets it. Does nothing for an unknown id. */
  removeSource(id: string): Promise<void> {
    return this.#desk.remove(id, this.#abort.signal)
  }

  /** Adds subscriptions to a source; patterns may be used. Throws `config` errors for symbols that it does not have. */
  subscribe(sourceId: string, subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    return this.#desk.subscribe(sourceId, subscriptions)
  }

  unsubscribe(sourceId: string, subscriptions: readonly Subscription[]): Promise<void> {
    return this.#desk.unsubscribe(sourceId, subscriptions)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('stopped', 'the engine was disposed')
  }

  async #start(): Promise<void> {
    this.#startedAt = this.#host.clock.now()
    try {
      this.#ending.signal.throwIfAborted()
      // A component that does not come back from its start must not outlive the stop.
      const stopped = this.#done.then(() => this.#ending.signal.throwIfAborted())
      await Promise.race([launch(this.#host, this.#assembly, this.#history, this.#ending.signal), stopped])
    } catch (thrown) {
      const error = toFeedloomError(thrown, 'fatal', 'FEEDLOOM_ENGINE_START_FAILED')
      await this.#end('failed', error.message)
      throw error
    }
  }

  /** The one way to the end; the first reason counts. */
  #end(outcome: RunOutcome, reason: string): Promise<void> {
    this.#stopping ??= this.#stop(outcome, reason)
    return this.#stopping
  }

  async #stop(outcome: RunOutcome, reason: string): Promise<void> {
    const { clock } = this.#host
    this.#reason = reason
    this.#outcome = outcome
    this.#ending.abort(fatal('FEEDLOOM_ENGINE_STOPPED', `the engine stops: ${reason}`))
    const deadline = this.#assembly.config.engine.shutdownMs
    const expire = clock.after(deadline, () =>
      this.#abort.abort(fatal('FEEDLOOM_ENGINE_SHUTDOWN_EXPIRED', `not everything stopped within ${deadline} ms`)),
    )
    try {
      await shutdown(this.#host, this.#assembly, deadline, this.#abort.signal)
    } catch (thrown) {
      this.#host.errors.record('engine', thrown, 'data', 'FEEDLOOM_ENGINE_STEP_FAILED')
    }
    expire[Symbol.dispose]()
    this.#endedAt = clock.now()
    const summary = this.summary()
    this.#events.emit('end', summary)
    this.#resolveDone(summary)
  }

  #fail(component: string, error: FeedloomError): void {
    error.component ??= component
    this.#supervisor.fail(component, error)
  }

  /** A pipeline ends with the last of its sources, the run with the last of all. */
  #sourceEnded(runner: SourceRunner): void {
    this.#ended.add(runner)
    const runners = [...this.#assembly.sources.values()]
    const left = runners.filter((other) => !this.#ended.has(other))
    for (const feed of runner.feeds) if (!left.some(({ feeds }) => feeds.includes(feed))) feed.end()
    if (left.length > 0) return
    const failed = runners.find(({ id }) => this.#host.lifecycle.get(id)?.state === 'failed')
    if (failed === undefined) void this.#endInPeace()
    else void this.#end('failed', `no source is left; ${failed.id} failed`)
  }

  /** Nobody waits: sinks may take the time that they need, and only then does the deadline of a stop begin. */
  async #endInPeace(): Promise<void> {
    const drivers = [...this.#assembly.sinks.values()].map(({ driver }) => driver)
    await Promise.all(drivers.map((driver) => driver.settle(this.#ending.signal)))
    await this.#end('ended', 'all sources have ended')
  }

  #slots(): readonly PipelineSlot[] {
    return [...this.#assembly.pipelines.values()]
  }
}

function isLoaded(config: LoadedConfig | ConfigInput): config is LoadedConfig {
  return 'locate' in config && 'config' in config
}
