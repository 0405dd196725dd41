import type { Bar, DerivedWriter, EpochMs } from '@feedloom/core'
import { type MutableRow, emptyRow } from '../parts/row.ts'
import { BarHistory, readBar } from './bar-history.ts'
import { Calculation, type SeriesFacts } from './calculation.ts'
import { Joined, type OtherBars } from './joined.ts'
import type { Plan } from './plan.ts'

/** Rows kept per series: enough to forget the beginning twice over, within bounds. */
const leastRows = 256
const mostRows = 8192

function rowsKept({ convergence }: Plan): number {
  return Math.min(Math.max(2 * convergence, leastRows), Math.max(mostRows, convergence + 1))
}

/** A span in which bars are missing. */
export interface Missing {
  /** Inclusive. */
  readonly from: EpochMs
  /** Exclusive. */
  readonly to: EpochMs
}

/** Finds the bars of another instrument, of the same width; undefined while there are none. */
export type FindOther = (symbol: string) => Series | undefined

/** All indicators of one instrument and interval. */
export class Series implements OtherBars {
  readonly facts: SeriesFacts
  readonly history: BarHistory
  readonly #own: Calculation
  readonly #findOther: FindOther
  readonly #joined: readonly Joined[]
  /** Parts of other series that read these bars. */
  readonly #readers = new Set<Joined>()
  readonly #row: MutableRow = emptyRow()
  /** Open times of late bars that are in the history but not computed yet. */
  readonly #late = new Set<EpochMs>()
  #recomputeFrom = Number.POSITIVE_INFINITY
  /** Width of a bar while the first live bar is awaited: between that one and history nothing may be missing. */
  #joinMs: number | undefined
  #forming: Bar | undefined
  /** Whether the next tick shows the forming bar. */
  #isHeld = false

  constructor(facts: SeriesFacts, plan: Plan, findOther: FindOther) {
    this.facts = facts
    this.history = new BarHistory(rowsKept(plan))
    this.#own = new Calculation(facts, plan.own)
    this.#findOther = findOther
    this.#joined = plan.joined.map((part) => new Joined(facts, part, this.history))
  }

  /** Finds the series of other instruments that have begun. */
  lookForOthers(): void {
    for (const joined of this.#joined) {
      for (const symbol of joined.awaited()) {
        const other = this.#findOther(symbol)
        if (other === undefined) continue
        joined.found(symbol, other)
        other.#readers.add(joined)
      }
    }
  }

  /** The bar that still changes. */
  get forming(): Bar | undefined {
    return this.#forming
  }

  /** Whether late bars wait for `recompute`. */
  get isStale(): boolean {
    return this.#recomputeFrom !== Number.POSITIVE_INFINITY
  }

  /** A closed bar: a new one, a correction of the last one, or a late one. Without `out` nothing is said (warm-up). */
  close(bar: Bar, out: DerivedWriter | undefined): void {
    const { last } = this.history
    const { openTime } = bar
    if (openTime >= last) this.recompute(out)
    const placement = this.history.put(bar)
    if (placement === 'same' || placement === 'too-old') return
    if (openTime < last) {
      this.#recomputeFrom = Math.min(this.#recomputeFrom, openTime)
      if (placement === 'new') this.#late.add(openTime)
      return
    }
    const isNew = placement === 'new'
    if (isNew && this.#joinMs !== undefined && out !== undefined) this.#join(openTime - last > this.#joinMs)
    readBar(bar, this.#row)
    if (isNew) this.#own.update(this.#row)
    else this.#own.revise(this.#row)
    if (this.#forming !== undefined && this.#forming.openTime <= openTime) this.#forming = undefined
    this.#own.say(out, { ts: bar.ts, openTime, final: true, revision: isNew ? bar.revision : Math.max(1, bar.revision) })
    // Of history, they are told at its end.
    if (out !== undefined) this.#tellJoined(isNew ? Number.POSITIVE_INFINITY : openTime, out)
  }

  /** Computes everything anew when late bars have come; says what is new and, as a revision, what has changed. */
  recompute(out: DerivedWriter | undefined): void {
    if (!this.isStale) return
    const from = this.#recomputeFrom
    this.#recomputeFrom = Number.POSITIVE_INFINITY
    this.#own.reset()
    for (let row = 0; row < this.history.length; row++) {
      this.history.read(row, this.#row)
      this.#own.update(this.#row)
      const openTime = this.history.openTime(row)
      if (openTime < from) continue
      this.#own.say(out, { ts: this.history.ts(row), openTime, final: true, revision: this.#late.has(openTime) ? 0 : 1 })
    }
    this.#late.clear()
    if (out !== undefined) this.#tellJoined(from, out)
  }

  /** Keeps the forming bar: for other instruments, and for the next tick. */
  hold(bar: Bar): void {
    if (bar.openTime <= this.history.last) return
    this.#forming = bar
    this.#isHeld = true
  }

  /** Answers for the forming bar that was held, once. */
  preview(out: DerivedWriter): void {
    const bar = this.#forming
    if (bar === undefined || !this.#isHeld) return
    this.#isHeld = false
    readBar(bar, this.#row)
    this.#own.preview(this.#row)
    this.#own.say(out, { ts: bar.ts, openTime: bar.openTime, final: false, revision: 0 })
    for (const joined of this.#joined) joined.preview(bar, out)
  }

  /**
   * Bars are missing: nothing counts as converged until they no longer matter, or until they have come after all. Before
   * the first bar nothing can be missing.
   */
  gap(isHealed: boolean, rowsAgo = 0): void {
    if (this.history.length === 0) return
    this.#own.gap(isHealed, rowsAgo)
    for (const joined of this.#joined) joined.gap(isHealed, rowsAgo)
    for (const reader of this.#readers) reader.gap(isHealed, rowsAgo)
  }

  /** Spans without bars between the first and the last row. */
  missing(widthMs: number): readonly Missing[] {
    const found: Missing[] = []
    for (let row = 1; row < this.history.length; row++) {
      const from = this.history.openTime(row - 1) + widthMs
      const to = this.history.openTime(row)
      if (to > from) found.push({ from, to })
    }
    return found
  }

  /** History is in, but for `holes`; the first live bar must follow it. */
  warmed(widthMs: number | undefined, holes: readonly Missing[]): void {
    this.recompute(undefined)
    if (this.history.length > 0) this.#joinMs = widthMs
    this.#tellJoined(Number.NEGATIVE_INFINITY, undefined)
    const last = holes.at(-1)
    if (last !== undefined) this.gap(false, this.history.length - this.history.after(last.from))
  }

  #join(isApart: boolean): void {
    this.#joinMs = undefined
    if (isApart) this.gap(false)
  }

  #tellJoined(spoiledFrom: EpochMs, out: DerivedWriter | undefined): void {
    for (const joined of this.#joined) advance(joined, spoiledFrom, out)
    for (const reader of this.#readers) advance(reader, spoiledFrom, out)
  }
}

function advance(joined: Joined, spoiledFrom: EpochMs, out: DerivedWriter | undefined): void {
  joined.spoil(spoiledFrom)
  joined.advance(out)
}
