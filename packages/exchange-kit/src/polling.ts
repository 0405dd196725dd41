import { toFeedloomError } from '@feedloom/core'
import type { Clock } from '@feedloom/core'

export interface PollerActions {
  /** One round: asks and delivers. */
  poll(signal: AbortSignal): Promise<void>
  /** A round failed; said once until one succeeds. */
  failed(error: Error): void
  recovered(): void
}

/** Asks at a fixed pace in place of a stream. Rounds never overlap: while one is under way, others are left out. */
export class Poller implements Disposable {
  readonly #clock: Clock
  readonly #everyMs: number
  readonly #actions: PollerActions
  readonly #stopped = new AbortController()
  #timer: Disposable | undefined
  #busy = false
  #paused = false
  #failing = false

  constructor(clock: Clock, everyMs: number, actions: PollerActions) {
    this.#clock = clock
    this.#everyMs = everyMs
    this.#actions = actions
  }

  /** The first round begins at once. */
  start(): void {
    if (this.#timer !== undefined || this.#stopped.signal.aborted) return
    this.#timer = this.#clock.every(this.#everyMs, () => this.#round())
    this.#round()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
  }

  [Symbol.dispose](): void {
    this.#stopped.abort()
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
    if (this.#failing) this.#actions.recovered()
    this.#failing = false
  }

  #round(): void {
    if (this.#busy || this.#paused) return
    this.#busy = true
    this.#actions.poll(this.#stopped.signal).then(
      () => this.#done(undefined),
      (error: unknown) => this.#done(toFeedloomError(error, 'retryable', 'FEEDLOOM_POLL_FAILED')),
    )
  }

  #done(error: Error | undefined): void {
    this.#busy = false
    if (this.#stopped.signal.aborted) return
    const wasFailing = this.#failing
    this.#failing = error !== undefined
    if (error !== undefined && !wasFailing) this.#actions.failed(error)
    if (error === undefined && wasFailing) this.#actions.recovered()
  }
}
