import type { ComponentStatus } from '../contracts/engine-view.ts'
import { type ComponentState, transitions } from '../contracts/lifecycle.ts'
import type { EpochMs } from '../contracts/time.ts'

type Listener = (status: ComponentStatus) => void

/** State of every component of an engine. The contract's table of transitions is the only judge. */
export class Lifecycle {
  readonly #now: () => EpochMs
  readonly #states = new Map<string, ComponentStatus>()
  #listeners: readonly Listener[] = []

  constructor(now: () => EpochMs) {
    this.#now = now
  }

  /** Registers a component as `created`; one that was stopped or failed begins anew. */
  add(id: string, kind: ComponentStatus['kind'], type: string): void {
    this.#set({ id, kind, type, state: 'created', since: this.#now(), reason: undefined })
  }

  remove(id: string): void {
    this.#states.delete(id)
  }

  get(id: string): ComponentStatus | undefined {
    return this.#states.get(id)
  }

  all(): readonly ComponentStatus[] {
    return [...this.#states.values()]
  }

  /** Moves on if the table allows it and tells whether it did; a move to the same state only renews the reason. */
  move(id: string, state: ComponentState, reason?: string): boolean {
    const from = this.#states.get(id)
    if (from === undefined) return false
    if (from.state === state && from.reason === reason) return false
    if (from.state !== state && !transitions[from.state].includes(state)) return false
    this.#set({ ...from, state, reason, since: from.state === state ? from.since : this.#now() })
    return true
  }

  onChange(listener: Listener): Disposable {
    this.#listeners = [...this.#listeners, listener]
    return {
      [Symbol.dispose]: () => {
        this.#listeners = this.#listeners.filter((other) => other !== listener)
      },
    }
  }

  #set(status: ComponentStatus): void {
    this.#states.set(status.id, status)
    for (const listener of this.#listeners) listener(status)
  }
}
