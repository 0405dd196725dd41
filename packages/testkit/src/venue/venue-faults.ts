import type { Clock } from '@feedloom/core'
import type { ClientConnection } from './client-connection.ts'
import type { FaultAction, FaultBoard, FrameDamage, FrameFault, FrameMatch } from './faults.ts'
import type { RestAnswer } from './feed.ts'
import type { Hub, StruckFrame } from './hub.ts'
import type { VenueName } from './market-spec.ts'

/** Which connections: all, or those of one venue, group or number. */
export interface ConnectionMatch {
  readonly venue?: VenueName
  readonly group?: 'public' | 'market'
  readonly id?: number
}

export interface VenueFaultsParts {
  readonly board: FaultBoard
  readonly hub: Hub
  readonly clock: Clock
  /** The books as they are now, by venue and symbol. */
  readonly snapshots: () => Iterable<readonly [market: string, answer: RestAnswer]>
}

const forever = Number.POSITIVE_INFINITY

/** What a test calls to make things go wrong. Counted faults strike the next `count` occasions. */
export class VenueFaults {
  readonly #board: FaultBoard
  readonly #hub: Hub
  readonly #clock: Clock
  readonly #snapshots: () => Iterable<readonly [market: string, answer: RestAnswer]>

  constructor({ board, hub, clock, snapshots }: VenueFaultsParts) {
    this.#board = board
    this.#hub = hub
    this.#clock = clock
    this.#snapshots = snapshots
  }

  /** Told of each data frame that a fault strikes. */
  onStruck(listener: (frame: StruckFrame) => void): void {
    this.#hub.onStruck = listener
  }

  /** Cuts connections without a closing handshake. Answers how many. */
  killSockets(match: ConnectionMatch = {}): number {
    return this.#each(match, (connection) => connection.cut())
  }

  closeWith(code: number, reason = '', match: ConnectionMatch = {}): number {
    return this.#each(match, (connection) => connection.close(code, reason))
  }

  /** Data frames stop; pings and acknowledgements go on. Disposing ends it. */
  mute(match: FrameMatch = 'all', forMs: number = forever): Disposable {
    this.#board.mutes.add(match)
    return this.#until(forMs, () => this.#board.mutes.delete(match))
  }

  /** Nothing is written to any socket, new ones included: open, but dead. */
  freeze(forMs: number = forever): Disposable {
    this.#setFrozen(true)
    return this.#until(forMs, () => this.#setFrozen(false))
  }

  /** The connections stay open on both sides, but nothing passes any more, in either direction. Answers how many. */
  halfOpen(match: ConnectionMatch = {}): number {
    return this.#each(match, (connection) => connection.halfOpen())
  }

  /** The venue goes down, sockets and requests alike, and comes back. Its markets go on: so do the ids. */
  restart(forMs: number): void {
    this.#board.downUntil = this.#clock.now() + forMs
    this.killSockets()
  }

  dropFrames(count = 1, match: FrameMatch = 'all'): void {
    this.#frames('drop', count, match)
  }

  duplicateFrames(count = 1, match: FrameMatch = 'all'): void {
    this.#frames('duplicate', count, match)
  }

  /** Each frame concerned changes places with the next one of its stream. */
  reorderFrames(count = 1, match: FrameMatch = 'all'): void {
    this.#frames('reorder', count, match)
  }

  /** Lets frames arrive `ms` later than those that follow them. */
  delayFrames(ms: number, count = 1, match: FrameMatch = 'all'): void {
    this.#frames('delay', count, match, ms)
  }

  /** Spoils what frames say; by default only their first half arrives. */
  corruptFrames(count = 1, match: FrameMatch = 'all', damage: FrameDamage = 'corrupt'): void {
    this.#frames(damage, count, match)
  }

