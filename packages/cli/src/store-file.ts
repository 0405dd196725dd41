import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { FeedloomError, configError } from '@feedloom/core'
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

/**
 * Runs SQL on a DuckDB file that nobody may write to meanwhile: the file is attached read-only to a database in
 * memory. Throws `FEEDLOOM_STORE_UNREACHABLE`, `_LOCKED` and `_QUERY_FAILED`.
 */
export async function queryFile(path: string, sql: readonly string[]): Promise<readonly QueryResult[]> {
  await requireFile(path)
  const { DuckdbStore } = await import('@feedloom/storage-duckdb')
  const store = new DuckdbStore({ path: ':memory:', clock: Date, instruments: noInstruments })
  try {
    await store.open()
    await store.query(`ATTACH '${resolve(path).replaceAll("'", "''")}' AS feed (READ_ONLY); USE feed`)
    const results: QueryResult[] = []
    for (const each of sql) results.push(await run(store, each))
    return results
  } catch (error) {
    throw named(error, path)
  } finally {
    await store.close()
  }
}

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

interface Store {
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
}

async function run(store: Store, sql: string): Promise<QueryResult> {
  const statement = sql.trim().replace(/;\s*$/, '')
  const types = await typesOf(store, statement)
  const rows = await store.query(statement)
  const columns = types === undefined ? Object.keys(rows[0] ?? {}) : types.map(({ name }) => name)
  const numeric = (types ?? []).filter(({ type }) => numericType.test(type)).map(({ name }) => name)
  return { columns, numeric, rows: rows.map((row) => columns.map((name) => row[name])) }
}

const numericType = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/

/** Names and types of a SELECT; undefined for statements that DuckDB does not describe (SHOW, SUMMARIZE, …). */
async function typesOf(store: Store, sql: string): Promise<readonly { readonly name: string; readonly type: string }[] | undefined> {
  if (!/^\s*(SELECT|WITH|FROM|VALUES|\()/i.test(sql)) return undefined
  const rows = await store.query(`DESCRIBE ${sql}`)
  return rows.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }))
}

/** The file is attached to a database in memory, which is not what people have asked for. */
function named(error: unknown, path: string): unknown {
  if (!FeedloomError.is(error)) return error
  const { category, code, hint, details } = error
  const message = error.message.replace(/^:memory:/, path).replaceAll('DESCRIBE ', '')
  return new FeedloomError(category, code, message, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  })
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
