import type { HoleReport } from '../books/tracking.ts'
import type { AnyBatch, Delivery } from '../contracts/events.ts'
import { RunWriter } from './writer.ts'

/** The holes that the trackers of one source report, as gap events. */
export class HoleGaps {
  readonly #component: string
  readonly #prefix: string
  readonly #delivery: Delivery
  readonly #writer = new RunWriter()
  #era: string | undefined

  constructor(component: string, prefix: string, delivery: Delivery) {
    this.#component = component
    this.#prefix = prefix
    this.#delivery = delivery
  }

  write({ hole, instrument, ts, tsRecv, ...fields }: HoleReport): readonly AnyBatch[] {
    this.#writer.begin(tsRecv, this.#component, this.#delivery)
    // With the time of the first one, so that ids of several runs do not meet in a store; a replay gives the same.
    this.#era ??= Math.floor(tsRecv).toString(36)
    this.#writer.gap(instrument, ts, { ...fields, id: `${this.#prefix}${this.#era}.${hole}`, component: this.#component })
    return this.#writer.finish()
  }
}
