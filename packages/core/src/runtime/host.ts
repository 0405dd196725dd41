import type { Clock } from '../contracts/clock.ts'
import type { FeedloomError } from '../contracts/errors.ts'
import type { Network } from '../contracts/ports.ts'
import type { Logger, Metrics } from '../contracts/tokens.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { ErrorBook } from './error-book.ts'
import type { Instruments } from './instruments.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { PluginRegistry } from './registry.ts'
import type { SharedPool } from './shared.ts'

/** What all parts of one engine share. */
export interface Host {
  readonly runId: string
  readonly clock: Clock
  readonly random: () => number
  readonly network: Network | undefined
  readonly log: Logger
  readonly metrics: Metrics
  readonly instruments: Instruments
  readonly lifecycle: Lifecycle
  readonly deadLetters: DeadLetters
  readonly errors: ErrorBook
  readonly shared: SharedPool
  readonly plugins: PluginRegistry
  /** Paths of the config start here. */
  readonly folder: string
  /** A component cannot go on; the engine applies the policy of its pipelines. */
  fail(component: string, error: FeedloomError): void
  /**
   * Begins the gap ids of one part of this engine, e.g. `s3.`. Each sort of part counts by itself, so that ids stay when a
   * sink comes or goes.
   */
  gapPrefix(part: 'source' | 'pipeline' | 'sink'): string
}
