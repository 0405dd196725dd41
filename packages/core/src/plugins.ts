/**
 * The built-in plugins; every config has them without naming them.
 *
 * @module
 */
export { alerts } from './builtins/alerts/alerts.ts'
export { bars } from './builtins/bars.ts'
export { conflate } from './builtins/conflate.ts'
export { consoleSink } from './builtins/console.ts'
export { filter } from './builtins/filter.ts'
export { log } from './builtins/log/log.ts'
export { memory } from './builtins/memory.ts'
export { movers } from './builtins/movers/movers.ts'
export { quality } from './builtins/quality.ts'
export { reader } from './builtins/reader.ts'
export { webhook } from './builtins/webhook/webhook.ts'
