/**
 * The canonical event writer and the instrument registry, as the engine uses them: for tests, benches and tools that
 * make events without an engine. Light: nothing of the engine is loaded. A plugin gets both handed over instead, as the
 * `EventWriter` of a call and as `PluginContext.instruments`.
 *
 * @module
 */
export { RunWriter } from './runtime/writer.ts'
export { Instruments } from './runtime/instruments.ts'
