import type { FeedloomError } from '../contracts/errors.ts'
import type { EpochMs } from '../contracts/time.ts'

/** What could not be used, and why. `subject` is the frame, the event or the write itself. */
export interface DeadLetter {
  readonly component: string
  readonly code: string
  readonly message: string
  readonly at: EpochMs
  readonly subject: unknown
}

const keep = 100

/** A bounded sample of what was given up (the newest), and counts by error code. */
export class DeadLetters {
  readonly #ring: (DeadLetter | undefined)[] = Array.from({ length: keep }, () => undefined)
  readonly #byCode = new Map<string, number>()
  #total = 0
  #kept = 0

  get total(): number {
    return this.#total
  }

  /** `count` things were lost for one reason; `subject` stands for all of them. Returns the new count of that code. */
  add(component: string, error: FeedloomError, subject: unknown, at: EpochMs, count = 1): number {
    this.#total += count
    const ofCode = (this.#byCode.get(error.code) ?? 0) + count
    this.#byCode.set(error.code, ofCode)
    this.#ring[this.#kept++ % keep] = { component, code: error.code, message: error.message, at, subject }
    return ofCode
  }

  byCode(): ReadonlyMap<string, number> {
    return this.#byCode
  }

  /** Oldest first, at most 100. */
  samples(): readonly DeadLetter[] {
    const from = Math.max(0, this.#kept - keep)
    return Array.from({ length: this.#kept - from }, (_, i) => this.#ring[(from + i) % keep]).filter((letter) => letter !== undefined)
  }
}
