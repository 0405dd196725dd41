import {
  type ColumnBatch,
  type Coverage,
  type EpochMs,
  type EventBatch,
  type EventKind,
  type EventLayout,
  type EventStore,
  type IndicatorFilter,
  type InstrumentRegistry,
  type ReadQuery,
  type TableStats,
} from '@feedloom/core'
import { fromColumns, tableNameOf } from '@feedloom/core/columns'
import type { Database } from './database.ts'
import type { InstrumentKeys } from './instrument-keys.ts'
import { resampleQuery, type ResampleRequest } from './resample.ts'
import { columnList, columnsOfKind, runIndexes, streamColumns } from './select.ts'
import { literal, quoted, timeLiteral, type StoreTable } from './store-table.ts'

export interface ReaderParts {
  readonly database: Database
  readonly instruments: InstrumentKeys
  readonly tables: readonly StoreTable[]
  readonly layouts: readonly EventLayout[]
  readonly registry: InstrumentRegistry
}

/** First window of a "latest" query; it grows by 16 until it holds enough rows. */
const firstWindowMs = 600_000
const windowFactor = 16

/** What can be read back while the store is open; sees every acknowledged write. */
export class StoreReader implements EventStore {
  readonly #parts: ReaderParts
  readonly #indexOf: (key: number) => number

  constructor(parts: ReaderParts) {
    this.#parts = parts
    this.#indexOf = runIndexes(parts.instruments, parts.registry)
  }

  async *read<K extends EventKind>(query: ReadQuery<K>, signal?: AbortSignal): AsyncGenerator<ColumnBatch<K>, void, undefined> {
    const table = this.#table(query.kind)
    const conditions = table === undefined ? undefined : this.#conditions(table, query)
    if (table === undefined || conditions === undefined) return
    const columns = columnsOfKind(table, query.kind)
    const sql = await this.#select(table, columnList(columns), conditions, query.last)
    yield* streamColumns(this.#parts.database, { sql, kind: query.kind, columns, indexOf: this.#indexOf }, signal)
  }

  async nearestSnapshot(
    venue: string,
    symbol: string,
    ts: EpochMs,
    signal?: AbortSignal,
  ): Promise<EventBatch<'book.snapshot'> | undefined> {
    // `to` is exclusive, and a microsecond is the smallest step that is kept.
    return this.#first({ kind: 'book.snapshot', venue, symbol, to: ts + 0.001, last: 1 }, signal)
  }

  async byId(venue: string, symbol: string, id: string, signal?: AbortSignal): Promise<EventBatch<'trade'> | undefined> {
    const table = this.#table('trade')
    const conditions = table === undefined ? undefined : this.#conditions(table, { kind: 'trade', venue, symbol })
    if (table === undefined || conditions === undefined) return undefined
    const columns = columnsOfKind(table, 'trade')
    const where = [...conditions, `trade_id = ${literal(id)}`].join(' AND ')
    const sql = `SELECT ${columnList(columns)} FROM ${table.qualified} WHERE ${where} ORDER BY ts, rowid LIMIT 1`
    return this.#firstOf(streamColumns(this.#parts.database, { sql, kind: 'trade', columns, indexOf: this.#indexOf }, signal))
  }

  async *resample(query: ResampleRequest, signal?: AbortSignal): AsyncGenerator<ColumnBatch<'bar'>, void, undefined> {
    const bars = this.#table('bar') as StoreTable
    const keys = this.#keys(query)
    if (keys === undefined) return
    const sql = await resampleQuery(this.#parts.database, query, keys)
    if (sql === undefined) return
    yield* streamColumns(this.#parts.database, { sql, kind: 'bar', columns: bars.columns, indexOf: this.#indexOf }, signal)
  }

  async coverage(
    filter: { readonly venue?: string; readonly symbol?: string; readonly kind?: EventKind } = {},
    signal?: AbortSignal,
  ): Promise<readonly Coverage[]> {
    const found: Coverage[] = []
    for (const table of this.#parts.tables) {
      for (const kind of table.layout.kinds as readonly EventKind[]) {
        signal?.throwIfAborted()
        if (filter.kind === undefined || filter.kind === kind) found.push(...(await this.#coverageOf(table, kind, filter)))
      }
    }
    return found
  }

  async stats(signal?: AbortSignal): Promise<readonly TableStats[]> {
    const found: TableStats[] = []
    for (const table of this.#parts.tables) {
      signal?.throwIfAborted()
      const time = quoted(table.layout.time)
      const [row] = await this.#query(
        `SELECT count(*) AS n, epoch_us(min(${time})) AS low, epoch_us(max(${time})) AS high FROM ${table.qualified}`,
      )
      found.push({ table: table.name, rows: Number(row?.['n'] ?? 0), from: msOf(row?.['low']), to: msOf(row?.['high']) })
    }
    return found
  }

  #query(sql: string): ReturnType<Database['run']> {
    return this.#parts.database.run('query', sql)
  }

  #table(kind: string): StoreTable | undefined {
    return this.#parts.tables.find((table) => table.name === tableNameOf(kind))
  }

  /** Keys of the instruments in question; undefined when the file has none of them, `[]` for all. */
  #keys({ venue, symbol }: { readonly venue?: string | undefined; readonly symbol?: string | undefined }): readonly number[] | undefined {
    if (venue === undefined && symbol === undefined) return []
    const keys = this.#parts.instruments.find(venue, symbol).map((stored) => stored.key)
    return keys.length === 0 ? undefined : keys
  }

  #conditions<K extends EventKind>(table: StoreTable, query: ReadQuery<K>): readonly string[] | undefined {
    const keys = this.#keys(query)
    if (keys === undefined) return undefined
    const time = quoted(table.layout.time)
    const has = (name: string): boolean => table.columns.some((column) => column.name === name)
    return [
      ...(keys.length === 0 ? [] : [`instrument IN (${keys.join(', ')})`]),
      ...(has('kind') ? [`kind = ${literal(query.kind)}`] : []),
      ...(query.interval !== undefined && has('interval') ? [`"interval" = ${literal(query.interval)}`] : []),
      ...(query.indicator !== undefined && query.kind === 'indicator' ? indicatorConditions(query.indicator) : []),
      ...(query.from === undefined ? [] : [`${time} >= ${timeLiteral(query.from)}`]),
      ...(query.to === undefined ? [] : [`${time} < ${timeLiteral(query.to)}`]),
    ]
  }

