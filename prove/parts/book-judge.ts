import type { AnyBatch, BookView, MarketEvent } from '@feedloom/core'
import type { BookHistory } from '@feedloom/testkit/venue'
import type { Entered } from './entered.ts'
import type { Figures } from './figures.ts'
import type { GapNotes } from './gap-notes.ts'

type Depth = Extract<Entered, { kind: 'depth' }>

interface Watched {
  view: BookView | undefined
  /** What was compared last. */
  seen: string
  /** Sequence of the latest snapshot, while no delta has followed it. */
  snapshot: number | undefined
  /** Update ids of frames that the venue meant to send and a fault took away. */
  taken: number[]
}

export interface BookJudgeParts {
  readonly histories: ReadonlyMap<string, BookHistory>
  readonly books: () => readonly BookView[]
  readonly gaps: GapNotes
  readonly figures: Figures
  readonly broken: (what: string) => void
}

/** Holds every book to the venue's own history, and to the rule that it stops being good as soon as a frame proves a break. */
export class BookJudge {
  readonly #parts: BookJudgeParts
  readonly #watched = new Map<string, Watched>()

  constructor(parts: BookJudgeParts) {
    this.#parts = parts
  }

  /** A fault took a depth frame away. What a book misses that was not good yet is no loss. */
  taken(key: string, lastId: number): void {
    const watched = this.#of(key)
    if (watched.view?.state === 'good' && lastId > (watched.view.sequence ?? 0)) watched.taken.push(lastId)
  }

  /** Called around the work on a depth frame. Answers what to call afterwards. */
  before(entered: Depth): () => void {
    const watched = this.#of(entered.key)
    const proved = watched.view?.state === 'good' && this.#proves(watched, watched.view.sequence ?? 0, entered)
    const known = this.#parts.gaps.of(`${entered.key} book`).length
    if (watched.snapshot !== undefined && entered.last > watched.snapshot) watched.snapshot = undefined
    return () => {
      const { figures, broken, gaps } = this.#parts
      const state = this.#of(entered.key).view?.state
      if (proved) {
        figures.breaksProved++
        if (state === 'good') broken(`${entered.key}: the book is good after ${entered.first}..${entered.last} proved a break`)
        if (!gaps.isOpen(`${entered.key} book`))
          broken(`${entered.key}: no gap is open after ${entered.first}..${entered.last} proved a break`)
      }
      const opened = gaps.of(`${entered.key} book`).slice(known)
      for (const { gap } of opened) {
        if (gap.cause !== 'sequence' || proved) continue
        figures.falseGaps++
        broken(`${entered.key}: a gap of the book at ${entered.first}..${entered.last}, which continues it`)
      }
      this.#settleTaken(watched, entered)
    }
  }

  accept(batch: AnyBatch): void {
    if (batch.kind !== 'book.snapshot') return
    for (const { instrument, sequence = 0 } of batch.events as readonly (MarketEvent & { sequence?: number })[]) {
      const watched = this.#of(instrument.id)
      watched.snapshot = sequence
      // What the snapshot contains is not lost any more, unless the book was good without it.
      watched.taken = watched.taken.filter((id) => id > sequence)
    }
  }

  /** Compares every book that has changed. */
  look(): void {
    for (const key of this.#parts.histories.keys()) this.#compare(key)
  }

  #compare(key: string): void {
    const { view, seen } = this.#of(key)
    if (view === undefined) return
    const now = `${view.state} ${view.sequence}`
    if (now === seen) return
    this.#of(key).seen = now
    if (view.state !== 'good') return
    const history = this.#parts.histories.get(key)
    this.#parts.figures.booksCompared++
    if (history?.stateOf(view.top(Number.POSITIVE_INFINITY)) === history?.stateAt(view.sequence ?? -1)) return
    this.#parts.broken(`${key}: the book is good at ${view.sequence} and is not the venue's`)
  }

  /** Frames taken away before this one: the book must have noticed by now. */
  #settleTaken(watched: Watched, entered: Depth): void {
    const { figures, gaps, broken } = this.#parts
    const due = watched.taken.filter((id) => id < entered.first)
    if (due.length === 0) return
    watched.taken = watched.taken.filter((id) => id >= entered.first)
    figures.lostDeltas += due.length
    const found = watched.view?.state !== 'good' || gaps.isOpen(`${entered.key} book`)
    if (found) figures.lostDeltasFound += due.length
    else broken(`${entered.key}: ${due.length} lost deltas before ${entered.first} went unnoticed`)
  }

  /** By the venue's documentation: spot `U <= last + 1`; USD-M `pu == last`, and `U <= last` right after a snapshot. */
  #proves(watched: Watched, sequence: number, { first, last, prev }: Depth): boolean {
    if (last <= sequence) return false
    if (prev === undefined) return first > sequence + 1
    if (prev === sequence) return false
    return watched.snapshot === sequence ? first > sequence : true
  }

  #of(key: string): Watched {
    let watched = this.#watched.get(key)
    if (watched === undefined) this.#watched.set(key, (watched = { view: undefined, seen: '', snapshot: undefined, taken: [] }))
    watched.view ??= this.#parts.books().find(({ instrument }) => instrument.id === key)
    return watched
  }
}
