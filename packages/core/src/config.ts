/**
 * From a text to a checked config: loading, interpolation, plugins, schemas, findings with line and column.
 *
 * @module
 */
export type * from './config/types.ts'
export * from './config/parts.ts'
export { checkConfig, defineConfig, loadConfig, loadPluginSet, parseConfig, requireLoaded, resolveConfig } from './config/load.ts'
export { formatFindings, tally } from './config/format.ts'
export { checkGraph } from './config/check-graph.ts'
export type { GraphConfig } from './config/check-graph.ts'
export type { GraphFacts, ProcessorFacts, SinkFacts, SourceFacts } from './config/facts.ts'
export { checkSymbols } from './config/check-symbols.ts'
export { makeFolder } from './config/make-folder.ts'
export { isSymbolPattern, matchesPattern } from './config/symbol-patterns.ts'
export { subscriptionsOf } from './config/subscriptions.ts'
export { createPluginSet } from './config/plugin-set.ts'
export { dataKinds, eventKinds } from './config/kinds.ts'
export { didYouMean, nearest } from './config/suggest.ts'
export { composeJsonSchema } from './config/json-schema.ts'
export { explain } from './config/explain.ts'
export type { ExplainedComponent, ExplainedPipeline, ExplainedProcessor, ExplainedSink, ExplainedSource, Plan } from './config/explain.ts'
export { formatPlan } from './config/format-plan.ts'
