import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { configError } from '@feedloom/core'
import type { ParquetExport, ParquetTable } from '@feedloom/storage-duckdb'
import { noInstruments } from './no-instruments.ts'

/** A cell as the database hands it out; dates and lists know how to write themselves. */
type Cell = unknown

export interface QueryResult {
  readonly columns: readonly string[]
  /** Columns of numbers, for alignment. */
  readonly numeric: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Runs SQL on a DuckDB file that nobody writes to meanwhile. Throws `FEEDLOOM_STORE_UNREACHABLE`, `_LOCKED` and `_QUERY_FAILED`. */
export async function queryFile(path: string, sql: readonly string[]): Promise<readonly QueryResult[]> {
  await requireFile(path)
  const { readStoreFile } = await import('@feedloom/storage-duckdb')
  const results = await readStoreFile(resolve(path), sql)
  return results.map(({ columns, rows }) => ({
    columns: columns.map(({ name }) => name),
    numeric: columns.filter(({ type }) => numericType.test(type)).map(({ name }) => name),
    rows,
  }))
}

const numericType = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/

/** Writes a store as Parquet. Throws as `queryFile` does, and `FEEDLOOM_STORE_EXPORT_FAILED`. */
export async function exportFile(path: string, options: ParquetExport): Promise<readonly ParquetTable[]> {
  await requireFile(path)
  const { DuckdbStore } = await import('@feedloom/storage-duckdb')
  const store = new DuckdbStore({ path: resolve(path), clock: Date, instruments: noInstruments })
  try {
    await store.open()
    return await store.exportParquet(options)
  } finally {
    await store.close()
  }
}

async function requireFile(path: string): Promise<void> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
  if (isFile) return
  throw configError('FEEDLOOM_STORE_UNREACHABLE', `there is no store at ${path}`, {
    hint: 'A run with a `duckdb` sink writes one; the path is the one in its config.',
  })
}
