import type { Clock, EventLayout, EventStore, InstrumentRegistry, PartialFailure, SinkWrite } from '@feedloom/core'
import { Database, type DatabaseOptions, type Row } from './database.ts'
import { closedError } from './errors.ts'
import { exportTables, type ParquetExport, type ParquetTable } from './export-parquet.ts'
import { InstrumentKeys } from './instrument-keys.ts'
import { migrate } from './migrations.ts'
import { applyRetention, retentionRules, type RetentionRule } from './retention.ts'
import { StoreReader } from './store-reader.ts'
import { StoreWriter } from './store-writer.ts'
import { storeTables, type StoreTable } from './store-table.ts'

export interface DuckdbStoreOptions extends DatabaseOptions {
  readonly clock: Pick<Clock, 'now'>
  /** Instruments of what is read are looked up here, and defined where they are missing. */
  readonly instruments: InstrumentRegistry
  /** Milliseconds by data kind or table. */
  readonly retention?: Readonly<Record<string, number>> | undefined
  /** Kinds of plugins, each of which gets a table of its own. */
  readonly layouts?: readonly EventLayout[] | undefined
}

/** A write is tried again within minutes or never; a week leaves room for a machine that was off. */
const keepLedgerMs = 7 * 86_400_000

/** One DuckDB file: the tables, what writes them and what reads them. */
export class DuckdbStore {
  readonly path: string
  readonly reader: EventStore
  readonly retention: readonly RetentionRule[]
  readonly #database: Database
  readonly #keys = new InstrumentKeys()
  readonly #tables: readonly StoreTable[]
  readonly #writer: StoreWriter
  readonly #clock: Pick<Clock, 'now'>
  #isClosing = false

  /** Opens nothing yet; throws `FEEDLOOM_STORE_RETENTION_UNKNOWN` (config). */
  constructor(options: DuckdbStoreOptions) {
    const { clock, layouts = [] } = options
    this.path = options.path
    this.#clock = clock
    this.#tables = storeTables(layouts)
    this.retention = retentionRules(options.retention ?? {}, this.#tables, layouts)
    this.#database = new Database(options)
    const parts = { database: this.#database, instruments: this.#keys, tables: this.#tables, layouts }
    this.#writer = new StoreWriter({ ...parts, clock })
    this.reader = new StoreReader({ ...parts, registry: options.instruments })
  }

  /** Opens or makes the file and brings its schema up to date. Throws the coded errors of `Database.open` and `migrate`. */
  async open(): Promise<void> {
    if (this.#database.isOpen) return
    await this.#database.open()
    try {
      await migrate(this.#database, this.#tables)
      await this.#keys.load(this.#database)
    } catch (error) {
      await this.#database.close()
      throw error
    }
  }

  /** Stores a write once, in one transaction; resolves when it is in the log on disk. */
  async write(write: SinkWrite, signal: AbortSignal): Promise<PartialFailure | undefined> {
    if (!this.#database.isOpen || this.#isClosing) throw closedError(this.path)
    return this.#writer.write(write, signal)
  }

  /** Resolves when every write that was asked for before is done; a commit is durable by itself. */
  flush(): Promise<void> {
    return this.#writer.exclusive(() => Promise.resolve())
  }

  /** Deletes what is older than its retention, renews definitions of instruments, trims the ledger. Returns rows deleted. */
  async maintain(): Promise<number> {
    await this.#writer.maintain(keepLedgerMs)
    if (this.retention.length === 0) return 0
    return this.#writer.exclusive(() => applyRetention(this.#database, this.retention, this.#clock.now()))
  }

  /** Rows of a query, by column name; for tools. Waits for nobody, sees what is committed. */
  query(sql: string): Promise<readonly Row[]> {
    return this.#database.run('query', sql)
  }

  exportParquet(options: ParquetExport): Promise<readonly ParquetTable[]> {
    return exportTables(this.#database, this.#tables, options)
  }

  /** Finishes the writes that were handed over, interrupts queries, moves the log into the file and releases it. */
  async close(): Promise<void> {
    if (!this.#database.isOpen) return
    this.#isClosing = true
    try {
      await this.#writer.close()
      await this.#database.close()
    } finally {
      this.#isClosing = false
    }
  }
}

/** Writes tables of an open store as Parquet, partitioned by venue, symbol and day; see `ParquetExport`. */
export function exportParquet(store: DuckdbStore, options: ParquetExport): Promise<readonly ParquetTable[]> {
  return store.exportParquet(options)
}
