import type { Clock } from '@feedloom/core'

/** One timer per name: setting it anew takes the earlier one back. */
export class NamedTimers<Name extends string> implements Disposable {
  readonly #clock: Clock
  readonly #timers = new Map<Name, Disposable>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  has(name: Name): boolean {
    return this.#timers.has(name)
  }

  set(name: Name, delayMs: number, run: () => void): void {
    this.cancel(name)
    const timer = this.#clock.after(delayMs, () => {
      this.#timers.delete(name)
      run()
    })
    this.#timers.set(name, timer)
  }

  cancel(...names: readonly Name[]): void {
    for (const name of names) {
      this.#timers.get(name)?.[Symbol.dispose]()
      this.#timers.delete(name)
    }
  }

  [Symbol.dispose](): void {
    this.cancel(...this.#timers.keys())
  }
}
