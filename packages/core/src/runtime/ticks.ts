import type { Clock } from '../contracts/clock.ts'
import type { Processor } from '../contracts/processor.ts'
import type { EpochMs } from '../contracts/time.ts'

const never = Number.POSITIVE_INFINITY

/**
 * When the processors of one pipeline tick. Live, that is the clock's affair. A replay brings its own time, the receive
 * times of its events: ticks come where they would have come then, so that a replay gives the same at any speed.
 */
export class Ticks {
  readonly #clock: Clock
  readonly #stages: readonly { readonly processor: Processor }[]
  readonly #tick: (index: number, now: EpochMs) => void
  readonly #timers: Disposable[] = []
  /** Per stage, in a replay: when its next tick is due. */
  #due: EpochMs[] = []
  #nextDue: EpochMs = Number.NEGATIVE_INFINITY
  #replayed: EpochMs = Number.NaN
  #replay = false

  constructor(clock: Clock, stages: readonly { readonly processor: Processor }[], tick: (index: number, now: EpochMs) => void) {
    this.#clock = clock
    this.#stages = stages
    this.#tick = tick
  }

  get replay(): boolean {
    return this.#replay
  }

  /** Of the clock; in a replay, of its latest event. */
  get now(): EpochMs {
    return Number.isNaN(this.#replayed) ? this.#clock.now() : this.#replayed
  }

  start(): void {
    this.#stages.forEach(({ processor: { tickEveryMs } }, index) => {
      if (tickEveryMs !== undefined) this.#timers.push(this.#clock.every(tickEveryMs, () => this.#tick(index, this.#clock.now())))
    })
  }

  followReplay(): void {
    this.#replay = true
  }

  /** In a replay: the receive time from which on a tick is due before anything else passes. */
  get nextDue(): EpochMs {
    return this.#nextDue
  }

  /** A replay has come to `time`, and what came then has not been passed on yet. A quiet stretch is one tick, at its end. */
  reach(time: EpochMs): void {
    if (this.#due.length === 0) this.#due = this.#stages.map(({ processor }) => time + (processor.tickEveryMs ?? never))
    for (let i = 0; i < this.#due.length; i++) {
      const due = this.#due[i] as EpochMs
      if (time < due) continue
      const every = this.#stages[i]?.processor.tickEveryMs ?? never
      this.#due[i] = time - ((time - due) % every) + every
      this.#tick(i, time)
    }
    this.#nextDue = Math.min(never, ...this.#due)
  }

  /** In a replay: events up to this time have been passed on. */
  passed(time: EpochMs): void {
    this.#replayed = time
  }

  stop(): void {
    for (const timer of this.#timers) timer[Symbol.dispose]()
    this.#timers.length = 0
  }
}
