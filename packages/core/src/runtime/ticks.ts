import type { Clock } from '../contracts/clock.ts'
import type { Processor } from '../contracts/processor.ts'
import type { EpochMs } from '../contracts/time.ts'

const never = Number.POSITIVE_INFINITY

export interface TickParts {
  readonly clock: Clock
  readonly stages: readonly { readonly processor: Processor }[]
  tick(index: number, now: EpochMs): void
  /** The clock has told the time, or a recording that it did: part of what enters the pipeline. */
  told(now: EpochMs): void
  /** Nothing passes now, so time stands still. */
  rests(): boolean
}

/**
 * When the processors of one pipeline tick: a function of the receive times of what passes and of the times that the
 * clock tells in between, in their order. The clock speaks where nothing else has come by the time that a tick is due;
 * a recording keeps what it said, so a replay ticks exactly where the run did. In a replay of other recordings receive
 * times alone move the time.
 */
export class Ticks {
  readonly #parts: TickParts
  /** Per stage: when its next tick is due. */
  #due: EpochMs[] = []
  #nextDue: EpochMs = Number.NEGATIVE_INFINITY
  /** In a replay: the time that it has come to. */
  #replayed: EpochMs = Number.NaN
  #live = false
  #timer: Disposable | undefined

  constructor(parts: TickParts) {
    this.#parts = parts
  }

  /** The clock moves the time, too. */
  start(): void {
    this.#live = true
    if (this.#shortest() === never) return
    this.tell(this.#parts.clock.now())
    this.#arm()
  }

  /** The receive time from which on a tick is due before anything else passes. */
  get nextDue(): EpochMs {
    return this.#nextDue
  }

  /** Time has come to `time`, and what came then has not been passed on yet. A quiet stretch is one tick, at its end. */
  reach(time: EpochMs): void {
    if (this.#due.length === 0) this.#due = this.#parts.stages.map((stage) => time + everyOf(stage))
    for (let i = 0; i < this.#due.length; i++) {
      const due = this.#due[i] as EpochMs
      if (time < due) continue
      const every = everyOf(this.#parts.stages[i])
      this.#due[i] = time - ((time - due) % every) + every
      this.#parts.tick(i, time)
    }
    this.#nextDue = Math.min(never, ...this.#due)
  }

  /** In a replay: events up to this time have been passed on. */
  passed(time: EpochMs): void {
    this.#replayed = time
  }

  /** The clock says what time it is, or a recording what it said. */
  tell(now: EpochMs): void {
    this.#parts.told(now)
    this.#replayed = now
    // The clock was set back: what is due is counted anew, or nothing would tick until it is there again.
    this.#due = this.#due.map((due, i) => Math.min(due, now + everyOf(this.#parts.stages[i])))
    this.reach(now)
  }

  /** The last time of all; nothing ticks by itself afterwards. */
  end(): EpochMs {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
    if (!this.#live) return Number.isNaN(this.#replayed) ? this.#parts.clock.now() : this.#replayed
    const now = this.#parts.clock.now()
    this.tell(now)
    return now
  }

  #arm(): void {
    const { clock } = this.#parts
    const rests = (): boolean => this.#parts.rests()
    const shortest = this.#shortest()
    const wait = rests() ? shortest : Math.min(shortest, Math.max(1, this.#nextDue - clock.now()))
    this.#timer = clock.after(wait, () => {
      const now = clock.now()
      if (!rests() && (now >= this.#nextDue || this.#nextDue - now > shortest)) this.tell(now)
      if (this.#timer !== undefined) this.#arm()
    })
  }

  #shortest(): number {
    return Math.min(never, ...this.#parts.stages.map(everyOf))
  }
}

function everyOf(stage: { readonly processor: Processor } | undefined): number {
  return stage?.processor.tickEveryMs ?? never
}
