import type { LoadedConfig } from '../config/types.ts'
import type { Clock } from '../contracts/clock.ts'
import type { FeedloomError } from '../contracts/errors.ts'
import { type Logger, type Metrics, services } from '../contracts/tokens.ts'
import { systemClock } from './clocks.ts'
import { Scope } from './container.ts'
import { DeadLetters } from './dead-letters.ts'
import { ErrorBook } from './error-book.ts'
import type { Host } from './host.ts'
import { Instruments } from './instruments.ts'
import { Lifecycle } from './lifecycle.ts'
import { silentLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import type { EngineOptions } from './options.ts'
import { PluginRegistry } from './registry.ts'
import { SharedPool } from './shared.ts'

/** The parts that all components share, and the scope that gives them out as services. */
export function makeHost(
  loaded: LoadedConfig,
  options: EngineOptions,
  fail: (component: string, error: FeedloomError) => void,
): { host: Host; scope: Scope } {
  const scope = Scope.root()
  scope.provide(services.clock, options.clock ?? systemClock)
  scope.provide(services.log, options.log ?? silentLog)
  scope.provide(services.metrics, options.metrics ?? createMetrics())
  for (const { token, value } of options.services ?? []) scope.provide(token, value)
  const clock: Clock = scope.get(services.clock)
  const log: Logger = scope.get(services.log)
  const metrics: Metrics = scope.get(services.metrics)
  const random = options.random ?? Math.random
  const instruments = new Instruments()
  scope.provide(services.instruments, instruments)
  const era = clock.now().toString(36)
  const parts = { source: 0, pipeline: 0, sink: 0 }
  const host: Host = {
    runId: options.runId ?? makeRunId(clock.now(), random),
    clock,
    random,
    network: options.network,
    log,
    metrics,
    instruments,
    lifecycle: new Lifecycle(() => clock.now()),
    deadLetters: new DeadLetters(),
    errors: new ErrorBook(log),
    shared: new SharedPool(),
    plugins: new PluginRegistry(loaded.plugins),
    folder: loaded.folder,
    fail,
    gapPrefix: (part) => `${gapLetters[part]}${++parts[part]}.${part === 'source' ? '' : `${era}.`}`,
  }
  return { host, scope }
}

const gapLetters = { source: 's', pipeline: 'p', sink: 'k' } as const

/** `20260806T101530123-k3f9x2`: sorts by time, unique per run. */
function makeRunId(now: number, random: () => number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:.Z]/g, '')
  return `${time}-${random().toString(36).slice(2, 8).padEnd(6, '0')}`
}
