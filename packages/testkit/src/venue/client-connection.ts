import { StreamLog, type Channel, type FrameFacts } from './channel.ts'
import type { VenueName } from './market-spec.ts'
import type { ServerLink } from './server-link.ts'
import type { StreamGroup } from './topics.ts'

export interface ConnectionOptions {
  readonly id: number
  readonly venue: VenueName
  readonly group: StreamGroup
  readonly combined: boolean
  /** Times in microseconds (`timeUnit=MICROSECOND`). */
  readonly micros: boolean
  readonly openedAt: number
}

/** How a connection ended. */
export interface ConnectionEnd {
  readonly at: number
  readonly code: number
  readonly reason: string
  /** The client began the closing handshake, or cut the line, before the venue did. */
  readonly byClient: boolean
}

/** Begins the payload of the pings that ask whether everything has been read. */
const drainMark = 'drained '

/** The venue's end of one WebSocket, and the log of what went out on it. */
export class ClientConnection {
  readonly id: number
  readonly venue: VenueName
  readonly group: StreamGroup
  combined: boolean
  readonly micros: boolean
  readonly openedAt: number
  /** Stream names that the client has asked for, delivered or not. */
  readonly topics: Set<string> = new Set()
  /** Per stream name; kept after the end. */
  readonly log: Map<string, StreamLog> = new Map()
  end: ConnectionEnd | undefined
  endedByVenue = false
  lastPongAt: number
  /** Nothing is written at all while set. */
  frozen = false
  isHalfOpen = false
  readonly #link: ServerLink
  /** Who waits for which answer. */
  readonly #drains: Map<string, () => void> = new Map()
  #corked = false
  #marks = 0

  constructor(link: ServerLink, options: ConnectionOptions) {
    this.#link = link
    this.id = options.id
    this.venue = options.venue
    this.group = options.group
    this.combined = options.combined
    this.micros = options.micros
    this.openedAt = options.openedAt
    this.lastPongAt = options.openedAt
  }

  /** False as soon as the client's close frame has arrived: what is sent after that is not counted, nor sent. */
  get isOpen(): boolean {
    return this.#link.isOpen
  }

  /** Bytes that the client has not taken yet. */
  get backlog(): number {
    return this.#link.backlog
  }

  logOf(channel: Channel): StreamLog {
    let log = this.log.get(channel.topic.name)
    if (log === undefined) this.log.set(channel.topic.name, (log = new StreamLog()))
    return log
  }

  /** Sends a data frame and notes it. Answers whether it went out. */
  deliver(channel: Channel, frame: Buffer, facts: FrameFacts): boolean {
    if (!this.send(frame)) {
      this.logOf(channel).withheld++
      return false
    }
    this.logOf(channel).add(facts)
    return true
  }

  send(frame: Buffer | string): boolean {
    if (this.frozen || !this.isOpen) return false
    this.#link.send(frame)
    return true
  }

  /**
   * Resolves when the client has read everything that was sent to it: it answers a ping only after what came before.
   * Resolves at once for a connection that is frozen or gone.
   */
  drained(): Promise<void> {
    if (this.frozen || !this.isOpen) return Promise.resolve()
    return new Promise((resolve) => {
      const mark = drainMark + String(++this.#marks)
      this.#drains.set(mark, resolve)
      this.#link.ping(mark)
    })
  }

  /** The client has answered a ping. False for the answer to a question of `drained`. */
  ponged(payload: string): boolean {
    const drained = this.#drains.get(payload)
    if (drained === undefined) return true
    this.#drains.delete(payload)
    drained()
    return false
  }

  ended(end: ConnectionEnd): void {
    this.end = end
    for (const drained of this.#drains.values()) drained()
    this.#drains.clear()
  }

  /** Nothing arrives and nothing is sent any more, but neither side is told. */
  halfOpen(): void {
    this.frozen = true
    this.isHalfOpen = true
    this.#link.deafen()
  }

  ping(): void {
    if (!this.frozen && this.isOpen) this.#link.ping()
  }

  /** Frames from here to `uncork` leave in one write. Answers false when it was corked already. */
  cork(): boolean {
    if (this.#corked) return false
    this.#corked = true
    this.#link.cork()
    return true
  }

  uncork(): void {
    this.#corked = false
    this.#link.uncork()
  }

  close(code: number, reason: string): void {
    this.endedByVenue = true
    this.#link.close(code, reason)
  }

  /** Cuts the line without a word. */
  cut(): void {
    this.endedByVenue = true
    this.#link.cut()
  }
}
