import type { EventBus } from '../contracts/bus.ts'
import type { AnyBatch, EventBatch, EventKind } from '../contracts/events.ts'

type Handler = (batch: AnyBatch) => void

/** The events of one kind on a bus: those who publish many of them need not look their handlers up each time. */
export interface BusChannel {
  readonly kind: string
  subscribers: readonly Subscriber[]
}

interface Subscriber {
  readonly handler: Handler
  readonly kind: string
  failures: number
}

const nobody: readonly Subscriber[] = Object.freeze([])

/**
 * Fan-out by kind over plain arrays. The arrays are replaced, never changed, when somebody comes or goes, so a handler
 * may unsubscribe itself or others while it runs.
 */
export class BatchBus implements EventBus {
  readonly #onFailure: (thrown: unknown, kind: string, failures: number) => void
  /** By kind, those of `*` included; filled when first asked for. */
  readonly #channels = new Map<string, BusChannel>()
  #all: readonly Subscriber[] = nobody
  #failures = 0
  #delivered = 0

  /** `onFailure` hears of every handler that threw, with the number of failures of that handler so far. */
  constructor(onFailure: (thrown: unknown, kind: string, failures: number) => void) {
    this.#onFailure = onFailure
  }

  /** Handler calls that threw. */
  get failures(): number {
    return this.#failures
  }

  /** Events that went through, whether or not anybody listened. */
  get delivered(): number {
    return this.#delivered
  }

  on<K extends EventKind>(kind: K, handler: (batch: EventBatch<K>) => void): Disposable
  on(kind: '*', handler: (batch: AnyBatch) => void): Disposable
  on(kind: string, handler: never): Disposable {
    const subscriber: Subscriber = { handler, kind, failures: 0 }
    this.#replace([...this.#all, subscriber])
    return { [Symbol.dispose]: () => this.#replace(this.#all.filter((other) => other !== subscriber)) }
  }

  publish(batch: AnyBatch): void {
    this.pass(batch, this.channel(batch.kind))
  }

  /** For as long as the bus lives. */
  channel(kind: string): BusChannel {
    let channel = this.#channels.get(kind)
    if (channel === undefined) this.#channels.set(kind, (channel = { kind, subscribers: this.#select(kind) }))
    return channel
  }

  /** As `publish`, to the channel of the batch's kind. */
  pass(batch: AnyBatch, { subscribers }: BusChannel): void {
    this.#delivered += batch.events.length
    for (let i = 0; i < subscribers.length; i++) {
      const subscriber = subscribers[i] as Subscriber
      try {
        subscriber.handler(batch)
      } catch (thrown) {
        this.#failures += 1
        subscriber.failures += 1
        this.#onFailure(thrown, batch.kind, subscriber.failures)
      }
    }
  }

  #select(kind: string): readonly Subscriber[] {
    return this.#all.filter((subscriber) => subscriber.kind === kind || subscriber.kind === '*')
  }

  #replace(all: readonly Subscriber[]): void {
    this.#all = all
    for (const channel of this.#channels.values()) channel.subscribers = this.#select(channel.kind)
  }
}
