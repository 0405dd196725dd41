import type { ColumnType, EventLayout } from '@feedloom/core'
import { symbolInfo, tableOf, tables, type TableColumn, type TableLayout } from '@feedloom/core/columns'

/**
 * Where rows are kept; people read the views of the same names in `main`. DuckDB names a database after its file, and a
 * name of two parts is ambiguous where file and schema are called the same: hence a name that hardly a file has, and no
 * `main.` anywhere.
 */
export const storeSchema = 'feedloom_rows'

/**
 * A table layout as this store keeps it: the three columns that name the instrument are one integer key into
 * `symbol_info` (4 bytes instead of three texts a row), which the view of the table's name resolves again.
 */
export interface StoreTable {
  readonly layout: TableLayout
  readonly name: string
  /** `feedloom_rows.trade_data`. */
  readonly qualified: string
  readonly columns: readonly StoreColumn[]
  /** Physical names of the key, where a later row replaces an earlier one. */
  readonly key: readonly string[] | undefined
}

export interface StoreColumn {
  readonly name: string
  readonly type: ColumnType
  /** Undefined for the instrument key. */
  readonly source: TableColumn | undefined
}

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  float64: 'DOUBLE',
  int32: 'INTEGER',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  dictionary: 'VARCHAR',
  json: 'VARCHAR',
  time: 'TIMESTAMP',
  'float64-list': 'DOUBLE[]',
  'text-list': 'VARCHAR[]',
}

const instrumentColumn: StoreColumn = { name: 'instrument', type: 'int32', source: undefined }

/** The tables of every event kind of the contracts and of the kinds in `extra`. */
export function storeTables(extra: readonly EventLayout[] = []): readonly StoreTable[] {
  const own = tables.filter((layout) => layout !== symbolInfo)
  const added = extra.map((layout) => tableOf(layout.kind, extra)).filter((layout) => !own.includes(layout))
  return [...own, ...added].map(storeTable)
}

function storeTable(layout: TableLayout): StoreTable {
  const columns = layout.columns
    .filter((column) => column.source !== 'instrument')
    .map((column): StoreColumn => ({ name: column.name, type: column.type, source: column }))
  return {
    layout,
    name: layout.table,
    qualified: `${storeSchema}.${quoted(layout.table)}`,
    columns: [instrumentColumn, ...columns],
    key: layout.key === undefined ? undefined : physicalKey(layout),
  }
}

function physicalKey(layout: TableLayout): readonly string[] {
  const instrument = new Set(layout.columns.filter((column) => column.source === 'instrument').map((column) => column.name))
  const rest = (layout.key ?? []).filter((name) => !instrument.has(name))
  return rest.length === layout.key?.length ? rest : ['instrument', ...rest]
}

/** `CREATE TABLE`; nothing is NOT NULL, so that a column may be added to rows that are there. */
export function createTableSql(table: StoreTable): string {
  return `CREATE TABLE IF NOT EXISTS ${table.qualified} (${table.columns.map(columnSql).join(', ')})`
}

/** The view that people query: venue and symbols instead of the key. */
export function createViewSql(table: StoreTable): string {
  const columns = table.layout.columns.map(({ name, source }) => `${source === 'instrument' ? 's' : 't'}.${quoted(name)}`)
  return (
    `CREATE OR REPLACE VIEW ${quoted(table.name)} AS SELECT ${columns.join(', ')} ` +
    `FROM ${table.qualified} t JOIN symbol_info s ON s.id = t.instrument`
  )
}

export const createSymbolInfoSql: string = `CREATE TABLE IF NOT EXISTS symbol_info (id INTEGER, ${symbolInfo.columns.map(columnSql).join(', ')})`

/** `name TYPE`. */
export function columnSql(column: { readonly name: string; readonly type: ColumnType }): string {
  return `${quoted(column.name)} ${sqlTypes[column.type]}`
}

export function sqlTypeOf(type: ColumnType): string {
  return sqlTypes[type]
}

/** A name in double quotes: column names such as `open` and `from` are words of SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A time in ms as an SQL literal, whole microseconds. */
export function timeLiteral(ms: number): string {
  return `make_timestamp(${BigInt(Math.round(ms * 1000))})`
}
