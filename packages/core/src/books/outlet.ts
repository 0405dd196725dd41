import type { AnyBatch, EventBatch, MarketEvent } from '../contracts/index.ts'

/** Passes a batch on, whole where it may, else in the pieces between events that must wait or be dropped. */
export class Outlet {
  readonly #publish: (batch: AnyBatch) => void
  #batch: AnyBatch | undefined
  #from = 0

  constructor(publish: (batch: AnyBatch) => void) {
    this.#publish = publish
  }

  begin(batch: EventBatch): void {
    this.#batch = batch as AnyBatch
    this.#from = 0
  }

  /** Publishes what stands before event `i`; `i` itself follows later. */
  upTo(i: number): void {
    this.#pass(i)
    this.#from = i
  }

  /** Publishes what stands before event `i`, and leaves `i` out. */
  without(i: number): void {
    this.#pass(i)
    this.#from = i + 1
  }

  end(): void {
    const batch = this.#batch
    if (batch === undefined) return
    if (this.#from === 0) this.#publish(batch)
    else this.#pass(batch.events.length)
    this.#batch = undefined
  }

  #pass(to: number): void {
    const batch = this.#batch
    if (batch === undefined || to <= this.#from) return
    const events: readonly MarketEvent[] = batch.events.slice(this.#from, to)
    this.#publish({ ...batch, events } as AnyBatch)
  }
}
