import { mkdir } from 'node:fs/promises'
import { basename, dirname, extname } from 'node:path'
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { configError, type FeedloomError } from '@feedloom/core'
import { closedError, isInvalidated, toStoreError } from './errors.ts'
import { storeSchema } from './store-table.ts'

/** How a database file is opened. */
export interface DatabaseOptions {
  /** Absolute path, or `:memory:`. */
  readonly path: string
  readonly threads?: number | undefined
  /** Bytes. */
  readonly memoryLimit?: number | undefined
}

/** The log may grow to this size before it is merged into the file: fewer, larger merges; a second or so more after a crash. */
const checkpointThreshold = '128MiB'

/** Row of a small result, by column name. */
export type Row = Readonly<Record<string, DuckDBValue>>

/**
 * One database file and the connections on it. All errors that come out are coded. After an error that makes DuckDB
 * shut the database (a disk that filled up during a checkpoint), the next use opens it again.
 */
export class Database {
  readonly path: string
  readonly #options: DatabaseOptions
  readonly #connections = new Map<string, Promise<DuckDBConnection>>()
  #instance: Promise<DuckDBInstance> | undefined
  #open = false
  #generation = 0

  constructor(options: DatabaseOptions) {
    this.path = options.path
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Grows by one whenever the database had to be opened again: prepared parts made before are void. */
  get generation(): number {
    return this.#generation
  }

  /** Creates the folder and the file where they are missing. Throws `FEEDLOOM_STORE_LOCKED`, `_CORRUPT`, `_VERSION`, `_UNREACHABLE`. */
  async open(): Promise<void> {
    if (basename(this.path, extname(this.path)) === storeSchema) throw nameError(this.path)
    this.#open = true
    try {
      if (this.path !== ':memory:') await mkdir(dirname(this.path), { recursive: true })
      await this.#database()
    } catch (error) {
      this.#open = false
      throw toStoreError(error, this.path)
    }
  }

  /** The connection of that name; one for writing, one for each reader that must not wait for the others. */
  connection(name: string): Promise<DuckDBConnection> {
    if (!this.#open) return Promise.reject(closedError(this.path))
    const known = this.#connections.get(name)
    if (known !== undefined) return known
    const made = this.#database().then((instance) => instance.connect())
    this.#connections.set(name, made)
    return made
  }

  /** Runs statements; returns the rows of the last one. */
  async run(name: string, sql: string, values?: DuckDBValue[]): Promise<readonly Row[]> {
    try {
      const reader = await (await this.connection(name)).runAndReadAll(sql, values)
      return reader.getRowObjects()
    } catch (error) {
      throw this.failed(error)
    }
  }

  /** The coded form of what DuckDB threw; a database that DuckDB has shut is let go. */
  failed(error: unknown): FeedloomError {
    if (isInvalidated(error)) this.#release()
    return toStoreError(error, this.path)
  }

  /** Closes a connection that is no longer wanted. */
  async disconnect(name: string): Promise<void> {
    const connection = this.#connections.get(name)
    this.#connections.delete(name)
    if (connection !== undefined) (await connection.catch(() => undefined))?.closeSync()
  }

  /** Writes what is in the log into the file, then lets go of it. */
  async close(): Promise<void> {
    if (!this.#open) return
    const connections = [...this.#connections.values()]
    const instance = this.#instance
    this.#open = false
    this.#connections.clear()
    this.#instance = undefined
    for (const connection of connections) (await connection.catch(() => undefined))?.closeSync()
    ;(await instance?.catch(() => undefined))?.closeSync()
  }

  #database(): Promise<DuckDBInstance> {
    // fromCache: two separate instances of one file in one process would lose rows in silence.
    this.#instance ??=
      this.path === ':memory:' ? DuckDBInstance.create(':memory:', this.#settings()) : DuckDBInstance.fromCache(this.path, this.#settings())
    return this.#instance
  }

  #settings(): Record<string, string> {
    const { threads, memoryLimit } = this.#options
    return {
      checkpoint_threshold: checkpointThreshold,
      ...(threads === undefined ? {} : { threads: String(threads) }),
      ...(memoryLimit === undefined ? {} : { memory_limit: `${Math.ceil(memoryLimit / 1_048_576)}MiB` }),
    }
  }

  #release(): void {
    const connections = [...this.#connections.values()]
    const instance = this.#instance
    this.#connections.clear()
    this.#instance = undefined
    this.#generation++
    for (const connection of connections) void connection.then((open) => open.closeSync()).catch(() => undefined)
    void instance?.then((open) => open.closeSync()).catch(() => undefined)
  }
}

function nameError(path: string): FeedloomError {
  return configError('FEEDLOOM_STORE_UNREACHABLE', `${path} has the name of the schema inside it, which DuckDB cannot tell apart`, {
    path: 'path',
    hint: 'Give the file another name.',
  })
}
