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
/** Of the same difference in shape. */
const keepAlike = 3
const maxLikenesses = 200

/** A bounded sample of what was given up (the newest), and counts by error code. */
export class DeadLetters {
  readonly #ring: (DeadLetter | undefined)[] = Array.from({ length: keep }, () => undefined)
  readonly #byCode = new Map<string, number>()
  readonly #alike = new Map<string, number>()
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

  /** As `add`, for what comes with every frame once it comes at all: of each `likeness` only the first few are kept. */
  sample(component: string, error: FeedloomError, subject: unknown, at: EpochMs, likeness: string): void {
    const seen = (this.#alike.get(likeness) ?? 0) + 1
    if (this.#alike.size < maxLikenesses || seen > 1) this.#alike.set(likeness, seen)
    if (seen <= keepAlike && this.#alike.has(likeness)) this.add(component, error, subject, at)
    else {
      this.#total += 1
      this.#byCode.set(error.code, (this.#byCode.get(error.code) ?? 0) + 1)
    }
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
