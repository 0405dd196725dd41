import { toFeedloomError } from '@feedloom/core'
import type { ConnectionStatus, EpochMs } from '@feedloom/core'
import { Backoff } from './backoff.ts'
import type { ConnectionEvents } from './connection-events.ts'
import { Link } from './link.ts'
import type { LinkEnd, LinkEvents } from './link.ts'
import { NamedTimers } from './named-timers.ts'
import { createSeat, finalErrorOf, isUnanswered, retryAfterMsOf } from './seat.ts'
import type { Seat } from './seat.ts'
import { Standing } from './standing.ts'
import { Succession } from './succession.ts'
import { Turn } from './turn.ts'
import type { Wire } from './wire.ts'

const maxPatience = 16
/** Share of its age limit at which a connection is replaced, from and to: not all of them at once. */
const [ageFrom, ageSpread] = [0.9, 0.08]

/** One connection to a venue through all its sockets: it comes back by itself, with everything that was subscribed. */
export class Connection {
  readonly name: string
  readonly group: string
  readonly #wire: Wire
  readonly #events: ConnectionEvents
  readonly #backoff: Backoff
  readonly #succession: Succession
  readonly #standing: Standing
  readonly #turn: Turn
  readonly #timers: NamedTimers<'retry' | 'stable' | 'age'>
  readonly #topics = new Set<string>()
  /** Topics that were confirmed once: their subscriber has his answer already. */
  readonly #known = new Set<string>()
  #epoch: number
  /** Grows while a stream is found quiet: then it is so by nature, and not stale. */
  #patience = 1
  #paused = false
  #seat: Seat | undefined

  /** `epoch` is where counting begins: names come back when a connection was closed and opened again. */
  constructor(wire: Wire, group: string, name: string, epoch: number, events: ConnectionEvents) {
    this.#wire = wire
    this.group = group
    this.name = name
    this.#epoch = epoch
    this.#events = events
    this.#timers = new NamedTimers(wire.clock)
    this.#succession = new Succession(wire)
    this.#standing = new Standing(() => events.changed(this.status()))
    this.#turn = new Turn(wire.connects)
    this.#backoff = new Backoff(wire.config.reconnect, wire.random)
  }

  get epoch(): number {
    return this.#epoch
  }

  get topics(): ReadonlySet<string> {
    return this.#topics
  }

  get connected(): boolean {
    return this.#standing.state === 'connected'
  }

  status(): ConnectionStatus {
    const link = this.#seat?.link
    return {
      source: this.#wire.source,
      connection: this.name,
      state: this.#standing.state,
      reason: this.#standing.reason,
      reconnects: this.#standing.reconnects,
      topics: link?.open === true ? link.confirmed.size : 0,
    }
  }

  open(): void {
    if (this.#standing.state === 'disconnected') this.#attempt('connecting', undefined)
  }

  add(topics: readonly string[]): void {
    for (const topic of topics) this.#topics.add(topic)
    this.#subscribe(this.#seat, topics)
    this.#succession.next?.link?.subscribe(topics)
  }

  /** `released` follows for each topic. */
  remove(topics: readonly string[]): void {
    for (const topic of topics) {
      this.#topics.delete(topic)
      this.#known.delete(topic)
    }
    this.#succession.next?.link?.unsubscribe(topics)
    this.#succession.progress(() => this.#switch())
    if (this.#seat?.link === undefined) for (const topic of topics) this.#events.released(topic)
    else this.#seat.link.unsubscribe(topics)
  }

  pause(): void {
    this.#paused = true
    this.#seat?.link?.pause()
    this.#succession.next?.link?.pause()
  }

  resume(): void {
    this.#paused = false
    this.#seat?.link?.resume()
    this.#succession.next?.link?.resume()
  }

  /** Closes for good. Topics that were being unsubscribed are released. */
  close(reason: string): void {
    this.#release()
    this.#standing.set('disconnected', reason)
  }

  /** Opens the next socket, subscribes there, then lets go of this one. */
  replace(reason: string): void {
    if (this.#seat?.link?.open !== true || this.#succession.next !== undefined || this.#turn.waiting) return
    this.#wire.log.info('connection is replaced', { connection: this.name, reason })
    this.#turn.take(() => this.#connect(this.#succession.begin()))
  }

  #attempt(state: 'connecting' | 'reconnecting', reason: string | undefined): void {
    this.#standing.set(state, reason)
    this.#turn.take(() => {
      this.#seat = createSeat()
      this.#connect(this.#seat)
    })
  }

