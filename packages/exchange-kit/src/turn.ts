import type { Pacer } from './pacing.ts'

/** A turn to connect; at most one is waited for. */
export class Turn implements Disposable {
  readonly #pacer: Pacer
  #waiting: Disposable | undefined

  constructor(pacer: Pacer) {
    this.#pacer = pacer
  }

  get waiting(): boolean {
    return this.#waiting !== undefined
  }

  take(run: () => void): void {
    this[Symbol.dispose]()
    let begun = false
    const waiting = this.#pacer.run(() => {
      begun = true
      this.#waiting = undefined
      run()
    })
    if (!begun) this.#waiting = waiting
  }

  [Symbol.dispose](): void {
    this.#waiting?.[Symbol.dispose]()
    this.#waiting = undefined
  }
}
