import { HandOver } from './hand-over.ts'
import { NamedTimers } from './named-timers.ts'
import { createSeat, handsOverFresh } from './seat.ts'
import type { Seat } from './seat.ts'
import type { Wire } from './wire.ts'

/** After the switch, messages that the old socket had delivered may still come for this many overlaps. */
const lateOverlaps = 5

/** The next socket of a connection while the present one still delivers. */
export class Succession implements Disposable {
  readonly #timers: NamedTimers<'overlap' | 'filter'>
  readonly #overlapMs: number
  readonly #lateMs: number
  /** Messages cannot be compared: the new socket begins a new epoch. */
  readonly fresh: boolean
  #next: Seat | undefined
  #filter: HandOver | undefined

  constructor(wire: Wire) {
    this.#timers = new NamedTimers(wire.clock)
    this.fresh = handsOverFresh(wire.spec)
    this.#overlapMs = this.fresh ? 0 : wire.config.reconnect.overlap
    this.#lateMs = wire.config.reconnect.overlap * lateOverlaps
  }

  /** The seat on standby. */
  get next(): Seat | undefined {
    return this.#next
  }

  /** Whether the venue has answered everything on standby. */
  get ready(): boolean {
    return this.#next?.link?.open === true && this.#next.link.pending === 0
  }

  begin(): Seat {
    this.#next = createSeat(new HandOver())
    return this.#next
  }

  /** Looks whether the overlap may begin; `run` is called at its end. */
  progress(run: () => void): void {
    if (this.ready && !this.#timers.has('overlap')) this.#timers.set('overlap', this.#overlapMs, run)
  }

  /** The present socket says this. False when its predecessor said it already. */
  accepts(payload: Uint8Array): boolean {
    if (this.#filter?.repeats(payload) === true) return false
    if (this.#next?.link?.open === true) this.#next.standby?.old(payload)
    return true
  }

  /** The seat on standby becomes the present one. */
  take(): Seat | undefined {
    const seat = this.#next
    this.cancel()
    return seat
  }

  /** Drops what comes again from now on, for a while. */
  dropRepeats(handOver: HandOver | undefined): void {
    this.#filter = handOver
    this.#timers.set('filter', this.#lateMs, () => (this.#filter = undefined))
  }

  /** Nobody is on standby any more. */
  cancel(): void {
    this.#next = undefined
    this.#timers.cancel('overlap')
  }

  [Symbol.dispose](): void {
    this.#next = undefined
    this.#filter = undefined
    this.#timers[Symbol.dispose]()
  }
}
