/** How waits grow. Times in ms. */
export interface BackoffPolicy {
  readonly first: number
  readonly max: number
  readonly factor: number
  /** Part of a wait that chance may take off, 0 to 1. */
  readonly jitter: number
}

/** Waits that grow by a factor up to a cap, shortened by chance so that many clients do not come back together. */
export class Backoff {
  readonly #policy: BackoffPolicy
  readonly #random: () => number
  #attempts = 0
  #full: number

  constructor(policy: BackoffPolicy, random: () => number) {
    this.#policy = policy
    this.#random = random
    this.#full = policy.first
  }

  /** Waits given out since the last reset. */
  get attempts(): number {
    return this.#attempts
  }

  /** The next wait in ms. Never shorter than `atLeastMs` (a venue's `Retry-After`), and there is no last one. */
  next(atLeastMs = 0): number {
    const { max, factor, jitter } = this.#policy
    const full = Math.min(max, this.#full)
    this.#attempts++
    this.#full = Math.min(max, full * factor)
    return Math.max(atLeastMs, full * (1 - jitter * this.#random()))
  }

  reset(): void {
    this.#attempts = 0
    this.#full = this.#policy.first
  }
}
