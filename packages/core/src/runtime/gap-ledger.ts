import type { Gap } from '../contracts/events.ts'

const keep = 10_000

/** The gaps of a run in their last state. Bounded: of closed ones the oldest are forgotten first. */
export class GapLedger {
  readonly #gaps = new Map<string, Gap>()
  #total = 0

  /** Distinct gaps so far. */
  get total(): number {
    return this.#total
  }

  /** True when this gap was not known. */
  note(gap: Gap): boolean {
    const known = this.#gaps.has(gap.id)
    this.#gaps.set(gap.id, gap)
    if (known) return false
    this.#total += 1
    if (this.#gaps.size > keep) this.#forget()
    return true
  }

  all(): Iterable<Gap> {
    return this.#gaps.values()
  }

  #forget(): void {
    let oldest: string | undefined
    for (const gap of this.#gaps.values()) {
      oldest ??= gap.id
      if (isOpen(gap)) continue
      oldest = gap.id
      break
    }
    if (oldest !== undefined) this.#gaps.delete(oldest)
  }
}

/** Whether more will be said of it: its end is not known, or it is being filled. A suspicion with an end stays one. */
export function isOpen(gap: Gap): boolean {
  return gap.to === undefined || gap.state === 'healing'
}
