import { toFeedloomError, type BatchPolicy, type EventStore, type PluginContext, type Sink, type SinkWrite } from '@feedloom/core'
import type { DuckdbConfig } from './config.ts'
import { DuckdbStore } from './duckdb-store.ts'
import { retentionPeriodMs } from './retention.ts'

/**
 * A commit costs about the same for one row as for thousands: 20,000 rows or a second, whichever comes first. Two under
 * way: while DuckDB commits one on its own threads, the columns of the next are made; the store keeps their order.
 */
const batching: BatchPolicy = {
  maxEvents: 20_000,
  maxDelayMs: 1_000,
  maxInFlight: 2,
  queueEvents: 200_000,
  overflow: 'block',
  maxBlockMs: 5_000,
}

/** The `duckdb` sink: a `DuckdbStore` with the life of a component, and its upkeep on the engine's clock. */
export class DuckdbSink implements Sink {
  readonly consumes = '*'
  readonly batching: BatchPolicy = batching
  readonly delivery = 'idempotent'
  readonly reader: EventStore
  readonly #context: PluginContext
  readonly #store: DuckdbStore
  #upkeep: Disposable | undefined
  #maintaining: Promise<void> = Promise.resolve()

  constructor(context: PluginContext, config: DuckdbConfig) {
    this.#context = context
    this.#store = new DuckdbStore({
      ...config,
      path: config.path === ':memory:' ? config.path : context.resolvePath(config.path),
      clock: context.clock,
      instruments: context.instruments,
      layouts: context.layouts,
    })
    this.reader = this.#store.reader
  }

  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await this.#store.open()
    if (this.#upkeep !== undefined) return
    await this.#maintain()
    this.#upkeep = this.#context.clock.every(retentionPeriodMs(this.#store.retention), () => {
      this.#maintaining = this.#maintaining.then(() => this.#maintain())
    })
  }

  async write(write: SinkWrite, signal: AbortSignal): ReturnType<Sink['write']> {
    return this.#store.write(write, signal)
  }

  flush(): Promise<void> {
    return this.#store.flush()
  }

  async stop(): Promise<void> {
    this.#upkeep?.[Symbol.dispose]()
    this.#upkeep = undefined
    await this.#maintaining
    await this.#store.close()
  }

  async #maintain(): Promise<void> {
    try {
      const deleted = await this.#store.maintain()
      if (deleted > 0) this.#context.log.info('old rows deleted', { rows: deleted })
    } catch (error) {
      // The next round tries again; writes say for themselves when the store is broken.
      const { code, message } = toFeedloomError(error, 'retryable', 'FEEDLOOM_STORE_UPKEEP_FAILED')
      this.#context.log.warn('upkeep of the store failed', { code, error: message })
    }
  }
}
