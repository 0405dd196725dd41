import { fatal } from '@feedloom/core'
import type { Database } from './database.ts'
import { columnSql, createSymbolInfoSql, createTableSql, createViewSql, literal, storeSchema, type StoreTable } from './store-table.ts'

/** One step from a version of the schema to the next. */
export interface Migration {
  /** The version that the file has afterwards. */
  readonly version: number
  readonly title: string
  readonly statements: readonly string[]
}

/** Every step so far, in order. A released step never changes; a new need is a new step. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    title: 'instruments and the ledger of writes',
    statements: [createSymbolInfoSql, `CREATE TABLE ${storeSchema}.ledger (run VARCHAR, id BIGINT, written_at TIMESTAMP)`],
  },
]

/**
 * Brings a file up to date, in one transaction: the steps it has not seen, then tables and columns that the event
 * layouts have and the file has not, then the views. Throws `FEEDLOOM_STORE_SCHEMA_NEWER` for a file that a later
 * Feedloom has written.
 */
export async function migrate(database: Database, tables: readonly StoreTable[], steps: readonly Migration[] = migrations): Promise<void> {
  const run = (sql: string): ReturnType<Database['run']> => database.run('migrate', sql)
  try {
    await run('BEGIN')
    const version = await versionOf(run)
    const latest = steps.at(-1)?.version ?? 0
    if (version > latest) throw newerError(database.path, version, latest)
    for (const step of steps.filter((candidate) => candidate.version > version)) {
      for (const statement of step.statements) await run(statement)
      await run(`INSERT INTO ${storeSchema}.schema_version VALUES (${step.version}, ${literal(step.title)})`)
    }
    await matchLayouts(run, tables)
    await run('COMMIT')
  } catch (error) {
    await run('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    await database.end('migrate')
  }
}

type Run = (sql: string) => ReturnType<Database['run']>

async function versionOf(run: Run): Promise<number> {
  await run(`CREATE SCHEMA IF NOT EXISTS ${storeSchema}`)
  await run(`CREATE TABLE IF NOT EXISTS ${storeSchema}.schema_version (version INTEGER, title VARCHAR)`)
  const rows = await run(`SELECT coalesce(max(version), 0) AS version FROM ${storeSchema}.schema_version`)
  return Number(rows[0]?.['version'])
}

async function matchLayouts(run: Run, tables: readonly StoreTable[]): Promise<void> {
  const found = await run(
    `SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = '${storeSchema}'`,
  )
  const present = new Set(found.map((row) => `${String(row['table_name'])}.${String(row['column_name'])}`))
  const known = new Set(found.map((row) => String(row['table_name'])))
  for (const table of tables) {
    if (!known.has(table.name)) await run(createTableSql(table))
    else {
      for (const column of table.columns) {
        if (!present.has(`${table.name}.${column.name}`)) await run(`ALTER TABLE ${table.qualified} ADD COLUMN ${columnSql(column)}`)
      }
    }
    await run(createViewSql(table))
  }
}

function newerError(path: string, version: number, latest: number): Error {
  return fatal('FEEDLOOM_STORE_SCHEMA_NEWER', `${path} has schema version ${version}; this release knows up to ${latest}`, {
    details: { path, version, latest },
    hint: 'Use the release of @feedloom/storage-duckdb that wrote the file, or a newer one.',
  })
}
