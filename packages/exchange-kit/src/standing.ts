import type { ConnectionState } from '@feedloom/core'

/** How a connection stands: its state, why, and how often it was opened. Tells of each change once. */
export class Standing {
  readonly #changed: () => void
  #state: ConnectionState = 'disconnected'
  #reason: string | undefined
  #opened = 0

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get state(): ConnectionState {
    return this.#state
  }

  get reason(): string | undefined {
    return this.#reason
  }

  get reconnects(): number {
    return Math.max(0, this.#opened - 1)
  }

  connected(reason: string | undefined): void {
    this.#opened++
    this.#say('connected', reason)
  }

  set(state: ConnectionState, reason: string | undefined): void {
    if (state !== this.#state || reason !== this.#reason) this.#say(state, reason)
  }

  #say(state: ConnectionState, reason: string | undefined): void {
    this.#state = state
    this.#reason = reason
    this.#changed()
  }
}
