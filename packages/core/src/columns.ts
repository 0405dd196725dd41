/**
 * Events as arrays: layouts of the kinds, tables of the stores, and the ring buffers of the last rows.
 *
 * @module
 */
export type { ColumnField } from './columns/field.ts'
export { layoutOf, layouts, type KindLayout } from './columns/layouts.ts'
export { symbolInfo, tableNameOf, tableOf, tables, type TableColumn, type TableColumnSource, type TableLayout } from './columns/tables.ts'
export { toColumns, unknownInt32 } from './columns/to-columns.ts'
export { fromColumns, type FromColumnsOptions } from './columns/from-columns.ts'
export { MarketBuffer, type ArrowQuery, type MarketBufferOptions } from './columns/market-buffer.ts'
