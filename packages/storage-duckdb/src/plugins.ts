import { definePlugin, type Plugin } from '@feedloom/core'
import { duckdbConfig } from './config.ts'
import { DuckdbSink } from './duckdb-sink.ts'

/** Keeps everything in a DuckDB file; its reader serves history, replays and "latest" queries. */
export const duckdb: Plugin<'sink'> = definePlugin({
  apiVersion: 1,
  kind: 'sink',
  type: 'duckdb',
  summary: 'Embedded analytical store: one DuckDB file, read back with SQL, Parquet or as events',
  stability: 'beta',
  configSchema: duckdbConfig,
  create: (context, config) => new DuckdbSink(context, config),
})
