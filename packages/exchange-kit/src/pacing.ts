import type { Clock } from '@feedloom/core'

interface Waiting {
  readonly run: () => void
}

/** At most so many actions in any window of time, in the order in which they were asked for. */
export class Pacer implements Disposable {
  readonly #clock: Clock
  readonly #limit: number
  readonly #windowMs: number
  readonly #queue: Waiting[] = []
  /** When the last actions began, oldest first; never more than `#limit`. */
  readonly #begun: number[] = []
  #timer: Disposable | undefined

  /** `limit` may be below one: 0.5 a second is one every two seconds. */
  constructor(clock: Clock, limit: number, windowMs: number) {
    this.#clock = clock
    this.#limit = Math.max(1, Math.floor(limit))
    this.#windowMs = limit < 1 ? windowMs / limit : windowMs
  }

  get waiting(): number {
    return this.#queue.length
  }

  /** Runs the action now when nobody waits and the window has room, otherwise in its turn. Disposing takes it back. */
  run(action: () => void): Disposable {
    const entry: Waiting = { run: action }
    this.#queue.push(entry)
    this.#work()
    return {
      [Symbol.dispose]: () => {
        const index = this.#queue.indexOf(entry)
        if (index >= 0) this.#queue.splice(index, 1)
      },
    }
  }

  /** Counts an action that could not wait, such as the answer to a ping. */
  spend(): void {
    this.#begun.push(this.#clock.monotonic())
    if (this.#begun.length > this.#limit) this.#begun.shift()
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
    this.#queue.length = 0
  }

  #work(): void {
    while (this.#timer === undefined && this.#queue.length > 0) {
      const oldest = this.#begun.length < this.#limit ? undefined : this.#begun[0]
      const waitMs = oldest === undefined ? 0 : oldest + this.#windowMs - this.#clock.monotonic()
      if (waitMs > 0) {
        this.#timer = this.#clock.after(waitMs, () => {
          this.#timer = undefined
          this.#work()
        })
        return
      }
      this.spend()
      this.#queue.shift()?.run()
    }
  }
}
