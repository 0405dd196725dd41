import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api'
import type { FeedloomError } from '@feedloom/core'

/**
 * A connection that closes only between uses. DuckDB frees a connection the moment it is closed, also while one of its
 * threads works for it; what that thread then reads is anything, from `bad_weak_ptr` to a crash.
 */
export class Session {
  readonly #connection: Promise<DuckDBConnection>
  readonly #failed: (error: unknown, session: Session) => FeedloomError
  readonly #closed: Promise<void>
  #beforeClose: (() => Promise<void>) | undefined
  #markClosed: () => void = () => undefined
  #isBusy = false
  #uses = 0
  #last: Promise<unknown> = Promise.resolve()
  #ended: FeedloomError | undefined

  /** `failed` makes coded errors of what a use throws. */
  constructor(connection: Promise<DuckDBConnection>, failed: (error: unknown, session: Session) => FeedloomError) {
    this.#connection = connection
    this.#failed = failed
    this.#closed = new Promise((resolve) => (this.#markClosed = resolve))
    // Who uses it hears of it; a session that nobody used yet must not end the process.
    connection.catch(() => undefined)
  }

  /**
   * Works with the connection, which stays open meanwhile; one after the other, as DuckDB does it too, so that those who
   * wait need not be interrupted. Throws coded errors; after `end` the one given there.
   */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#work(work))
    this.#last = result.catch(() => undefined)
    return result
  }

  /** No further use; closes when the one under way is over, and resolves then. With `interrupt` a query that runs fails. */
  end(reason: FeedloomError, interrupt = false): Promise<void> {
    if (this.#ended === undefined) {
      this.#ended = reason
      this.#closeIdle()
    }
    if (interrupt) this.interrupt()
    return this.#closed
  }

  /**
   * Makes the query that runs fail. Said again until it does: DuckDB forgets what it heard before the query had begun
   * on its thread.
   */
  interrupt(): void {
    const use = this.#uses
    const again = (connection: DuckDBConnection): void => {
      if (!this.#isBusy || this.#uses !== use) return
      connection.interrupt()
      setImmediate(again, connection)
    }
    void this.#connection.then(again).catch(() => undefined)
  }

  async #work<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#ended !== undefined) throw this.#ended
    this.#isBusy = true
    this.#uses++
    try {
      return await work(await this.#connection)
    } catch (error) {
      throw this.#failed(error, this)
    } finally {
      this.#isBusy = false
      if (this.#ended !== undefined) this.#closeIdle()
    }
  }

  #closeIdle(): void {
    if (this.#isBusy) return
    void this.#close().finally(this.#markClosed)
  }
  async #close(): Promise<void> {
    const connection = await this.#connection.catch(() => undefined)
    await this.#beforeClose?.().catch(() => undefined)
    connection?.closeSync()
  }

  /**
   * An open stream of a query holds the database, and until a garbage collection comes along DuckDB waits for it in
   * vain when the file is opened again. Interrupted and asked once more it lets go.
   */
  keepsOpen(stream: DuckDBResult): void {
    this.#beforeClose = async () => {
      const connection = await this.#connection
      for (let rows = 1; rows > 0;) {
        connection.interrupt()
        rows = (await stream.fetchChunk())?.rowCount ?? 0
      }
    }
  }
}
