import { z } from 'zod'
import { count } from '../config/parts.ts'
import { definePlugin, fatal, type EventStore, type Plugin, type PluginContext, type Sink, type SinkWrite } from '../contracts/index.ts'
import { MemoryStore } from './memory-store.ts'

const memoryConfig = z.strictObject({
  maxEvents: count().default(1_000_000).describe('Events kept at most; beyond it the longest series lose their oldest.'),
})

/** Ids of finished writes that are remembered, so that a repeated write stores nothing twice. */
const rememberedWrites = 1024

class MemorySink implements Sink {
  readonly consumes = '*'
  readonly delivery = 'idempotent'
  readonly batching: Sink['batching'] = {
    // Few, so that events are packed while they are young, and still in the cache of the processor.
    maxEvents: 1_000,
    maxDelayMs: 10,
    maxInFlight: 1,
    queueEvents: 200_000,
    overflow: 'block',
    maxBlockMs: 5_000,
  }
  readonly #store: MemoryStore
  readonly #written = new Set<string>()
  #stopped = false

  constructor(store: MemoryStore) {
    this.#store = store
  }

  get reader(): EventStore {
    return this.#store
  }

  async write({ run, id, runs }: SinkWrite): Promise<void> {
    if (this.#stopped) throw fatal('FEEDLOOM_SINK_STOPPED', 'the memory store has been stopped')
    const key = `${run} ${id}`
    if (this.#written.has(key)) return
    for (const batch of runs) this.#store.put(batch)
    this.#written.add(key)
    if (this.#written.size > rememberedWrites) this.#written.delete(this.#written.values().next().value as string)
  }

  async flush(): Promise<void> {}

  async stop(): Promise<void> {
    this.#stopped = true
  }
}

/** Keeps events in memory, bounded; readable like any store, gone with the process. */
export const memory: Plugin<'sink'> = definePlugin({
  apiVersion: 1,
  kind: 'sink',
  type: 'memory',
  summary: 'Keeps the last events in memory, readable like a store',
  stability: 'beta',
  configSchema: memoryConfig,
  create: (context: PluginContext, { maxEvents }) => new MemorySink(new MemoryStore(maxEvents, context.layouts)),
})
