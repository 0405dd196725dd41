import { join, relative, resolve } from 'node:path'
import { tables } from '@feedloom/core/columns'
import type { LoadedConfig } from '@feedloom/core/config'
import { queryFile } from '../store-file.ts'

/** What a database file holds now. */
export interface StoredTable {
  readonly table: string
  readonly rows: number
  /** ms; undefined for tables without a time. */
  readonly from: number | undefined
  readonly to: number | undefined
}

/** Database files that the config writes, as a person would type them. */
export function storeFiles(loaded: LoadedConfig): readonly string[] {
  return Object.values(loaded.config.sinks).flatMap(({ type, config }) => {
    if (type !== 'duckdb' || typeof config !== 'object' || config === null || !('path' in config)) return []
    const path = String(config.path)
    if (path === ':memory:') return []
    return [typed(resolve(loaded.folder, path))]
  })
}

/** A path as a person would type it here. */
export function typed(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith(join('..', '..')) || short === '' ? path : short
}

/** Rows and time span of every table that is not empty. */
export async function storedTables(path: string): Promise<readonly StoredTable[]> {
  const [names] = await queryFile(path, ['SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()'])
  const present = new Set(names?.rows.map(([name]) => String(name)))
  const known = tables.filter(({ table }) => present.has(table))
  if (known.length === 0) return []
  const parts = known.map(
    ({ table, time }) =>
      `SELECT '${table}' AS name, count(*) AS n, epoch_ms(min("${time}")) AS low, epoch_ms(max("${time}")) AS high FROM "${table}"`,
  )
  const [result] = await queryFile(path, [`SELECT * FROM (${parts.join(' UNION ALL ')}) WHERE n > 0 ORDER BY n DESC`])
  const ms = (value: unknown) => (value === null || value === undefined ? undefined : Number(value))
  return (result?.rows ?? []).map(([table, rows, from, to]) => ({ table: String(table), rows: Number(rows), from: ms(from), to: ms(to) }))
}
