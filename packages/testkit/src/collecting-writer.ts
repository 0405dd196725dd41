import type { EventKind, EventMap, MarketEvent } from '@feedloom/core'
import { RunWriter } from '@feedloom/core/events'

/** The engine's writer, keeping what is written as one list, for tests that run no engine. */
export class CollectingWriter extends RunWriter {
  #written: MarketEvent[] = []

  constructor(tsRecv = 0) {
    super()
    this.tsRecv = tsRecv
  }

  /** Everything written since the last `take`, oldest first. */
  get events(): readonly MarketEvent[] {
    for (const { events } of this.finish()) for (const event of events) this.#written.push(event)
    return this.#written
  }

  of<K extends EventKind>(kind: K): readonly EventMap[K][] {
    return this.events.filter((event): event is EventMap[K] & MarketEvent => event.kind === kind)
  }

  /** Hands out what was written and starts anew. */
  take(): readonly MarketEvent[] {
    const { events } = this
    this.#written = []
    return events
  }
}
