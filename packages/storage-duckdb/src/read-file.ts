import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { toStoreError } from './errors.ts'
import { literal, quoted } from './store-table.ts'

/** What a statement gave. */
export interface FileResult {
  /** With types as DuckDB writes them: `DOUBLE`, `VARCHAR`, `DECIMAL(18,3)`. */
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly DuckDBValue[])[]
}

/**
 * Runs statements on a database file, one after the other, without writing: the file is opened read-only, so that any
 * number of readers may have it open, but none while a writer has. Throws `FEEDLOOM_STORE_LOCKED` (fatal),
 * `FEEDLOOM_STORE_UNREACHABLE` (config) and `FEEDLOOM_STORE_QUERY_FAILED` (data).
 */
export async function readStoreFile(path: string, statements: readonly string[]): Promise<readonly FileResult[]> {
  let instance: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  try {
    instance = await DuckDBInstance.fromCache(path, { access_mode: 'READ_ONLY' })
    connection = await instance.connect()
    const results: FileResult[] = []
    for (const statement of statements) results.push(await run(connection, statement))
    return results
  } catch (error) {
    throw toStoreError(error, path)
  } finally {
    connection?.closeSync()
    instance?.closeSync()
  }
}

/** A column of a Parquet file and its type, as DuckDB writes it. */
export interface ParquetColumn {
  readonly name: string
  readonly type: string
}

/**
 * Reads columns of a Parquet file, in its order of rows: those that `choose` takes of what is there. Times come as ms
 * since the epoch, other numbers but whole ones as float64, everything else as text. Throws as `readStoreFile` does.
 */
export async function readParquetFile(
  path: string,
  choose: (columns: readonly ParquetColumn[]) => readonly ParquetColumn[],
): Promise<FileResult> {
  let instance: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  try {
    instance = await DuckDBInstance.create(':memory:')
    connection = await instance.connect()
    const from = `read_parquet(${literal(path)})`
    const { columns } = await run(connection, `SELECT * FROM ${from} LIMIT 0`)
    const chosen = choose(columns).map(valueSql).join(', ')
    return await run(connection, `SELECT ${chosen === '' ? 'NULL' : chosen} FROM ${from}`)
  } catch (error) {
    throw toStoreError(error, path)
  } finally {
    connection?.closeSync()
    instance?.closeSync()
  }
}

function valueSql({ name, type }: ParquetColumn): string {
  const column = quoted(name)
  if (/^(TIMESTAMP|DATE)/.test(type)) return `epoch_us(${column}::TIMESTAMP) / 1000.0 AS ${column}`
  if (/INT/.test(type)) return column
  return /^(FLOAT|DOUBLE|DECIMAL)/.test(type) ? `${column}::DOUBLE AS ${column}` : `${column}::VARCHAR AS ${column}`
}

async function run(connection: DuckDBConnection, statement: string): Promise<FileResult> {
  const reader = await connection.runAndReadAll(statement)
  const types = reader.columnTypes()
  return { columns: reader.columnNames().map((name, index) => ({ name, type: String(types[index]) })), rows: reader.getRows() }
}
