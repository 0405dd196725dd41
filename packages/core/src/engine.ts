/**
 * The engine: a checked config becomes running components. For host applications and the command line; plugins see it
 * through `services.engine` only.
 *
 * @module
 */
export { Engine } from './runtime/engine.ts'
export { type EngineOptions, provide, type Provided, type RunOptions } from './runtime/options.ts'
export type { EngineEvents } from './runtime/events-face.ts'
export type { SourceInput } from './runtime/source-desk.ts'
export type { RunOutcome, RunSummary } from './runtime/summary.ts'
export type { DeadLetter } from './runtime/dead-letters.ts'
export { systemClock } from './runtime/clocks.ts'
export { silentLog } from './runtime/log.ts'
export { createMetrics, type MetricSample, type PlainMetrics } from './runtime/metrics.ts'
