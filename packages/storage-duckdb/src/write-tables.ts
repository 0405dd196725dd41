import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api'
import type { AnyBatch, Clock, ColumnBatch, EventKind, EventLayout, Instrument, MarketEvent } from '@feedloom/core'
import { FeedloomError } from '@feedloom/core'
import { tableNameOf, toColumns } from '@feedloom/core/columns'
import type { Database } from './database.ts'
import { eventError } from './errors.ts'
import { appendInstruments, symbolInfoColumns, type InstrumentKeys } from './instrument-keys.ts'
import { createStageSql, merge, stageOf } from './keyed-tables.ts'
import { physicalColumns } from './physical-columns.ts'
import type { StoreColumn, StoreTable } from './store-table.ts'
import { TableAppender, storeTarget, type AppendTarget } from './table-appender.ts'
import { VectorFiller } from './vectors.ts'

export interface WriterParts {
  readonly database: Database
  readonly instruments: InstrumentKeys
  readonly tables: readonly StoreTable[]
  readonly layouts: readonly EventLayout[]
  readonly clock: Pick<Clock, 'now'>
}

/** What a write has for one table. */
export interface Part {
  readonly table: StoreTable
  readonly batch: ColumnBatch
}

type Group = readonly [kind: EventKind, events: readonly MarketEvent[]]

/** Fills the tables within a transaction of the writing connection, and keeps what belongs to that connection. */
export class TableWriter {
  readonly #parts: WriterParts
  readonly #tables: ReadonlyMap<string, StoreTable>
  readonly #filler = new VectorFiller()
  readonly #appenders = new Map<string, TableAppender>()
  readonly #statements = new Map<string, DuckDBPreparedStatement>()
  readonly #orders = new Map<string, readonly StoreColumn[]>()
  #connection: DuckDBConnection | undefined

  constructor(parts: WriterParts) {
    this.#parts = parts
    this.#tables = new Map(parts.tables.map((table) => [table.name, table]))
  }

  knows(kind: string): boolean {
    return this.#tables.has(tableNameOf(kind))
  }

  /** One column batch for each kind that has a table. Throws `FEEDLOOM_STORE_EVENT_REJECTED` (data). */
  columns(runs: readonly AnyBatch[]): readonly Part[] {
    const { layouts } = this.#parts
    return this.#ofEvents(() =>
      groupByKind(runs).flatMap(([kind, events]): Part[] => {
        const table = this.#tables.get(tableNameOf(kind))
        return table === undefined || events.length === 0 ? [] : [{ table, batch: toColumns({ kind, events }, layouts) }]
      }),
    )
  }

  /** Prepared once: parsing and preparing are hops to another thread each, for every batch. */
  async control(sql: 'BEGIN' | 'COMMIT' | 'ROLLBACK', connection: DuckDBConnection): Promise<void> {
    await this.#adopt(connection)
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = await connection.prepare(sql)))
    await statement.run()
  }

  /** Appends instruments that are new to the file, then the events. Returns the keys of the new ones. */
  async append(connection: DuckDBConnection, runs: readonly AnyBatch[], parts: readonly Part[]): Promise<ReadonlyMap<Instrument, number>> {
    const found = new Set<Instrument>()
    for (const { kind, events } of runs) if (this.knows(kind)) this.#parts.instruments.unwritten(events, found)
    const fresh = found.size === 0 ? new Map<Instrument, number>() : await this.replaceInstruments(connection, found)
    for (const part of parts) await this.#appendEvents(connection, part, fresh)
    for (const table of new Set(parts.map((part) => part.table))) if (table.key !== undefined) await merge(connection, table)
    return fresh
  }

  async replaceInstruments(connection: DuckDBConnection, found: ReadonlySet<Instrument>): Promise<ReadonlyMap<Instrument, number>> {
    const keys = this.#parts.instruments.assign(found)
    await connection.run(`DELETE FROM symbol_info WHERE id IN (${[...keys.values()].join(', ')})`)
    const appender = await this.#appender(connection, { table: 'symbol_info', schema: 'main', catalog: undefined }, symbolInfoColumns)
    appendInstruments(appender, keys, this.#parts.clock.now())
    appender.flush()
    return keys
  }

  /** After a failure: drops what appenders hold, and what is known of the tables. */
  discard(): void {
    for (const appender of this.#appenders.values()) {
      try {
        appender.close()
      } catch {
        // It failed already; what it held is void.
      }
    }
    this.#appenders.clear()
    this.#orders.clear()
  }

  /** Statements, appenders and temporary tables belong to one connection; after a failure it may be another one. */
  async #adopt(connection: DuckDBConnection): Promise<void> {
    if (this.#connection === connection) return
    this.discard()
    this.#statements.clear()
    for (const table of this.#parts.tables) if (table.key !== undefined) await connection.run(createStageSql(table))
    this.#connection = connection
  }

  async #appendEvents(connection: DuckDBConnection, { table, batch }: Part, fresh: ReadonlyMap<Instrument, number>): Promise<void> {
    const target = table.key === undefined ? storeTarget(table.name) : { table: stageOf(table), schema: 'main', catalog: 'temp' }
    const appender = await this.#appender(connection, target, await this.#columnsOf(connection, table))
    this.#ofEvents(() => appender.append(batch, this.#parts.instruments.keysOf(batch.instrument, fresh)))
    appender.flush()
  }

  async #appender(connection: DuckDBConnection, target: AppendTarget, columns: readonly StoreColumn[]): Promise<TableAppender> {
    const known = this.#appenders.get(target.table)
    if (known !== undefined) return known
    const made = await TableAppender.open(connection, target, columns, this.#filler)
    this.#appenders.set(target.table, made)
    return made
  }

  async #columnsOf(connection: DuckDBConnection, table: StoreTable): Promise<readonly StoreColumn[]> {
    const known = this.#orders.get(table.name)
    if (known !== undefined) return known
    const order = await physicalColumns(connection, table)
    this.#orders.set(table.name, order)
    return order
  }

  /** An event that is none (a text where a number belongs) makes JavaScript fail, and DuckDB never sees it. */
  #ofEvents<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError || FeedloomError.is(error))) throw error
      throw eventError(this.#parts.database.path, `an event that is none: ${error.message}`, error)
    }
  }
}

/** Runs of one kind become one: a write holds thousands of short runs, and a chunk wants thousands of rows. */
function groupByKind(runs: readonly AnyBatch[]): readonly Group[] {
  const groups = new Map<EventKind, MarketEvent[]>()
  for (const { kind, events } of runs) {
    let group = groups.get(kind)
    if (group === undefined) groups.set(kind, (group = []))
    for (const event of events) group.push(event)
  }
  return [...groups]
}
