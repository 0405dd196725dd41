import type { BarSpec, DataKind, Instrument } from '@feedloom/core'
import { topicKey } from './topic-key.ts'
import type { Topic } from './venue.ts'

/** `wanted`: not asked for yet, or no longer sent; `pending`: asked for; then what the venue said. */
export type TopicState = 'wanted' | 'pending' | 'confirmed' | 'rejected'

/** What somebody wants to get, and the topics that carry it. */
export interface Stream {
  readonly kind: DataKind
  readonly interval: BarSpec | undefined
  readonly topics: readonly Topic[]
  /** Whose data it is: one instrument, or all of them. */
  instruments(): Iterable<Instrument>
}

interface Entry {
  readonly topic: Topic
  readonly streams: Set<Stream>
  state: TopicState
  error: Error | undefined
  waiting: ((error: Error | undefined) => void)[]
}

/** Which topics are wanted, by whom, and what the venue said to each. A topic wanted twice is one topic. */
export class SubscriptionLedger {
  readonly #entries = new Map<string, Entry>()

  /** Notes a stream; returns the topics that nobody wanted before. */
  add(stream: Stream): readonly Topic[] {
    return stream.topics.filter((topic) => {
      const known = this.#entries.get(topicKey(topic))
      if (known !== undefined) {
        known.streams.add(stream)
        return false
      }
      this.#entries.set(topicKey(topic), { topic, streams: new Set([stream]), state: 'wanted', error: undefined, waiting: [] })
      return true
    })
  }

  /** Forgets a stream; returns the topics that nobody wants any more. */
  remove(stream: Stream): readonly Topic[] {
    return stream.topics.filter((topic) => {
      const key = topicKey(topic)
      const entry = this.#entries.get(key)
      if (entry === undefined || !entry.streams.delete(stream) || entry.streams.size > 0) return false
      this.#entries.delete(key)
      answer(entry, undefined)
      return true
    })
  }

  state(topic: Topic): TopicState | undefined {
    return this.#entries.get(topicKey(topic))?.state
  }

  /** Number of topics in a state. */
  count(state: TopicState): number {
    let count = 0
    for (const entry of this.#entries.values()) if (entry.state === state) count++
    return count
  }

  asked(topics: readonly Topic[]): void {
    for (const topic of topics) {
      const entry = this.#entries.get(topicKey(topic))
      if (entry !== undefined) entry.state = 'pending'
    }
  }

  /** The venue confirmed a topic, or refused it. True when somebody was waiting for the answer. */
  settled(topic: Topic, error: Error | undefined): boolean {
    const entry = this.#entries.get(topicKey(topic))
    if (entry === undefined) return false
    entry.state = error === undefined ? 'confirmed' : 'rejected'
    entry.error = error
    const told = entry.waiting.length > 0
    answer(entry, error)
    return told
  }

  /** The connection of these topics is gone; returns the streams that have a hole now. */
  lost(topics: readonly Topic[]): ReadonlySet<Stream> {
    const streams = new Set<Stream>()
    for (const topic of topics) {
      const entry = this.#entries.get(topicKey(topic))
      if (entry === undefined) continue
      entry.state = 'wanted'
      for (const stream of entry.streams) streams.add(stream)
    }
    return streams
  }

  /** Resolves when the venue has said something to each topic of the stream: undefined, or the first refusal. */
  async outcome(stream: Stream): Promise<Error | undefined> {
    const errors = await Promise.all(stream.topics.map((topic) => this.#answerTo(topic)))
    return errors.find((error) => error !== undefined)
  }

  /** Answers everybody who still waits. */
  abandon(error: Error): void {
    for (const entry of this.#entries.values()) answer(entry, error)
  }

  #answerTo(topic: Topic): Promise<Error | undefined> {
    const entry = this.#entries.get(topicKey(topic))
    if (entry === undefined || entry.state === 'confirmed') return Promise.resolve(undefined)
    if (entry.state === 'rejected') return Promise.resolve(entry.error)
    return new Promise((resolve) => {
      entry.waiting.push(resolve)
    })
  }
}

function answer(entry: Entry, error: Error | undefined): void {
  const { waiting } = entry
  entry.waiting = []
  for (const resolve of waiting) resolve(error)
}
