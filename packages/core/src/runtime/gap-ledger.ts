import type { Coverage, Hole } from '../contracts/columns.ts'
import type { GapFilter } from '../contracts/engine-view.ts'
import { dataKindOf, type Gap } from '../contracts/events.ts'

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

  matching({ symbol, venue, kind, state, open }: GapFilter): readonly Gap[] {
    return [...this.#gaps.values()].filter(({ instrument, ...gap }) => {
      if (symbol !== undefined && instrument.symbol !== symbol && instrument.nativeSymbol !== symbol) return false
      if (venue !== undefined && instrument.venue !== venue) return false
      if (kind !== undefined && gap.dataKind !== kind) return false
      return (state === undefined || gap.state === state) && (open === undefined || isOpen(gap) === open)
    })
  }

  /** The same spans with the holes that were not healed. */
  withHoles(coverage: readonly Coverage[]): readonly Coverage[] {
    return coverage.map((span) => {
      const gaps = this.matching({ venue: span.venue, symbol: span.symbol, kind: dataKindOf(span.kind) })
      return {
        ...span,
        holes: gaps.flatMap(({ state, from, to, cause }): readonly Hole[] => (state === 'healed' ? [] : [{ from, to, state, cause }])),
      }
    })
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
export function isOpen(gap: Pick<Gap, 'to' | 'state'>): boolean {
  return gap.to === undefined || gap.state === 'healing'
}
