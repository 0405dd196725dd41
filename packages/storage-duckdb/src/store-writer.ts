import type { DuckDBConnection } from '@duckdb/node-api'
import { FeedloomError, dataError, type AnyBatch, type PartialFailure, type SinkWrite } from '@feedloom/core'
import { writing } from './database.ts'
import { toStoreError, toWriteError } from './errors.ts'
import { Ledger } from './ledger.ts'
import { rejectedRows, runsWith } from './reject-rows.ts'
import { TableWriter, type Part, type WriterParts } from './write-tables.ts'

/** A write that was handed over; `parts` once its columns are made. */
interface Waiting {
  readonly runs: readonly AnyBatch[]
  parts: readonly Part[] | undefined
}

/** Part of a transaction; returns what is to be done once it is durable. */
type Work = (connection: DuckDBConnection) => Promise<() => void>

/** Writes batches, one transaction each, one after the other. Resolving means committed: on disk, in the log. */
export class StoreWriter {
  readonly #parts: WriterParts
  readonly #tables: TableWriter
  readonly #ledger: Ledger
  readonly #waiting: Waiting[] = []
  #lastFailure: FeedloomError | undefined
  #isInDoubt = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: WriterParts) {
    this.#parts = parts
    this.#tables = new TableWriter(parts)
    this.#ledger = new Ledger(parts.database)
  }

  /**
   * Stores a write once, however often it comes; events that the database refuses are named in the result, and the rest
   * is stored. Throws coded errors; after one, nothing of the write is there. The next write may be handed over before
   * this one is done: its columns are made while DuckDB commits this one. When a write fails and may be tried again,
   * those that wait behind it fail with it, so that the order stays.
   */
  write(write: SinkWrite, signal: AbortSignal): Promise<PartialFailure | undefined> {
    const before = this.#lastFailure
    const next: Waiting = { runs: write.runs, parts: undefined }
    this.#waiting.push(next)
    return this.exclusive(async () => {
      this.#waiting.splice(this.#waiting.indexOf(next), 1)
      signal.throwIfAborted()
      if (this.#lastFailure !== before && this.#lastFailure !== undefined) throw this.#lastFailure
      return this.#coded(() => this.#store(write, next))
    })
  }

  /** Writes definitions that changed since they were written, and drops ledger entries older than `keepLedgerMs`. */
  maintain(keepLedgerMs: number): Promise<void> {
    return this.exclusive(async () => {
      const changed = this.#parts.instruments.changed()
      if (changed.length > 0) {
        await this.#transaction(async (connection) => {
          const keys = await this.#tables.replaceInstruments(connection, new Set(changed))
          return () => this.#parts.instruments.remember(keys)
        })
      }
      await this.#ledger.prune(this.#parts.clock.now() - keepLedgerMs)
    })
  }

  /** Lets go of what belongs to the connection, once the writes that were handed over are done. */
  close(): Promise<void> {
    return this.exclusive(() => {
      this.#tables.discard()
      this.#ledger.release()
      return Promise.resolve()
    })
  }

  /** Runs `work` when no write is under way, and keeps writes waiting until it is done. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work)
    this.#last = result.catch(() => undefined)
    return result
  }

  async #store(write: SinkWrite, { parts }: Waiting): Promise<PartialFailure | undefined> {
    await this.#resolveDoubt()
    if (await this.#ledger.has(write)) return undefined
    try {
      await this.#storeRuns(write, write.runs, parts)
      return this.#unknownKinds(write.runs)
    } catch (error) {
      if (!isOfEvents(error)) throw error
      return this.#storeRest(write, error)
    }
  }

  /** All events but those that cannot be stored. */
  async #storeRest(write: SinkWrite, reason: FeedloomError): Promise<PartialFailure> {
    const rejected = await rejectedRows(write.count, reason, (indexes) => this.#trial(write, indexes))
    await this.#storeRuns(
      write,
      runsWith(write.runs, (index) => !rejected.has(index)),
    )
    const refused = [...rejected].map(([index, error]) => ({ index, error }))
    const unknown = (this.#unknownKinds(write.runs)?.failed ?? []).filter(({ index }) => !rejected.has(index))
    return { failed: [...refused, ...unknown].sort((a, b) => a.index - b.index) }
  }

  async #storeRuns(write: SinkWrite, runs: readonly AnyBatch[], prepared?: readonly Part[]): Promise<void> {
    const parts = prepared ?? this.#tables.columns(runs)
    await this.#transaction(async (connection) => {
      const fresh = await this.#tables.append(connection, runs, parts)
      await this.#ledger.append(connection, write, this.#parts.clock.now())
      return () => {
        this.#parts.instruments.remember(fresh)
        this.#ledger.remember(write)
      }
    })
  }

  /** Constraints are checked when rows are appended; nothing of a trial stays. */
  async #trial(write: SinkWrite, indexes: readonly number[]): Promise<FeedloomError | undefined> {
    const wanted = new Set(indexes)
    const runs = runsWith(write.runs, (index) => wanted.has(index))
    try {
      const parts = this.#tables.columns(runs)
      await this.#transaction(async (connection) => {
        await this.#tables.append(connection, runs, parts)
        return () => undefined
      }, 'ROLLBACK')
      return undefined
    } catch (error) {
      if (isOfEvents(error)) return error
      throw error
    }
  }

  async #transaction(work: Work, end: 'COMMIT' | 'ROLLBACK' = 'COMMIT'): Promise<void> {
    const { database } = this.#parts
    try {
      await database.use(writing, async (connection) => {
        try {
          await this.#tables.control('BEGIN', connection)
          const committed = await work(connection)
          const ending = this.#tables.control(end, connection)
          if (end === 'COMMIT') this.#prepareNext()
          await ending
          committed()
        } catch (error) {
          this.#tables.discard()
          this.#ledger.forget()
          await connection.run('ROLLBACK').catch(() => undefined)
          throw error
        }
      })
    } catch (error) {
      const failure = toWriteError(toStoreError(error, database.path), database.path)
      if (!isOfEvents(failure)) this.#isInDoubt = true
      throw failure
    }
  }

  /** After a failed commit only the file knows which instruments it has. */
  async #resolveDoubt(): Promise<void> {
    if (!this.#isInDoubt) return
    await this.#parts.instruments.load(this.#parts.database)
    this.#isInDoubt = false
  }

  async #coded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const failure = toStoreError(error, this.#parts.database.path)
      if (failure.category === 'retryable') this.#lastFailure = failure
      throw failure
    }
  }

  /** The main thread has nothing else to do for the store while a commit runs. */
  #prepareNext(): void {
    const [next] = this.#waiting
    try {
      if (next !== undefined) next.parts ??= this.#tables.columns(next.runs)
    } catch {
      // An event that is no event: its own write will say so, and not the one that is being committed.
    }
  }

  #unknownKinds(runs: readonly AnyBatch[]): PartialFailure | undefined {
    if (runs.every((run) => this.#tables.knows(run.kind))) return undefined
    const failed: { index: number; error: Error }[] = []
    let index = 0
    for (const { kind, events } of runs) {
      const error = this.#tables.knows(kind) ? undefined : unknownKind(kind)
      for (let row = 0; row < events.length; row++, index++) if (error !== undefined) failed.push({ index, error })
    }
    return { failed }
  }
}

function isOfEvents(error: unknown): error is FeedloomError {
  return FeedloomError.is(error) && error.code === 'FEEDLOOM_STORE_EVENT_REJECTED'
}

function unknownKind(kind: string): Error {
  return dataError('FEEDLOOM_STORE_KIND_UNKNOWN', `no table for events of kind \`${kind}\``, {
    hint: 'The plugin that adds the kind declares its columns under `events` of its definition.',
  })
}
