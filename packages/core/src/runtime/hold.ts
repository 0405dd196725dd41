import type { AnyBatch, EventKind, MarketEvent } from '../contracts/events.ts'
import { Losses } from './losses.ts'
import { RunQueue } from './run-queue.ts'
import { RunWriter } from './writer.ts'

/** Live events held back, oldest dropped beyond the bound, while processors warm up or history is delivered. */
export class Hold {
  readonly #component: string
  readonly #limit: number
  readonly #nextGapId: () => string
  readonly #queue = new RunQueue(true)
  readonly #losses = new Losses()
  #dropped = 0

  constructor(component: string, limit: number, nextGapId: () => string) {
    this.#component = component
    this.#limit = limit
    this.#nextGapId = nextGapId
  }

  get size(): number {
    return this.#queue.size
  }

  get dropped(): number {
    return this.#dropped
  }

  add(batch: AnyBatch): void {
    this.#queue.push(batch)
    while (this.#queue.size > this.#limit) {
      const event = this.#queue.shift()
      if (event === undefined) break
      this.#losses.add(event)
      this.#dropped += 1
    }
  }

  events(kind: EventKind): Iterable<MarketEvent> {
    return this.#queue.events(kind)
  }

  /** Everything that was held, in order, the gaps of what was lost first. Empty afterwards. */
  release(): readonly AnyBatch[] {
    const writer = new RunWriter()
    writer.begin(0, this.#component, 'live')
    this.#losses.write(writer, this.#component, this.#nextGapId, Number.POSITIVE_INFINITY)
    return [...writer.finish(), ...this.#queue.take(this.#queue.size)]
  }
}
