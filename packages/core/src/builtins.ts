/**
 * The plugins that need no client library: memory store, console, filter, conflate, bars, reader.
 *
 * @module
 */
export { alerts } from './builtins/alerts/alerts.ts'
export { bars } from './builtins/bars.ts'
export { conflate } from './builtins/conflate.ts'
export { consoleSink, createConsole, type ConsoleSettings, type TextOutput } from './builtins/console.ts'
export { eventLine } from './builtins/event-line.ts'
export { filter } from './builtins/filter.ts'
export { log } from './builtins/log/log.ts'
export { memory } from './builtins/memory.ts'
export { MemoryStore } from './builtins/memory-store.ts'
export { movers } from './builtins/movers/movers.ts'
export { quality } from './builtins/quality.ts'
export { reader } from './builtins/reader.ts'
export { webhook } from './builtins/webhook/webhook.ts'
