import { fatal, toFeedloomError } from '@feedloom/core'
import type { Clock } from '@feedloom/core'

/** Who goes first when the budget is short: what mends a stream, then what is a stream, then the past. */
export type RequestPriority = 'repair' | 'polling' | 'history'

const priorities: readonly RequestPriority[] = ['repair', 'polling', 'history']

/** What a budget looks like from outside. */
export interface BudgetState {
  readonly scope: string
  readonly weight: number
  readonly perMs: number
  /** Weight spent in the window that ends now. */
  readonly used: number
  /** Requests that wait for room. */
  readonly waiting: number
  /** ms until the venue wants to hear from us again; 0 when it is not angry. */
  readonly pausedForMs: number
}

export interface RateBudgetOptions {
  readonly scope: string
  readonly weight: number
  readonly perMs: number
  readonly clock: Clock
}

interface Waiter {
  readonly weight: number
  readonly go: () => void
  readonly fail: (error: Error) => void
}

/**
 * Request weight of one scope, as the venue meters it, shared by all sources of that scope. Counts over a sliding
 * window, which holds wherever the venue's own window begins.
 */
export class RateBudget implements Disposable {
  readonly #options: RateBudgetOptions
  readonly #spent: { readonly at: number; readonly weight: number }[] = []
  readonly #queues: Readonly<Record<RequestPriority, Waiter[]>> = { repair: [], polling: [], history: [] }
  #used = 0
  #pausedUntil = 0
  #timer: Disposable | undefined

  constructor(options: RateBudgetOptions) {
    this.#options = options
  }

  state(): BudgetState {
    const now = this.#expire()
    const { scope, weight, perMs } = this.#options
    const waiting = priorities.reduce((sum, priority) => sum + this.#queues[priority].length, 0)
    return { scope, weight, perMs, used: this.#used, waiting, pausedForMs: Math.max(0, this.#pausedUntil - now) }
  }

  /** Resolves when this much may be spent. Rejects with the signal's reason when aborted. */
  acquire(weight: number, priority: RequestPriority, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(toFeedloomError(signal.reason, 'fatal', 'FEEDLOOM_ABORTED'))
        return
      }
      const queue = this.#queues[priority]
      const onAbort = (): void => {
        queue.splice(queue.indexOf(waiter), 1)
        reject(toFeedloomError(signal?.reason, 'fatal', 'FEEDLOOM_ABORTED'))
      }
      const settle = (run: () => void): void => {
        signal?.removeEventListener('abort', onAbort)
        run()
      }
      const waiter: Waiter = {
        // More than the whole window could never be had.
        weight: Math.min(weight, this.#options.weight),
        go: () => settle(resolve),
        fail: (error) => settle(() => reject(error)),
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      queue.push(waiter)
      // A lighter or more urgent request need not wait for the one that the timer was set for.
      this.#stopTimer()
      this.#work()
    })
  }

  /** The venue says how much of the window is gone: others share our address, or it counts differently. */
  sync(used: number): void {
    const now = this.#expire()
    if (used > this.#used) this.#spend(now, used - this.#used)
  }

  /** The venue refused: nobody of this scope asks again before. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.clock.monotonic() + ms)
    this.#stopTimer()
    this.#work()
  }

  [Symbol.dispose](): void {
    this.#stopTimer()
    for (const priority of priorities) {
      for (const waiter of this.#queues[priority].splice(0)) waiter.fail(fatal('FEEDLOOM_SOURCE_STOPPED', 'the source has stopped'))
    }
  }

  #work(): void {
    while (this.#timer === undefined) {
      const queue = this.#queues[priorities.find((priority) => this.#queues[priority].length > 0) ?? 'repair']
      const waiter = queue[0]
      if (waiter === undefined) return
      const now = this.#expire()
      const waitMs = this.#waitFor(waiter.weight, now)
      if (waitMs > 0) {
        this.#timer = this.#options.clock.after(waitMs, () => {
          this.#timer = undefined
          this.#work()
        })
        return
      }
      queue.shift()
      this.#spend(now, waiter.weight)
      waiter.go()
    }
  }

  /** ms until this much fits into the window. */
  #waitFor(weight: number, now: number): number {
    if (this.#pausedUntil > now) return this.#pausedUntil - now
    let excess = this.#used + weight - this.#options.weight
    if (excess <= 0) return 0
    for (const entry of this.#spent) {
      excess -= entry.weight
      if (excess <= 0) return entry.at + this.#options.perMs - now
    }
    return this.#options.perMs
  }

  #stopTimer(): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
  }

  #spend(at: number, weight: number): void {
    this.#spent.push({ at, weight })
    this.#used += weight
  }

  #expire(): number {
    const now = this.#options.clock.monotonic()
    while (this.#spent[0] !== undefined && this.#spent[0].at + this.#options.perMs <= now) {
      this.#used -= this.#spent.shift()?.weight ?? 0
    }
    if (this.#spent.length === 0) this.#used = 0
    return now
  }
}
