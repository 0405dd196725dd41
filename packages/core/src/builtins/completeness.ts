import type { Gap } from '../contracts/index.ts'

/** What is known to be missing of one bar: its begin, what open gaps may hold, or what is lost. */
export class Completeness {
  #cut: boolean
  readonly #open = new Set<string>()

  /** `cut` for a bar that was under way when the stream began. */
  constructor(cut: boolean) {
    this.#cut = cut
  }

  get complete(): boolean {
    return !this.#cut && this.#open.size === 0
  }

  /** A gap touches the bar. */
  open(id: string): void {
    this.#open.add(id)
  }

  /** A gap is healed or lost; true when it had touched the bar. */
  close({ id, state }: Gap): boolean {
    if (!this.#open.delete(id)) return false
    if (state === 'lost') this.#cut = true
    return true
  }

  /** Something is missing for good. */
  cut(): void {
    this.#cut = true
  }
}

/** The gaps of one stream, and which of them touch the bars at hand. */
export class StreamGaps {
  readonly #open = new Set<string>()
  /** Gaps whose far end has not been seen: the next part that comes by itself shows it. */
  readonly #pending = new Set<string>()
  #cutPending = false

  /** Takes notice of a gap; says whether it is new, was known and is closed now, or changes nothing. */
  notice({ id, state, to }: Gap): 'opened' | 'closed' | 'cut' | 'nothing' {
    // A suspicion that has an end was silence, and nothing more can be said of it.
    if (state === 'healed' || state === 'lost' || (state === 'suspected' && to !== undefined)) {
      const pending = this.#pending.delete(id)
      const known = this.#open.delete(id)
      const cut = state === 'lost' && (pending || !known)
      if (cut) this.#cutPending = true
      return known ? 'closed' : cut ? 'cut' : 'nothing'
    }
    if (this.#open.has(id)) return 'nothing'
    this.#open.add(id)
    this.#pending.add(id)
    return 'opened'
  }

  /** The far end of the pending gaps is inside this bar. */
  resume(bar: Completeness): void {
    if (this.#cutPending) bar.cut()
    for (const id of this.#pending) bar.open(id)
    this.#pending.clear()
    this.#cutPending = false
  }

  /** Every open gap may reach into this bar. */
  mark(bar: Completeness): void {
    for (const id of this.#open) bar.open(id)
  }
}
