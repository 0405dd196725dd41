import type { EventBus } from '../contracts/bus.ts'
import type { AnyBatch, EventBatch, EventKind } from '../contracts/events.ts'

type Handler = (batch: AnyBatch) => void

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
  readonly #byKind = new Map<string, readonly Subscriber[]>()
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
    this.#delivered += batch.events.length
    const subscribers = this.#byKind.get(batch.kind) ?? this.#select(batch.kind)
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
    const selected = this.#all.filter((subscriber) => subscriber.kind === kind || subscriber.kind === '*')
    this.#byKind.set(kind, selected)
    return selected
  }

  #replace(all: readonly Subscriber[]): void {
    this.#all = all
    this.#byKind.clear()
  }
}
