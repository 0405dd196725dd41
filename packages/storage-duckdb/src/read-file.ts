import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { toStoreError } from './errors.ts'

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

async function run(connection: DuckDBConnection, statement: string): Promise<FileResult> {
  const reader = await connection.runAndReadAll(statement)
  const types = reader.columnTypes()
  return { columns: reader.columnNames().map((name, index) => ({ name, type: String(types[index]) })), rows: reader.getRows() }
}
