import { fatal, toFeedloomError } from '@feedloom/core'
import type { Subscription, SubscriptionOutcome } from '@feedloom/core'
import type { ConnectionPool } from './connection-pool.ts'
import type { SubscriptionLedger } from './ledger.ts'
import type { Poller } from './polling.ts'
import { isPattern, subscriptionKey } from './streams.ts'
import type { SourceStream, StreamResolver } from './streams.ts'
import type { Topic } from './venue.ts'

/** One subscription, however often it was asked for. */
interface Wanted {
  readonly key: string
  readonly subscription: Subscription
  readonly streams: Map<string, SourceStream>
  count: number
}

export interface SubscriptionParts {
  readonly resolver: StreamResolver
  readonly ledger: SubscriptionLedger
  readonly pool: ConnectionPool
  createPoller(stream: SourceStream): Poller
  /** A stream of a pattern was refused and left out. */
  leftOut(stream: SourceStream, error: Error): void
}

/** What is wanted of a source, and how it is kept true while subscriptions and listings come and go. */
export class Subscriptions {
  readonly #parts: SubscriptionParts
  readonly #wanted = new Map<string, Wanted>()
  readonly #pollers = new Map<SourceStream, Poller>()
  #state: 'waiting' | 'running' | 'stopped' = 'waiting'

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
  }

  /** Begins to poll; topics are the pool's. */
  start(): void {
    this.#state = 'running'
    for (const poller of this.#pollers.values()) poller.start()
  }

  stop(): void {
    this.#state = 'stopped'
    for (const poller of this.#pollers.values()) poller[Symbol.dispose]()
    this.#pollers.clear()
    this.#parts.ledger.abandon(fatal('FEEDLOOM_SOURCE_STOPPED', 'the source has stopped'))
  }

  pause(): void {
    for (const poller of this.#pollers.values()) poller.pause()
  }

  resume(): void {
    for (const poller of this.#pollers.values()) poller.resume()
  }

  async subscribe(subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    const fresh: Topic[] = []
    const asked = subscriptions.map((subscription) => this.#want(subscription, fresh))
    // All topics together, so that they fill as few messages and connections as possible.
    this.#parts.pool.add(fresh)
    return Promise.all(asked.map((outcome, i) => this.#outcome(subscriptions[i] as Subscription, outcome)))
  }

  async unsubscribe(subscriptions: readonly Subscription[]): Promise<void> {
    const unused: Topic[] = []
    for (const subscription of subscriptions) {
      const wanted = this.#wanted.get(subscriptionKey(subscription))
      if (wanted === undefined || --wanted.count > 0) continue
      this.#wanted.delete(wanted.key)
      for (const stream of wanted.streams.values()) unused.push(...this.#drop(stream))
    }
    await this.#parts.pool.remove(unused)
  }

  /** The venue's list has changed: patterns take in new listings, what was delisted is let go. */
  async instrumentsChanged(): Promise<void> {
    const fresh: Topic[] = []
    const unused: Topic[] = []
    for (const wanted of this.#wanted.values()) {
      for (const [id, stream] of wanted.streams) {
        if (stream.instrument?.status !== 'delisted') continue
        wanted.streams.delete(id)
        unused.push(...this.#drop(stream))
      }
      if (!isPattern(wanted.subscription.symbol)) continue
      for (const stream of this.#parts.resolver.resolve(wanted.subscription)) {
        if (!wanted.streams.has(stream.id)) this.#take(wanted, stream, fresh)
      }
    }
    this.#parts.pool.add(fresh)
    await this.#parts.pool.remove(unused)
  }

  /** The variant that is subscribed for an instrument and kind. */
  variantOf(instrumentId: string, kind: string): string | undefined {
    for (const { subscription, streams } of this.#wanted.values()) {
      if (subscription.kind === kind && streams.has(instrumentId)) return subscription.variant
    }
    return undefined
  }

  #want(subscription: Subscription, fresh: Topic[]): Wanted | Error {
    if (this.#state === 'stopped') return fatal('FEEDLOOM_SOURCE_STOPPED', 'the source has stopped')
    const key = subscriptionKey(subscription)
    const known = this.#wanted.get(key)
    if (known !== undefined) {
      known.count++
      return known
    }
    try {
      const streams = this.#parts.resolver.resolve(subscription)
      const wanted: Wanted = { key, subscription, streams: new Map(), count: 1 }
      this.#wanted.set(key, wanted)
      for (const stream of streams) this.#take(wanted, stream, fresh)
      return wanted
    } catch (error) {
      return toFeedloomError(error, 'config', 'FEEDLOOM_SUBSCRIPTION_INVALID')
    }
  }

  #take(wanted: Wanted, stream: SourceStream, fresh: Topic[]): void {
    wanted.streams.set(stream.id, stream)
    fresh.push(...this.#parts.ledger.add(stream))
    if (stream.poll === undefined) return
    const poller = this.#parts.createPoller(stream)
    this.#pollers.set(stream, poller)
    if (this.#state === 'running') poller.start()
  }

  #drop(stream: SourceStream): readonly Topic[] {
    this.#pollers.get(stream)?.[Symbol.dispose]()
    this.#pollers.delete(stream)
    return this.#parts.ledger.remove(stream)
  }

  async #outcome(subscription: Subscription, asked: Wanted | Error): Promise<SubscriptionOutcome> {
    if (asked instanceof Error) return { ok: false, subscription, error: asked }
    const streams = [...asked.streams.values()]
    const errors = await Promise.all(streams.map((stream) => this.#parts.ledger.outcome(stream)))
    const refused = streams.filter((_, i) => errors[i] !== undefined)
    const error = errors.find((candidate) => candidate !== undefined)
    if (error === undefined || this.#state === 'stopped')
      return error === undefined ? { ok: true, subscription } : { ok: false, subscription, error }
    const failed = refused.length === streams.length
    if (failed && this.#wanted.get(asked.key) === asked) this.#wanted.delete(asked.key)
    const unused: Topic[] = []
    for (const stream of refused) {
      if (!asked.streams.delete(stream.id)) continue
      unused.push(...this.#drop(stream))
      if (!failed) this.#parts.leftOut(stream, error)
    }
    await this.#parts.pool.remove(unused)
    return failed ? { ok: false, subscription, error } : { ok: true, subscription }
  }
}
