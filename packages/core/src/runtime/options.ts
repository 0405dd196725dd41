import type { Clock } from '../contracts/clock.ts'
import type { LoadOptions } from '../config/types.ts'
import type { Network } from '../contracts/ports.ts'
import type { Logger, Metrics, ServiceToken } from '../contracts/tokens.ts'

/** A service that the host application brings. Made by `provide`, so that token and value fit. */
export interface Provided {
  readonly token: ServiceToken<unknown>
  readonly value: unknown
}

export function provide<T>(token: ServiceToken<T>, value: T): Provided {
  return { token, value }
}

/** What a host application may put in place of the machine's own. */
export interface EngineOptions {
  readonly clock?: Clock
  /** 0 <= x < 1. */
  readonly random?: () => number
  readonly network?: Network
  /** The default says nothing. */
  readonly log?: Logger
  /** The default counts in plain numbers. */
  readonly metrics?: Metrics
  /** Services for plugins that require them; those for clock, log and metrics win over the options above. */
  readonly services?: readonly Provided[]
  /** Unique per run. */
  readonly runId?: string
  /** Ask the sources what they trade and refuse unknown symbols at once, instead of in `start`. */
  readonly checkSymbols?: boolean
  /** How a config made in code is resolved. */
  readonly load?: LoadOptions
}

export interface RunOptions {
  /** Ends the run, draining. */
  readonly signal?: AbortSignal
  /** SIGTERM and SIGINT end the run, draining; a second one aborts. Default true. */
  readonly handleSignals?: boolean
  /** Ends the run after this time, counted from the end of the start. */
  readonly forMs?: number
}