  /** The next `count` requests for each book are answered with the book of this moment: soon older than the deltas. */
  oldSnapshots(count = 1): void {
    for (const [market, answer] of this.#snapshots()) this.#board.oldSnapshots.set(market, { answer, left: count })
  }

  /** The next `count` HTTP requests (of addresses that contain `path`) get this status, or no answer at all. */
  answerHttp(status: number | 'silence', count = 1, options: { readonly retryAfterS?: number; readonly path?: string } = {}): void {
    this.#board.http.push({ status, left: count, retryAfterS: options.retryAfterS, path: options.path })
  }

  answer429(count = 1, retryAfterS = 1, path?: string): void {
    this.answerHttp(429, count, { retryAfterS, ...(path === undefined ? {} : { path }) })
  }

  delayAcks(ms: number, count: number = forever): void {
    this.#board.ackDelays.push({ ms, left: count })
  }

  dropAcks(count = 1): void {
    this.#board.ackDrops.left += count
  }

  rejectSubscribes(count = 1): void {
    this.#board.rejects.left += count
  }

  /** Data frames arrive `ms` later. */
  slow(ms: number, forMs: number = forever): Disposable {
    this.#board.slowMs = ms
    return this.#until(forMs, () => (this.#board.slowMs = 0))
  }

  refuseConnections(count = 1): void {
    this.#board.refusals.left += count
  }

  refuseConnectionsFor(ms: number): void {
    this.#board.refusals.until = this.#clock.now() + ms
  }

  /** Says that the server will go down soon, as the venue does ten minutes before. */
  announceShutdown(match: ConnectionMatch = {}): number {
    const text = `{"e":"serverShutdown","E":${this.#clock.now()}}`
    return this.#each(match, (connection) => connection.send(connection.combined ? `{"stream":"!serverShutdown","data":${text}}` : text))
  }

  /** Ends every fault that is set. */
  clear(): void {
    this.#board.mutes.clear()
    this.#board.frames.length = this.#board.http.length = this.#board.ackDelays.length = 0
    this.#board.ackDrops.left = this.#board.rejects.left = this.#board.refusals.left = 0
    this.#board.refusals.until = Number.NEGATIVE_INFINITY
    this.#board.slowMs = 0
    this.#board.downUntil = Number.NEGATIVE_INFINITY
    this.#board.oldSnapshots.clear()
    this.#setFrozen(false)
  }

  /** A fault given as data. */
  apply(action: FaultAction): void {
    switch (action.type) {
      case 'kill-sockets':
        this.killSockets()
        return
      case 'close':
        this.closeWith(action.code, action.reason)
        return
      case 'mute':
        this.mute(action.match, action.forMs)
        return
      case 'freeze':
        this.freeze(action.forMs)
        return
      case 'frames':
        this.#frames(action.fault, action.count ?? 1, action.match, action.ms)
        return
      case 'http':
        this.answerHttp(action.status, action.count, action)
        return
      case 'slow':
        this.slow(action.ms, action.forMs)
        return
      case 'announce-shutdown':
        this.announceShutdown()
        return
      case 'half-open':
        this.halfOpen()
        return
      case 'old-snapshots':
        this.oldSnapshots(action.count)
        return
      case 'restart':
        this.restart(action.forMs)
        return
      default:
        this.#applyToClients(action)
    }
  }

  #applyToClients(action: Extract<FaultAction, { type: 'delay-acks' | 'drop-acks' | 'reject-subscribes' | 'refuse-connections' }>): void {
    switch (action.type) {
      case 'delay-acks':
        this.delayAcks(action.ms, action.count)
        return
      case 'drop-acks':
        this.dropAcks(action.count)
        return
      case 'reject-subscribes':
        this.rejectSubscribes(action.count)
        return
      case 'refuse-connections':
        if (action.forMs === undefined) this.refuseConnections(action.count)
        else this.refuseConnectionsFor(action.forMs)
        return
      default:
    }
  }

  #frames(fault: FrameFault, count: number, match: FrameMatch, ms = 1_000): void {
    this.#board.frames.push({ fault, left: count, match, ms })
  }

  #setFrozen(frozen: boolean): void {
    this.#board.frozen = frozen
    for (const connection of this.#hub.connections) connection.frozen = frozen || connection.isHalfOpen
  }

  #each(match: ConnectionMatch, run: (connection: ClientConnection) => unknown): number {
    const chosen = [...this.#hub.connections].filter(
      ({ venue, group, id }) => (match.venue ?? venue) === venue && (match.group ?? group) === group && (match.id ?? id) === id,
    )
    for (const connection of chosen) run(connection)
    return chosen.length
  }

  #until(forMs: number, end: () => unknown): Disposable {
    if (forMs !== forever) this.#clock.after(forMs, end)
    return { [Symbol.dispose]: () => void end() }
  }
}
