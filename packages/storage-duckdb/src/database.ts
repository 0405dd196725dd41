import { basename, dirname, extname } from 'node:path'
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { FeedloomError, configError } from '@feedloom/core'
import { makeFolder } from '@feedloom/core/config'
import { closedError, isInvalidated, toStoreError, unknownFailure } from './errors.ts'
import { Session } from './session.ts'
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

/** Who writes; its failures that nobody can explain make the database be opened again. */
export const writing = 'write'

/**
 * One database file and the connections on it. All errors that come out are coded. After an error that makes DuckDB
 * shut the database (a disk that filled up during a checkpoint), and after one of unknown origin in a write, the next
 * use opens it again.
 */
export class Database {
  readonly path: string
  readonly #options: DatabaseOptions
  readonly #named = new Map<string, Session>()
  readonly #sessions = new Set<Session>()
  #instance: Promise<DuckDBInstance> | undefined
  #open = false

  constructor(options: DatabaseOptions) {
    this.path = options.path
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Creates the folder and the file where they are missing. Throws `FEEDLOOM_STORE_LOCKED`, `_CORRUPT`, `_VERSION`, `_UNREACHABLE`. */
  async open(): Promise<void> {
    if (basename(this.path, extname(this.path)) === storeSchema) throw nameError(this.path)
    this.#open = true
    try {
      if (this.path !== ':memory:') await makeFolder(dirname(this.path))
      await this.#database()
    } catch (error) {
      this.#open = false
      throw toStoreError(error, this.path)
    }
  }

  /** Works with the connection of that name, which is made at its first use and after a failure that cost it. */
  use<T>(name: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (!this.#open) return Promise.reject(closedError(this.path))
    let session = this.#named.get(name)
    if (session === undefined) this.#named.set(name, (session = this.session()))
    return session.use(work)
  }

  /** A connection of one's own, to be ended by `end`. Throws `FEEDLOOM_STORE_CLOSED` (fatal). */
  session(): Session {
    if (!this.#open) throw closedError(this.path)
    const session = new Session(
      this.#database().then((instance) => instance.connect()),
      (error, failing) => this.#failed(error, failing),
    )
    this.#sessions.add(session)
    return session
  }

  /** Runs statements; returns the rows of the last one. */
  run(name: string, sql: string): Promise<readonly Row[]> {
    return this.use(name, async (connection) => (await connection.runAndReadAll(sql)).getRowObjects())
  }

  /** Closes a connection that is no longer wanted, once nobody works with it. */
  async end(session: string | Session, reason: FeedloomError = closedError(this.path)): Promise<void> {
    const ending = typeof session === 'string' ? this.#named.get(session) : session
    if (ending === undefined) return
    this.#sessions.delete(ending)
    for (const [name, named] of this.#named) if (named === ending) this.#named.delete(name)
    await ending.end(reason)
  }

  /** Interrupts queries, lets a write finish, writes what is in the log into the file, then lets go of it. */
  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    const instance = this.#instance
    this.#instance = undefined
    const writer = this.#named.get(writing)
    await Promise.all([...this.#sessions].map((session) => session.end(closedError(this.path), session !== writer)))
    this.#sessions.clear()
    this.#named.clear()
    ;(await instance?.catch(() => undefined))?.closeSync()
  }

  /** The coded form of what DuckDB threw; what may be broken by it is let go. */
  #failed(thrown: unknown, session: Session): FeedloomError {
    const error = toStoreError(thrown, this.path)
    if (FeedloomError.is(thrown)) return error
    const isUnknown = error.code === unknownFailure
    // A database in memory would be empty when it is opened again.
    const isOfWriter = session === this.#named.get(writing) && this.path !== ':memory:'
    if (isInvalidated(thrown) || (isUnknown && isOfWriter)) this.#release(error)
    else if (isUnknown) void this.end(session, error)
    return error
  }

  #database(): Promise<DuckDBInstance> {
    if (this.#instance !== undefined) return this.#instance
    // fromCache: two separate instances of one file in one process would lose rows in silence.
    const opening =
      this.path === ':memory:' ? DuckDBInstance.create(':memory:', this.#settings()) : DuckDBInstance.fromCache(this.path, this.#settings())
    this.#instance = opening
    opening.catch(() => {
      if (this.#instance === opening) this.#release(closedError(this.path))
    })
    return opening
  }

  #settings(): Record<string, string> {
    const { threads, memoryLimit } = this.#options
    return {
      checkpoint_threshold: checkpointThreshold,
      ...(threads === undefined ? {} : { threads: String(threads) }),
      ...(memoryLimit === undefined ? {} : { memory_limit: `${Math.ceil(memoryLimit / 1_048_576)}MiB` }),
    }
  }

  /** The next use opens the database again. Where somebody still works with it, that is the same one until then. */
  #release(reason: FeedloomError): void {
    const instance = this.#instance
    this.#instance = undefined
    const ended = [...this.#sessions].map((session) => this.end(session, reason))
    void Promise.all(ended).then(async () => (await instance?.catch(() => undefined))?.closeSync())
  }
}

function nameError(path: string): FeedloomError {
  return configError('FEEDLOOM_STORE_UNREACHABLE', `${path} has the name of the schema inside it, which DuckDB cannot tell apart`, {
    path: 'path',
    hint: 'Give the file another name.',
  })
}