  async #select(table: StoreTable, columns: string, conditions: readonly string[], last: number | undefined): Promise<string> {
    const time = quoted(table.layout.time)
    if (last === undefined) return `SELECT ${columns} FROM ${table.qualified}${whereSql(conditions)} ORDER BY ${time}, rowid`
    const floor = await this.#floor(table, conditions, last)
    const where = whereSql(floor === undefined ? conditions : [...conditions, floor])
    const inner = `SELECT ${columns}, ${time} AS order_time, rowid AS arrival FROM ${table.qualified}${where}`
    return `SELECT ${columns} FROM (${inner} ORDER BY order_time DESC, arrival DESC LIMIT ${last}) ORDER BY order_time, arrival`
  }

  /** A lower bound of the time that still leaves `last` rows: DuckDB then reads a few row groups and not the table. */
  async #floor(table: StoreTable, conditions: readonly string[], last: number): Promise<string | undefined> {
    const time = quoted(table.layout.time)
    const [ends] = await this.#query(
      `SELECT epoch_us(min(${time})) AS low, epoch_us(max(${time})) AS high FROM ${table.qualified}${whereSql(conditions)}`,
    )
    const low = msOf(ends?.['low'])
    const high = msOf(ends?.['high'])
    if (low === undefined || high === undefined) return undefined
    for (let window = firstWindowMs; high - window > low; window *= windowFactor) {
      const bound = `${time} >= ${timeLiteral(high - window)}`
      const [row] = await this.#query(`SELECT count(*) AS n FROM ${table.qualified}${whereSql([...conditions, bound])}`)
      if (Number(row?.['n']) >= last) return bound
    }
    return undefined
  }

  async #coverageOf(
    table: StoreTable,
    kind: EventKind,
    filter: { readonly venue?: string; readonly symbol?: string },
  ): Promise<readonly Coverage[]> {
    const conditions = this.#conditions(table, { kind, venue: filter.venue, symbol: filter.symbol })
    if (conditions === undefined) return []
    const time = quoted(table.layout.time)
    const interval = table.columns.some((column) => column.name === 'interval') ? '"interval"' : 'NULL'
    const rows = await this.#query(
      `SELECT s.venue, s.symbol, c.* FROM (SELECT instrument, ${interval} AS width, epoch_us(min(${time})) AS low, epoch_us(max(${time})) AS high, ` +
        `count(*) AS n FROM ${table.qualified}${whereSql(conditions)} GROUP BY ALL) c JOIN symbol_info s ON s.id = c.instrument ORDER BY ALL`,
    )
    return rows.map((row) => ({
      venue: String(row['venue']),
      symbol: String(row['symbol']),
      kind,
      interval: (row['width'] ?? undefined) as Coverage['interval'],
      from: msOf(row['low']) as EpochMs,
      to: msOf(row['high']) as EpochMs,
      rows: Number(row['n']),
    }))
  }

  #first<K extends EventKind>(query: ReadQuery<K>, signal: AbortSignal | undefined): Promise<EventBatch<K> | undefined> {
    return this.#firstOf(this.read(query, signal))
  }

  async #firstOf<K extends EventKind>(batches: AsyncIterable<ColumnBatch<K>>): Promise<EventBatch<K> | undefined> {
    for await (const batch of batches) return fromColumns(batch, this.#parts.registry, { extra: this.#parts.layouts })
    return undefined
  }
}

function whereSql(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}

function msOf(us: unknown): EpochMs | undefined {
  return us === null || us === undefined ? undefined : Number(us) / 1000
}

function indicatorConditions({ name, type, parameters = {}, final }: IndicatorFilter): readonly string[] {
  return [
    ...(name === undefined ? [] : [`name = ${literal(name)}`]),
    ...(type === undefined ? [] : [`indicator = ${literal(type)}`]),
    ...(final === undefined ? [] : [`"final" = ${final}`]),
    ...Object.entries(parameters).map(
      ([key, value]) => `json_extract(parameters, ${literal(`$.${JSON.stringify(key)}`)}) = ${literal(JSON.stringify(value))}::JSON`,
    ),
  ]
}
