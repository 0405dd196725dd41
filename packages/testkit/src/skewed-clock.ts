import type { Clock, EpochMs } from '@feedloom/core'

/** A clock whose wall time is wrong by `skewMs`, which may change at any moment; its timers run on time. */
export class SkewedClock implements Clock {
  skewMs: number
  readonly #clock: Clock

  constructor(clock: Clock, skewMs = 0) {
    this.#clock = clock
    this.skewMs = skewMs
  }

  now(): EpochMs {
    return this.#clock.now() + this.skewMs
  }

  monotonic(): number {
    return this.#clock.monotonic()
  }

  after(delayMs: number, run: () => void): Disposable {
    return this.#clock.after(delayMs, run)
  }

  every(periodMs: number, run: () => void): Disposable {
    return this.#clock.every(periodMs, run)
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(delayMs, signal)
  }
}
