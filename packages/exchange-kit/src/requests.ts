import { retryable } from '@feedloom/core'
import type { Clock, FeedloomError } from '@feedloom/core'

type Action = 'subscribe' | 'unsubscribe'

interface Request {
  readonly action: Action
  readonly attempt: number
  /** Topics without an answer yet. */
  readonly topics: Set<string>
  /** Ids that it was sent under; a late answer to an earlier attempt counts too. */
  readonly ids: number[]
  /** Messages without an answer yet. */
  unanswered: number
  sends: Disposable[]
  timer: Disposable | undefined
}

/** What one connection needs to ask and to hear. */
export interface RequestPort {
  /** The messages for these topics, or none when nothing needs to be said. */
  messages(action: Action, topics: readonly string[], requestId: number): readonly string[]
  /** Sends in its turn. */
  send(message: string, sent: () => void): Disposable
  nextRequestId(): number
  /** A topic is confirmed, or refused for good on this connection. */
  settled(topic: string, error: FeedloomError | Error | undefined): void
  /** The venue has let go of a topic, or will never say so. */
  released(topic: string): void
}

export interface RequestRules {
  readonly venue: string
  readonly acknowledges: boolean
  readonly topicsPerMessage: number
  readonly timeoutMs: number
  readonly attempts: number
}

/** Questions to the venue on one connection, and its answers: by request id or by topic, in time or not. */
export class Requests implements Disposable {
  readonly #clock: Clock
  readonly #rules: RequestRules
  readonly #port: RequestPort
  /** Nothing is read from the wire now, so no answer can come. */
  #held = false
  readonly #byId = new Map<number, Request>()
  readonly #byTopic: Readonly<Record<Action, Map<string, Request>>> = { subscribe: new Map(), unsubscribe: new Map() }

  constructor(clock: Clock, rules: RequestRules, port: RequestPort) {
    this.#clock = clock
    this.#rules = rules
    this.#port = port
  }

  /** Topics that wait for the answer to a subscription. */
  get pending(): number {
    return this.#byTopic.subscribe.size
  }

  isPending(topic: string): boolean {
    return this.#byTopic.subscribe.has(topic)
  }

  /** While held, no time-out counts: answers cannot be read. */
  hold(held: boolean): void {
    this.#held = held
  }

  subscribe(topics: readonly string[]): void {
    for (const batch of this.#batches(topics)) this.#ask('subscribe', batch, 1, [])
  }

  unsubscribe(topics: readonly string[]): void {
    for (const topic of topics) this.#forget('subscribe', topic)
    for (const batch of this.#batches(topics)) this.#ask('unsubscribe', batch, 1, [])
  }

  acknowledged(requestId: number): void {
    const request = this.#byId.get(requestId)
    if (request === undefined || --request.unanswered > 0) return
    for (const topic of request.topics) this.#answer(request, topic, undefined)
  }

  acknowledgedTopics(topics: readonly string[]): void {
    for (const topic of topics) {
      const request = this.#byTopic.subscribe.get(topic) ?? this.#byTopic.unsubscribe.get(topic)
      if (request !== undefined) this.#answer(request, topic, undefined)
    }
  }

  rejected(requestId: number, error: Error): void {
    const request = this.#byId.get(requestId)
    if (request === undefined) return
    const topics = [...request.topics]
    if (request.action === 'subscribe' && topics.length > 1) {
      this.#drop(request)
      for (const topic of topics) this.#ask('subscribe', [topic], 1, [])
    } else {
      for (const topic of topics) this.#answer(request, topic, error)
    }
  }

  rejectedTopics(topics: readonly string[], error: Error): void {
    for (const topic of topics) {
      const request = this.#byTopic.subscribe.get(topic) ?? this.#byTopic.unsubscribe.get(topic)
      if (request !== undefined) this.#answer(request, topic, error)
    }
  }

  /** The connection is gone: nothing will be answered. */
  [Symbol.dispose](): void {
    const released = [...this.#byTopic.unsubscribe.keys()]
    for (const request of new Set([...this.#byTopic.subscribe.values(), ...this.#byTopic.unsubscribe.values()])) this.#drop(request)
    for (const topic of released) this.#port.released(topic)
  }

  #ask(action: Action, topics: readonly string[], attempt: number, earlierIds: readonly number[]): void {
    const id = this.#port.nextRequestId()
    const messages = this.#port.messages(action, topics, id)
    const request: Request = {
      action,
      attempt,
      topics: new Set(topics),
      ids: [...earlierIds, id],
      unanswered: messages.length,
      sends: [],
      timer: undefined,
    }
    for (const known of request.ids) this.#byId.set(known, request)
    for (const topic of topics) this.#byTopic[action].set(topic, request)
    let unsent = messages.length
    if (unsent === 0) this.#sent(request, false)
    for (const message of messages) {
      request.sends.push(this.#port.send(message, () => (--unsent === 0 ? this.#sent(request, this.#rules.acknowledges) : undefined)))
    }
  }

  #sent(request: Request, answered: boolean): void {
    if (answered) request.timer = this.#clock.after(this.#rules.timeoutMs, () => this.#timedOut(request))
    else for (const topic of request.topics) this.#answer(request, topic, undefined)
  }

  #timedOut(request: Request): void {
    if (this.#held) {
      this.#sent(request, true)
      return
    }
    const topics = [...request.topics]
    if (request.attempt < this.#rules.attempts) {
      this.#drop(request)
      this.#ask(request.action, topics, request.attempt + 1, request.ids)
      return
    }
    for (const topic of topics) this.#answer(request, topic, this.#noAnswer(topic))
  }

  #noAnswer(topic: string): FeedloomError {
    const { venue, attempts, timeoutMs } = this.#rules
    return retryable(
      'FEEDLOOM_SUBSCRIBE_TIMEOUT',
      `${venue} did not confirm \`${topic}\`, asked for ${attempts} times and waited ${timeoutMs} ms each time`,
      { details: { venue, topic } },
    )
  }

  #answer(request: Request, topic: string, error: Error | undefined): void {
    this.#forget(request.action, topic)
    if (request.action === 'subscribe') this.#port.settled(topic, error)
    else this.#port.released(topic)
  }

  #forget(action: Action, topic: string): void {
    const request = this.#byTopic[action].get(topic)
    if (request === undefined) return
    this.#byTopic[action].delete(topic)
    request.topics.delete(topic)
    if (request.topics.size === 0) this.#drop(request)
  }

  #drop(request: Request): void {
    request.timer?.[Symbol.dispose]()
    for (const send of request.sends) send[Symbol.dispose]()
    for (const id of request.ids) if (this.#byId.get(id) === request) this.#byId.delete(id)
    for (const topic of request.topics)
      if (this.#byTopic[request.action].get(topic) === request) this.#byTopic[request.action].delete(topic)
  }

  #batches(topics: readonly string[]): readonly (readonly string[])[] {
    const size = this.#rules.topicsPerMessage
    return Array.from({ length: Math.ceil(topics.length / size) }, (_, i) => topics.slice(i * size, (i + 1) * size))
  }
}
