import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { StreamLog, type Channel, type FrameFacts } from './channel.ts'
import type { VenueName } from './market-spec.ts'
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
export const drainMark = 'drained '

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
  readonly #ws: WebSocket
  readonly #socket: Duplex
  #corked = false
  #marks = 0

  constructor(ws: WebSocket, socket: Duplex, options: ConnectionOptions) {
    this.#ws = ws
    this.#socket = socket
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
    return this.#ws.readyState === this.#ws.OPEN
  }

  /** Bytes that the client has not taken yet. */
  get backlog(): number {
    return this.#ws.bufferedAmount
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
    this.#ws.send(frame, { binary: false, compress: false })
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
      const done = (): void => {
        this.#ws.off('pong', onPong)
        this.#ws.off('close', done)
        resolve()
      }
      const onPong = (payload: Buffer): void => {
        if (payload.toString() === mark) done()
      }
      this.#ws.on('pong', onPong)
      this.#ws.on('close', done)
      this.#ws.ping(mark)
    })
  }

  ping(): void {
    if (!this.frozen && this.isOpen) this.#ws.ping()
  }

  /** Frames from here to `uncork` leave in one write. Answers false when it was corked already. */
  cork(): boolean {
    if (this.#corked) return false
    this.#corked = true
    this.#socket.cork()
    return true
  }

  uncork(): void {
    this.#corked = false
    this.#socket.uncork()
  }

  close(code: number, reason: string): void {
    this.endedByVenue = true
    this.#ws.close(code, reason)
  }

  /** Cuts the line without a word. */
  cut(): void {
    this.endedByVenue = true
    this.#ws.terminate()
  }
}
