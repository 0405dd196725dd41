import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api'
import type {
  AnyBatch,
  Clock,
  ColumnBatch,
  EventKind,
  EventLayout,
  FeedloomError,
  Instrument,
  MarketEvent,
  PartialFailure,
  SinkWrite,
} from '@feedloom/core'
import { dataError } from '@feedloom/core'
import { tableNameOf, toColumns } from '@feedloom/core/columns'
import type { Database } from './database.ts'
import { appendInstruments, symbolInfoColumns, type InstrumentKeys } from './instrument-keys.ts'
import { createStageSql, merge, stageOf } from './keyed-tables.ts'
import { Ledger } from './ledger.ts'
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
interface Part {
  readonly table: StoreTable
  readonly batch: ColumnBatch
}

/** A write that was handed over; `parts` once its columns are made. */
interface Waiting {
  readonly runs: readonly AnyBatch[]
  parts: readonly Part[] | undefined
}

type Group = readonly [kind: EventKind, events: readonly MarketEvent[]]

/** Writes batches, one transaction each, one after the other. Resolving means committed: on disk, in the log. */
export class StoreWriter {
  readonly #parts: WriterParts
  readonly #tables: ReadonlyMap<string, StoreTable>
  readonly #ledger: Ledger
  readonly #filler = new VectorFiller()
  readonly #appenders = new Map<string, TableAppender>()
  readonly #statements = new Map<string, DuckDBPreparedStatement>()
  readonly #orders = new Map<string, readonly StoreColumn[]>()
  readonly #waiting: Waiting[] = []
  #lastFailure: FeedloomError | undefined
  #generation = -1
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: WriterParts) {
    this.#parts = parts
    this.#tables = new Map(parts.tables.map((table) => [table.name, table]))
    this.#ledger = new Ledger(parts.database)
  }

  /**
   * Stores a write once, however often it comes. Throws coded errors; after one, nothing of the write is there. The
   * next write may be handed over before this one is done: its columns are made while DuckDB commits this one.
   * When a write fails and may be tried again, those that wait behind it fail with it, so that the order stays.
   */
  write(write: SinkWrite, signal: AbortSignal): Promise<PartialFailure | undefined> {
    const before = this.#lastFailure
    const next: Waiting = { runs: write.runs, parts: undefined }
    this.#waiting.push(next)
    return this.exclusive(async () => {
      this.#waiting.splice(this.#waiting.indexOf(next), 1)
      signal.throwIfAborted()
      if (this.#lastFailure !== before && this.#lastFailure !== undefined) throw this.#lastFailure
      if (await this.#ledger.has(write)) return undefined
      await this.#transaction(async (connection) => {
        const fresh = await this.#appendInstruments(connection, write.runs)
        const parts = next.parts ?? this.#columns(write.runs)
        for (const part of parts) await this.#appendEvents(connection, part, fresh)
        await this.#mergeKeyed(connection, parts)
        await this.#ledger.append(connection, write, this.#parts.clock.now())
        return () => {
          this.#parts.instruments.remember(fresh)
          this.#ledger.remember(write)
        }
      })
      return this.#unknownKinds(write.runs)
    })
  }

  /** Writes definitions that changed since they were written, and drops ledger entries older than `keepLedgerMs`. */
  maintain(keepLedgerMs: number): Promise<void> {
    return this.exclusive(async () => {
      const changed = this.#parts.instruments.changed()
      if (changed.length > 0) {
        await this.#transaction(async (connection) => {
          const keys = await this.#replaceInstruments(connection, new Set(changed))
          return () => this.#parts.instruments.remember(keys)
        })
      }
      await this.#ledger.prune(this.#parts.clock.now() - keepLedgerMs)
    })
  }

  /** Runs `work` when no write is under way, and keeps writes waiting until it is done. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work)
    this.#last = result.catch(() => undefined)
    return result
  }

  async #transaction(work: (connection: DuckDBConnection) => Promise<() => void>): Promise<void> {
    const { database } = this.#parts
    const connection = await this.#connection()
    try {
      await this.#control('BEGIN', connection)
      const committed = await work(connection)
      const committing = this.#control('COMMIT', connection)
      this.#prepareNext()
      await committing
      committed()
    } catch (error) {
      this.#discard()
      await connection.run('ROLLBACK').catch(() => undefined)
      const failure = database.failed(error)
      if (failure.category === 'retryable') this.#lastFailure = failure
      throw failure
    }
  }

  /** Prepared once: parsing and preparing are hops to another thread each, for every batch. */
  async #control(sql: 'BEGIN' | 'COMMIT', connection: DuckDBConnection): Promise<void> {
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = await connection.prepare(sql)))
    await statement.run()
  }

  /** The writing connection; after the database had to be opened again, with what belongs to it made anew. */
  async #connection(): Promise<DuckDBConnection> {
    const { database, tables } = this.#parts
    const connection = await database.connection('write').catch((error: unknown) => {
      throw database.failed(error)
    })
    if (this.#generation === database.generation) return connection
    this.#generation = database.generation
    this.#statements.clear()
    this.#discard()
    for (const table of tables) if (table.key !== undefined) await connection.run(createStageSql(table))
    return connection
  }

  /** The main thread has nothing else to do for the store while a commit runs. */
  #prepareNext(): void {
    const [next] = this.#waiting
    try {
      if (next !== undefined) next.parts ??= this.#columns(next.runs)
    } catch {
      // An event that is no event: its own write will say so, and not the one that is being committed.
    }
  }

  /** One column batch for each kind that has a table. */
  #columns(runs: readonly AnyBatch[]): readonly Part[] {
    return groupByKind(runs).flatMap(([kind, events]): Part[] => {
      const table = this.#tables.get(tableNameOf(kind))
      return table === undefined ? [] : [{ table, batch: toColumns({ kind, events }, this.#parts.layouts) }]
    })
  }

  async #appendInstruments(connection: DuckDBConnection, runs: readonly AnyBatch[]): Promise<ReadonlyMap<Instrument, number>> {
    const found = new Set<Instrument>()
    for (const { kind, events } of runs) if (this.#tables.has(tableNameOf(kind))) this.#parts.instruments.unwritten(events, found)
    return found.size === 0 ? new Map() : this.#replaceInstruments(connection, found)
  }

  async #replaceInstruments(connection: DuckDBConnection, found: ReadonlySet<Instrument>): Promise<ReadonlyMap<Instrument, number>> {
    const keys = this.#parts.instruments.assign(found)
    await connection.run(`DELETE FROM symbol_info WHERE id IN (${[...keys.values()].join(', ')})`)
    const appender = await this.#appender(connection, { table: 'symbol_info', schema: 'main', catalog: undefined }, symbolInfoColumns)
    appendInstruments(appender, keys, this.#parts.clock.now())
    appender.flush()
    return keys
  }

  async #appendEvents(connection: DuckDBConnection, { table, batch }: Part, fresh: ReadonlyMap<Instrument, number>): Promise<void> {
    const target = table.key === undefined ? storeTarget(table.name) : { table: stageOf(table), schema: 'main', catalog: 'temp' }
    const appender = await this.#appender(connection, target, await this.#columnsOf(table))
    appender.append(batch, this.#parts.instruments.keysOf(batch.instrument, fresh))
    appender.flush()
  }

  async #mergeKeyed(connection: DuckDBConnection, parts: readonly Part[]): Promise<void> {
    for (const table of new Set(parts.map((part) => part.table))) if (table.key !== undefined) await merge(connection, table)
  }

  async #appender(connection: DuckDBConnection, target: AppendTarget, columns: readonly StoreColumn[]): Promise<TableAppender> {
    const known = this.#appenders.get(target.table)
    if (known !== undefined) return known
    const made = await TableAppender.open(connection, target, columns, this.#filler)
    this.#appenders.set(target.table, made)
    return made
  }

  async #columnsOf(table: StoreTable): Promise<readonly StoreColumn[]> {
    const known = this.#orders.get(table.name)
    if (known !== undefined) return known
    const order = await physicalColumns(this.#parts.database, table)
    this.#orders.set(table.name, order)
    return order
  }

  #unknownKinds(runs: readonly AnyBatch[]): PartialFailure | undefined {
    if (runs.every((run) => this.#tables.has(tableNameOf(run.kind)))) return undefined
    const failed: { index: number; error: Error }[] = []
    let index = 0
    for (const { kind, events } of runs) {
      const error = this.#tables.has(tableNameOf(kind)) ? undefined : unknownKind(kind)
      for (let row = 0; row < events.length; row++, index++) if (error !== undefined) failed.push({ index, error })
    }
    return { failed }
  }

  #discard(): void {
    for (const appender of this.#appenders.values()) {
      try {
        appender.close()
      } catch {
        // It failed already; what it held is void.
      }
    }
    this.#appenders.clear()
    this.#orders.clear()
    this.#ledger.forget()
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

function unknownKind(kind: string): Error {
  return dataError('FEEDLOOM_STORE_KIND_UNKNOWN', `no table for events of kind '${kind}'`, {
    hint: 'The plugin that adds the kind declares its columns under `events` of its definition.',
  })
}
