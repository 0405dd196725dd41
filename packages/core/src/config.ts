/**
 * From a text to a checked config: loading, interpolation, plugins, schemas, findings with line and column.
 *
 * @module
 */
export type * from './config/types.ts'
export * from './config/parts.ts'
