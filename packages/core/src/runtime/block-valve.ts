import type { Clock } from '../contracts/clock.ts'

export interface BlockValveOptions {
  readonly clock: Clock
  /** Events that the queue may hold. */
  readonly limit: number
  readonly maxBlockMs: number
  readonly onBlock: (blocked: boolean) => void
  readonly canWait: () => boolean
}

/**
 * The `block` policy: sources are asked to wait once the queue is three quarters full (what is on its way still finds
 * room), and to go on once half of it is free. Live sources wait no longer than `maxBlockMs`.
 */
export class BlockValve {
  readonly #options: BlockValveOptions
  readonly #high: number
  readonly #low: number
  #state: 'open' | 'blocked' | 'expired' = 'open'
  #timer: Disposable | undefined

  constructor(options: BlockValveOptions) {
    this.#options = options
    this.#high = Math.max(1, Math.ceil(options.limit * 0.75))
    this.#low = Math.floor(options.limit / 2)
  }

  filled(held: number): void {
    if (this.#state !== 'open' || held < this.#high) return
    this.#state = 'blocked'
    const { clock, canWait, maxBlockMs, onBlock } = this.#options
    if (!canWait()) this.#timer = clock.after(maxBlockMs, this.#onExpired)
    onBlock(true)
  }

  emptied(held: number): void {
    if (this.#state === 'open' || held > this.#low) return
    this.close()
  }

  /** Lets everybody go on. */
  close(): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
    const wasBlocked = this.#state === 'blocked'
    this.#state = 'open'
    if (wasBlocked) this.#options.onBlock(false)
  }

  readonly #onExpired = (): void => {
    this.#timer = undefined
    this.#state = 'expired'
    this.#options.onBlock(false)
  }
}
