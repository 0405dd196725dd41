import type { Clock, EpochMs } from '@feedloom/core'

/** Others get a turn of the event loop after so many lines, so that sinks write while a replay runs flat out. */
const linesPerTurn = 1_024

/** When the next line is due, and whether anybody asked to wait. */
export class Pace {
  readonly #clock: Clock
  readonly #speed: number
  #start: { readonly t: EpochMs; readonly at: number } | undefined
  #lines = 0
  #paused = false
  #pausedAt = 0
  #onResume: (() => void) | undefined

  constructor(clock: Clock, speed: number) {
    this.#clock = clock
    this.#speed = speed
  }

  pause(): void {
    if (this.#paused) return
    this.#paused = true
    this.#pausedAt = this.#clock.monotonic()
  }

  /** Goes on at the pace, not faster to make up for the pause. */
  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    if (this.#start !== undefined) this.#start = { t: this.#start.t, at: this.#start.at + this.#clock.monotonic() - this.#pausedAt }
    this.#onResume?.()
  }

  /** Lets a paused replay go, so that it can end. */
  release(): void {
    this.resume()
  }

  /** Whether the line of that time has to `wait`. Said once of each line. */
  holds(t: EpochMs): boolean {
    return this.#paused || (++this.#lines & (linesPerTurn - 1)) === 0 || this.#delayMs(t) > 0
  }

  /** Resolves when the line of that time is due. */
  async wait(t: EpochMs, signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    while (!signal.aborted) {
      if (this.#paused) await this.#resumed()
      const delay = this.#delayMs(t)
      if (delay <= 0 && !this.#paused) return
      if (delay > 0) await this.#clock.sleep(delay, signal).catch(() => undefined)
    }
  }

  #resumed(): Promise<void> {
    return new Promise((resolve) => {
      this.#onResume = () => {
        this.#onResume = undefined
        resolve()
      }
    })
  }

  #delayMs(t: EpochMs): number {
    // Lines without any time before them have 0, and set no start.
    if (this.#speed === Number.POSITIVE_INFINITY || t === 0) return 0
    this.#start ??= { t, at: this.#clock.monotonic() }
    return this.#start.at + (t - this.#start.t) / this.#speed - this.#clock.monotonic()
  }
}
