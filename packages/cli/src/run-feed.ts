import type { EngineView, Logger } from '@feedloom/core'
import type { LoadedConfig, LogLevel } from '@feedloom/core/config'
import { Engine, type RunSummary } from '@feedloom/core/engine'
import { basename } from 'node:path'
import { duration } from './figures.ts'
import { jsonLog, lineLog, loggerOf, quieter } from './logs.ts'
import { type StatusDisplay, lineStatus, liveStatus } from './status/live-status.ts'
import { type Progress, type StatusModel, statusReader } from './status/model.ts'
import { onStopSignals } from './stop-signals.ts'
import type { Terminal } from './terminal.ts'

export interface FeedOptions {
  readonly terminal: Terminal
  /** Stop after this long. */
  readonly forMs?: number | undefined
  /** JSON lines on standard output and nothing else. */
  readonly json?: boolean | undefined
  /** Warnings and errors only. */
  readonly quiet?: boolean | undefined
  readonly debug?: boolean | undefined
  /** What the status view calls this run. */
  readonly title?: string | undefined
  /** Called when the end is decided and before the engine drains: a simulated venue falls silent here. */
  readonly beforeStop?: ((view: EngineView) => Promise<void>) | undefined
  /** Called once the engine runs. */
  readonly started?: ((engine: Engine) => void) | undefined
}

export interface FeedOutcome {
  readonly summary: RunSummary
  /** A second signal cut the drain short. */
  readonly aborted: boolean
}

/** After the second signal, the drain may take this much longer before the process lets go. */
const ABORT_GRACE_MS = 2_000

/**
 * Runs a config to its end (all sources ended, `forMs`, or a signal) and shows how it goes. Throws what the engine
 * throws; the caller prints the summary.
 */
export async function runFeed(loaded: LoadedConfig, options: FeedOptions): Promise<FeedOutcome> {
  const face = logFace(loaded, options)
  const engine = await Engine.from(loaded, { log: face.log })
  const stop = new StopControl(engine, options)
  const display = face.display(reader(engine, stop, options, loaded))
  face.printTo(display)
  using _signals = onStopSignals(stop)
  try {
    const summary = await engine.run({ signal: stop.signal, handleSignals: false })
    return { summary, aborted: stop.aborted }
  } finally {
    stop.dispose()
    display.close()
  }
}
