import { DuckDBTimestampValue, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api'
import type { EpochMs, SinkWrite } from '@feedloom/core'
import type { Database } from './database.ts'
import { literal, storeSchema, timeLiteral } from './store-table.ts'

/**
 * Which writes the file holds. The entry is part of the write's own transaction, so a write that is tried again, in
 * this run or after a crash, is stored once.
 */
export class Ledger {
  readonly #database: Database
  /** Highest id of each run; ids grow by one, so only a retry asks for one that is not above it. */
  readonly #highest = new Map<string, number>()
  #appender: DuckDBAppender | undefined
  #connection: DuckDBConnection | undefined

  constructor(database: Database) {
    this.#database = database
  }

  async has({ run, id }: SinkWrite): Promise<boolean> {
    const from = `FROM ${storeSchema}.ledger WHERE run = ${literal(run)}`
    if (!this.#highest.has(run)) {
      const [row] = await this.#database.run('write', `SELECT max(id) AS id ${from}`)
      this.#highest.set(run, Number(row?.['id'] ?? Number.NEGATIVE_INFINITY))
    }
    if (id > (this.#highest.get(run) as number)) return false
    return (await this.#database.run('write', `SELECT 1 ${from} AND id = ${id} LIMIT 1`)).length > 0
  }

  /** Adds the entry to the open transaction; an appender, because a statement would be a hop to another thread. */
  async append(connection: DuckDBConnection, { run, id }: SinkWrite, now: EpochMs): Promise<void> {
    if (this.#appender === undefined || this.#connection !== connection) {
      this.release()
      this.#appender = await connection.createAppender('ledger', storeSchema)
      this.#connection = connection
    }
    this.#appender.appendVarchar(run)
    this.#appender.appendBigInt(BigInt(id))
    this.#appender.appendTimestamp(new DuckDBTimestampValue(BigInt(Math.round(now * 1000))))
    this.#appender.endRow()
    this.#appender.flushSync()
  }

  /** The transaction with the entry is durable. */
  remember({ run, id }: SinkWrite): void {
    this.#highest.set(run, Math.max(id, this.#highest.get(run) ?? id))
  }

  /** After a failed transaction: whether it got through is the file's to say. */
  forget(): void {
    this.#highest.clear()
    this.release()
  }

  /** Lets go of what belongs to the connection. */
  release(): void {
    try {
      this.#appender?.clear()
      this.#appender?.closeSync()
    } catch {
      // It failed already; what it held is void.
    }
    this.#appender = undefined
  }

  /** Drops entries that nobody will ask for again. */
  async prune(before: EpochMs): Promise<void> {
    await this.#database.run('write', `DELETE FROM ${storeSchema}.ledger WHERE written_at < ${timeLiteral(before)}`)
  }
}