  #connect(seat: Seat): void {
    try {
      const link = new Link(this.#wire, this.group, this.#patience, this.#eventsOf(seat))
      if (seat !== this.#seat && seat !== this.#succession.next) return
      seat.link = link
      if (this.#paused) link.pause()
    } catch (error) {
      this.#fail(toFeedloomError(error, 'config', 'FEEDLOOM_CONNECTION_FAILED'))
    }
  }

  #eventsOf(seat: Seat): LinkEvents {
    return {
      opened: () => this.#socketOpened(seat),
      data: (payload, tsRecv) => this.#data(seat, payload, tsRecv),
      lively: () => (seat.lively = true),
      settled: (topic, error) => this.#settled(seat, topic, error),
      released: (topic) => (seat === this.#seat ? this.#events.released(topic) : undefined),
      goingAway: (reason) => this.replace(reason),
      closed: (end) => (seat === this.#succession.next ? this.#standbyClosed(end) : this.#socketClosed(seat, end)),
    }
  }

  #socketOpened(seat: Seat): void {
    if (this.#paused) seat.link?.pause()
    if (seat === this.#seat) {
      this.#established(undefined)
      this.#subscribe(seat, [...this.#topics])
    } else {
      seat.link?.subscribe([...this.#topics])
      this.#succession.progress(() => this.#switch())
    }
  }

  #subscribe(seat: Seat | undefined, topics: readonly string[]): void {
    if (seat?.link?.open !== true || topics.length === 0) return
    this.#events.asked(topics)
    seat.link.subscribe(topics)
  }

  #established(reason: string | undefined): void {
    const { reconnect } = this.#wire.config
    this.#timers.set('stable', reconnect.stableAfter, () => this.#backoff.reset())
    const age = this.#wire.limits.maxConnectionAgeMs
    if (age !== undefined) {
      this.#timers.set('age', age * (ageFrom + ageSpread * this.#wire.random()), () => this.replace('it reaches the age limit'))
    }
    this.#standing.connected(reason)
  }

  #data(seat: Seat, payload: Uint8Array, tsRecv: EpochMs): void {
    if (seat.standby !== undefined) seat.standby.hold(payload, tsRecv)
    else if (this.#succession.accepts(payload)) this.#deliver(payload, tsRecv)
  }

  #deliver(payload: Uint8Array, tsRecv: EpochMs): void {
    this.#events.frame({
      venue: this.#wire.venue,
      channel: 'ws',
      payload,
      tsRecv,
      connection: this.name,
      epoch: this.#epoch,
      request: undefined,
    })
  }

  #settled(seat: Seat, topic: string, error: Error | undefined): void {
    if (seat.standby === undefined && !this.#topics.has(topic)) return
    if (seat.standby !== undefined) {
      if (error !== undefined && isUnanswered(error)) seat.link?.fail(error.message)
      else if (error !== undefined) seat.refused.set(topic, error)
      this.#succession.progress(() => this.#switch())
    } else if (error !== undefined && this.#known.has(topic) && isUnanswered(error)) {
      // Its subscriber was told long ago that it works: a venue that is mute now deserves a fresh socket.
      seat.link?.fail(error.message, error)
    } else {
      if (error === undefined) this.#known.add(topic)
      this.#events.settled(topic, error)
    }
  }

  #socketClosed(seat: Seat, end: LinkEnd): void {
    if (this.#succession.ready) {
      this.#switch()
      return
    }
    const lost = [...(seat.link?.confirmed ?? [])].filter((topic) => this.#topics.has(topic))
    this.#timers.cancel('stable', 'age')
    this.#turn[Symbol.dispose]()
    this.#succession.dropRepeats(undefined)
    this.#epoch++
    this.#seat = undefined
    if (seat.lively) this.#patience = 1
    else if (end.stale) this.#patience = Math.min(maxPatience, this.#patience * 2)
    if (lost.length > 0) this.#events.lost(lost, end.cause)
    const final = finalErrorOf(end)
    const next = this.#succession.take()
    if (final !== undefined) this.#fail(final, next)
    else if (next === undefined) this.#retry(end)
    else this.#adopt(next, end)
  }

  #retry(end: LinkEnd): void {
    const waitMs = this.#backoff.next(retryAfterMsOf(end))
    this.#wire.log.warn('connection lost', { connection: this.name, reason: end.reason, retryInMs: Math.round(waitMs) })
    this.#timers.set('retry', waitMs, () => this.#attempt('reconnecting', end.reason))
    this.#standing.set('reconnecting', end.reason)
  }

  /** The old socket went before the new one was ready: there is a hole, but the new one is already on its way. */
  #adopt(next: Seat, end: LinkEnd): void {
    this.#seat = next
    this.#standing.set('reconnecting', end.reason)
    const { standby, link } = next
    next.standby = undefined
    if (link?.open !== true) return
    this.#established(undefined)
    this.#passOn(next)
    standby?.release((payload, tsRecv) => this.#deliver(payload, tsRecv), true)
  }

  #standbyClosed(end: LinkEnd): void {
    this.#succession.cancel()
    this.#timers.set('retry', this.#backoff.next(retryAfterMsOf(end)), () => this.replace(end.reason))
  }

  /** The hand-over, between two frames. */
  #switch(): void {
    const next = this.#succession.take()
    if (next === undefined) return
    const { standby } = next
    const { fresh } = this.#succession
    const old = this.#seat?.link
    this.#seat = next
    next.standby = undefined
    old?.[Symbol.dispose]()
    if (fresh) this.#epoch++
    const lost = [...next.refused.keys()].filter((topic) => this.#topics.has(topic))
    if (lost.length > 0) this.#events.lost(lost, 'disconnect')
    this.#passOn(next)
    standby?.release((payload, tsRecv) => this.#deliver(payload, tsRecv), fresh)
    this.#succession.dropRepeats(fresh ? undefined : standby)
    this.#established('planned reconnect')
  }

  /** What the venue said to the topics while the seat was on standby. */
  #passOn(seat: Seat): void {
    for (const topic of seat.link?.confirmed ?? []) this.#settled(seat, topic, undefined)
    for (const [topic, error] of seat.refused) this.#settled(seat, topic, error)
  }

  #fail(error: Error, next?: Seat): void {
    next?.link?.[Symbol.dispose]()
    this.#release()
    this.#standing.set('failed', error.message)
    this.#events.failed(error)
  }

  #release(): void {
    this.#timers[Symbol.dispose]()
    this.#turn[Symbol.dispose]()
    this.#succession.next?.link?.[Symbol.dispose]()
    this.#succession[Symbol.dispose]()
    this.#seat?.link?.[Symbol.dispose]()
    this.#seat = undefined
  }
}
