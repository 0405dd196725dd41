import type { Clock, EpochMs } from '@feedloom/core'
import { TimerHeap, type Timer } from './timer-heap.ts'

/** 14 November 2023, 22:13:20 UTC: a round number that is easy to recognise in a failing test. */
const defaultStart: EpochMs = 1_700_000_000_000

/**
 * A clock that stands still until it is told to move. Timers run in the order of their time, those of one time in the
 * order in which they were set. Nothing reads the machine's clock.
 */
export class VirtualClock implements Clock {
  #now: EpochMs
  readonly #start: EpochMs
  readonly #timers = new TimerHeap()

  constructor(start: EpochMs = defaultStart) {
    this.#now = start
    this.#start = start
  }

  /** Whole ms, as of a machine's clock; timers may be due in between. */
  now(): EpochMs {
    return Math.floor(this.#now)
  }

  monotonic(): number {
    return this.#now - this.#start
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size
  }

  /** When the next timer is due; undefined when none waits. */
  get nextAt(): EpochMs | undefined {
    return this.#timers.first?.at
  }

  after(delayMs: number, run: () => void): Disposable {
    const timer = this.#add(this.#now + Math.max(0, delayMs), run)
    return { [Symbol.dispose]: () => this.#timers.remove(timer) }
  }

  every(periodMs: number, run: () => void): Disposable {
    const period = Math.max(1, periodMs)
    let disposed = false
    const tick = (): void => {
      // Set anew before `run`, so that a run which throws does not end the series.
      timer = this.#add(timer.at + period, tick)
      run()
      if (disposed) this.#timers.remove(timer)
    }
    let timer = this.#add(this.#now + period, tick)
    return {
      [Symbol.dispose]: () => {
        disposed = true
        this.#timers.remove(timer)
      },
    }
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error)
        return
      }
      const onAbort = (): void => {
        timer[Symbol.dispose]()
        reject(signal?.reason as Error)
      }
      const timer = this.after(delayMs, () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      })
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** Moves on by `ms` and runs what becomes due, synchronously. Promises settle only once the caller awaits. */
  advance(ms: number): void {
    this.advanceTo(this.#now + ms)
  }

  /** As `advance`, up to a moment. A moment in the past changes nothing. */
  advanceTo(ts: EpochMs): void {
    while (this.#runNext(ts)) continue
    if (ts > this.#now) this.#now = ts
  }

  /** As `advance`, but lets promises settle before each timer and at the end: for code that awaits between timers. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    while (this.#runNext(end)) await settle()
    if (end > this.#now) this.#now = end
    await settle()
  }

  /** Runs timers, in order, until none is left; periodic ones count as left, so `limit` bounds the number of runs. */
  runAll(limit = 10_000): void {
    for (let runs = 0; runs < limit && this.#runNext(Number.POSITIVE_INFINITY); runs++) continue
  }

  #runNext(limit: EpochMs): boolean {
    const timer = this.#timers.first
    if (timer === undefined || timer.at > limit) return false
    this.#timers.remove(timer)
    if (timer.at > this.#now) this.#now = timer.at
    timer.run()
    return true
  }

  #add(at: EpochMs, run: () => void): Timer {
    return this.#timers.add(at, run)
  }
}

/** The machine's own, also while a test has put something else in its place. */
const turn = setImmediate

/** Lets everything that is already due settle: promise reactions, and one turn of the event loop. */
export function settle(): Promise<void> {
  return new Promise((resolve) => turn(resolve))
}
