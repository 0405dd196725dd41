import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnType } from '@feedloom/core'
import { literal, sqlTypeOf, storeSchema, type StoreColumn, type StoreTable } from './store-table.ts'

const readTypes: readonly ColumnType[] = ['float64', 'int32', 'boolean', 'text', 'time', 'float64-list', 'text-list']

/**
 * The columns of a table in the order of the file: one that a later release added stands last. A column that this
 * release does not know is there too, with no kind to fill it.
 */
export async function physicalColumns(connection: DuckDBConnection, table: StoreTable): Promise<readonly StoreColumn[]> {
  const reader = await connection.runAndReadAll(
    `SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = ${literal(storeSchema)} ` +
      `AND table_name = ${literal(table.name)} ORDER BY column_index`,
  )
  return reader.getRowObjects().map((row) => {
    const name = String(row['column_name'])
    return table.columns.find((column) => column.name === name) ?? strange(name, String(row['data_type']))
  })
}

function strange(name: string, sqlType: string): StoreColumn {
  const type = readTypes.find((candidate) => sqlTypeOf(candidate) === sqlType) ?? 'text'
  return { name, type, source: { name, source: 'layout', field: name, type, unit: undefined, description: '', optional: true, kinds: [] } }
}
