import type { DuckDBConnection } from '@duckdb/node-api'
import { quoted, type StoreTable } from './store-table.ts'

/** Name of the temporary table in which rows of a keyed table wait for their merge. */
export function stageOf(table: StoreTable): string {
  return `stage_${table.name}`
}

/** The statement that makes it; temporary tables belong to one connection. */
export function createStageSql(table: StoreTable): string {
  return `CREATE TEMP TABLE IF NOT EXISTS ${quoted(stageOf(table))} AS SELECT * FROM ${table.qualified} LIMIT 0`
}

/**
 * Statements that merge staged rows into a keyed table, inside the caller's transaction. Of two rows with one key, the
 * final one stays (a forming bar never replaces a closed one), else the higher revision, else the one that arrived later
 * (by receive time, so that a write that is repeated late does not undo the one after it). Rows
 * whose key has an unknown part are all kept. No unique index: it would cost memory for every bar ever stored, where
 * the join below reads only the row groups of the times at hand.
 */
function mergeSql(table: StoreTable): readonly string[] {
  const key = (table.key ?? []).map(quoted)
  const stage = quoted(stageOf(table))
  const hasFinal = table.columns.some((column) => column.name === 'final')
  const same = key.map((name) => `t.${name} = s.${name}`).join(' AND ')
  const stale = hasFinal ? '((t.final AND NOT s.final) OR (t.final = s.final AND t.revision > s.revision))' : 't.revision > s.revision'
  const unknown = key.map((name) => `${name} IS NULL`).join(' OR ')
  const rank = `${hasFinal ? 'final DESC, ' : ''}revision DESC, ts_recv DESC, rowid DESC`
  return [
    `DELETE FROM ${stage} AS s USING ${table.qualified} AS t WHERE ${same} AND ${stale}`,
    `DELETE FROM ${table.qualified} AS t USING ${stage} AS s WHERE ${same}`,
    `INSERT INTO ${table.qualified} SELECT * FROM ${stage} QUALIFY (${unknown}) OR ` +
      `row_number() OVER (PARTITION BY ${key.join(', ')} ORDER BY ${rank}) = 1 ORDER BY rowid`,
    `DELETE FROM ${stage}`,
  ]
}

/** Runs `mergeSql`. */
export async function merge(connection: DuckDBConnection, table: StoreTable): Promise<void> {
  for (const statement of mergeSql(table)) await connection.run(statement)
}
