/**
 * DuckDB as a store: the sink for a pipeline, and the store itself for tools that have no pipeline.
 *
 * @module
 */
export { duckdb } from './plugins.ts'
export type { DuckdbConfig } from './config.ts'
export { DuckdbStore, exportParquet, type DuckdbStoreOptions } from './duckdb-store.ts'
export type { DatabaseOptions, Row } from './database.ts'
export type { ParquetExport, ParquetTable } from './export-parquet.ts'
export { readParquetFile, readStoreFile, type FileResult, type ParquetColumn } from './read-file.ts'
export type { RetentionRule } from './retention.ts'
