import type { EngineView, Logger } from '@feedloom/core'
import type { LoadedConfig, LogLevel } from '@feedloom/core/config'
import { Engine, type RunSummary, createMetrics } from '@feedloom/core/engine'
import { duration } from './figures.ts'
import { jsonLog, lineLog, loggerOf, quieter } from './logs.ts'
import { jsonStatus, lineStatus, liveStatus, noStatus, type StatusDisplay } from './status/live-status.ts'
import { type Progress, type StatusSource, statusReader } from './status/model.ts'
import { onStopSignals } from './stop-signals.ts'
import { type Tapped, tappedOf } from './tapped.ts'
import type { Terminal } from './terminal.ts'
import { Reach } from './unreached.ts'

export interface FeedOptions {
  readonly terminal: Terminal
  /** What the status view calls this run. */
  readonly title: string
  /** Stop after this long. */
  readonly forMs?: number | undefined
  /** JSON lines on standard output and nothing else. */
  readonly json?: boolean | undefined
  /** Warnings and errors only. */
  readonly quiet?: boolean | undefined
  readonly debug?: boolean | undefined
  /** Called when the end is decided and before the engine drains: a simulated venue falls silent here. */
  readonly beforeStop?: ((view: EngineView) => Promise<void>) | undefined
}

export interface FeedOutcome {
  readonly summary: RunSummary
  /** By sink, of those that record. */
  readonly tapped: ReadonlyMap<string, Tapped>
  /** A second signal cut the drain short. */
  readonly aborted: boolean
  readonly log: Logger
}

/** Runs a config to its end (all sources ended, `forMs`, or a signal) and shows how it goes. Throws what the engine throws. */
export async function runFeed(loaded: LoadedConfig, options: FeedOptions): Promise<FeedOutcome> {
  let display: StatusDisplay | undefined
  const log = createLog(loaded, options, (line) => (display === undefined ? options.terminal.err(`${line}\n`) : display.print(line)))
  const metrics = createMetrics()
  const engine = await Engine.from(loaded, { log, metrics })
  const tapped = () => tappedOf(metrics.samples())
  const reach = new Reach(engine)
  const stop = new StopControl(engine, loaded, { ...options, timeIsOver: () => reach.timeIsOver() })
  using _signals = onStopSignals(stop, { keys: options.terminal.interactive })
  display = createDisplay({ view: engine.view, tapped }, stop, options, log)
  try {
    const summary = reach.judge(await engine.run({ handleSignals: false }))
    return { summary, tapped: tapped(), aborted: stop.aborted, log }
  } finally {
    stop.close()
    display.close()
    display = undefined
  }
}

function createLog(loaded: LoadedConfig, { terminal, json, quiet, debug }: FeedOptions, print: (line: string) => void): Logger {
  const wanted: LogLevel = debug === true ? 'debug' : loaded.config.engine.log
  const redact = (text: string) => loaded.redact(text)
  if (json === true) return loggerOf(jsonLog({ level: wanted, redact }, (text) => terminal.out(text)))
  // A person watches the states in the view itself: only what is wrong scrolls by.
  const level = debug !== true && (quiet === true || terminal.interactive) ? quieter(wanted, 'warn') : wanted
  return lineLog({ level, redact }, terminal.colors, print)
}

type Watched = Pick<StatusSource, 'view' | 'tapped'>

function createDisplay(watched: Watched, stop: StopControl, options: FeedOptions, log: Logger): StatusDisplay {
  const { terminal, title, json, quiet } = options
  const read = statusReader({
    ...watched,
    title,
    now: () => performance.now(),
    progress: () => stop.progress(),
    stopping: () => stop.requested,
  })
  if (json === true) return jsonStatus(read, log)
  if (quiet === true) return noStatus((line) => terminal.err(`${line}\n`))
  return terminal.interactive ? liveStatus(read, terminal) : lineStatus(read, terminal)
}

interface StopOptions extends FeedOptions {
  /** Called when the time given with `--for` is over, before anything stops. */
  readonly timeIsOver: () => void
}

/** Decides when a run ends, and tells how far it is. */
class StopControl {
  requested = false
  aborted = false
  readonly #engine: Engine
  readonly #sources: readonly string[]
  readonly #options: StopOptions
  readonly #startedAt = performance.now()
  readonly #timer: NodeJS.Timeout | undefined

  constructor(engine: Engine, loaded: LoadedConfig, options: StopOptions) {
    this.#engine = engine
    this.#sources = Object.keys(loaded.config.sources)
    this.#options = options
    const { forMs } = options
    if (forMs !== undefined) this.#timer = setTimeout(() => this.#timeIsOver(), forMs)
  }

  /** Of `--for`, or of finite sources: the one that has farthest to go. */
  progress(): Progress | undefined {
    const { forMs } = this.#options
    if (forMs !== undefined) return { fraction: (performance.now() - this.#startedAt) / forMs, goal: duration(forMs) }
    const parts = this.#sources.flatMap((id) => this.#engine.getSource(id)?.progress?.() ?? [])
    return parts.length === 0 ? undefined : { fraction: Math.min(...parts), goal: 'the recording' }
  }

  /** A signal: drains. */
  stop(): void {
    void this.#end('stopped on request')
  }

  /** Another signal: nobody wants to wait. */
  abort(): void {
    this.aborted = true
    // The first of the two calls is the stop that `beforeStop` may still hold back.
    for (const reason of ['stopped on request', 'aborted by a second signal']) void this.#engine.stop(reason)
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #timeIsOver(): void {
    if (!this.requested) this.#options.timeIsOver()
    void this.#end('the time given with --for is over')
  }

  async #end(reason: string): Promise<void> {
    if (this.requested) return
    this.requested = true
    clearTimeout(this.#timer)
    try {
      await this.#options.beforeStop?.(this.#engine.view)
    } finally {
      if (!this.aborted) await this.#engine.stop(reason)
    }
  }
}
