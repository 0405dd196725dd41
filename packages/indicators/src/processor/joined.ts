import type { Bar, DerivedWriter, EpochMs } from '@feedloom/core'
import { type MutableRow, emptyRow } from '../parts/row.ts'
import { type BarHistory, readBar } from './bar-history.ts'
import { Calculation, type SeriesFacts } from './calculation.ts'
import type { PlanPart } from './plan.ts'

/** The bars of another instrument, as far as they are known. */
export interface OtherBars {
  readonly history: BarHistory
  /** The bar that still changes. */
  readonly forming: Bar | undefined
}

type Presence = 'here' | 'awaited' | 'missing'

/**
 * A part that also reads other instruments. Bars are joined by their open times: a row is computed when it has closed
 * everywhere, and not before. A row that another instrument has left out, as its next one has come, is left out here
 * too; nothing counts as converged then until that no longer matters.
 */
export class Joined {
  readonly #calculation: Calculation
  readonly #own: BarHistory
  readonly #symbols: readonly string[]
  readonly #others: (OtherBars | undefined)[]
  readonly #rows: readonly MutableRow[]
  readonly #row: MutableRow = emptyRow()
  /** Open time of the last row that was computed or left out. */
  #done: EpochMs = Number.NEGATIVE_INFINITY
  /** Open times that were left out. */
  readonly #missing = new Set<EpochMs>()
  #isStale = false
  #staleFrom: EpochMs = Number.POSITIVE_INFINITY

  constructor(facts: SeriesFacts, part: PlanPart, own: BarHistory) {
    this.#calculation = new Calculation(facts, part)
    this.#own = own
    this.#symbols = part.others.map(({ symbol }) => symbol)
    this.#others = this.#symbols.map(() => undefined)
    this.#rows = this.#symbols.map(() => emptyRow())
  }

  /** Instruments of which no bar has come. */
  awaited(): readonly string[] {
    return this.#symbols.filter((_, i) => this.#others[i] === undefined)
  }

  found(symbol: string, other: OtherBars): void {
    this.#others[this.#symbols.indexOf(symbol)] = other
  }

  gap(isHealed: boolean, rowsAgo: number): void {
    this.#calculation.gap(isHealed, rowsAgo)
  }

  /** A bar that was taken in before has changed, or a late one has come. */
  spoil(openTime: EpochMs): void {
    if (openTime > this.#done) return
    this.#isStale = true
    this.#staleFrom = Math.min(this.#staleFrom, openTime)
  }

  /** Computes the rows that have become complete, all of them anew when something before has changed. */
  advance(out: DerivedWriter | undefined): void {
    const before = this.#done
    const from = this.#staleFrom
    if (this.#isStale) this.#begin()
    for (let row = this.#own.after(this.#done); row < this.#own.length; row++) {
      const openTime = this.#own.openTime(row)
      const presence = this.#presence(openTime)
      if (presence === 'awaited') return
      this.#done = openTime
      if (presence === 'missing') this.#leaveOut(openTime)
      else {
        const isNew = this.#missing.delete(openTime) || openTime > before
        const ts = this.#compute(row, openTime)
        if (isNew || openTime >= from) this.#calculation.say(out, { ts, openTime, final: true, revision: isNew ? 0 : 1 })
      }
    }
  }

  /** Answers for the forming bar, when all that has closed is computed. */
  preview(bar: Bar, out: DerivedWriter): void {
    if (this.#isStale || this.#done !== this.#own.last) return
    for (let i = 0; i < this.#others.length; i++) {
      const other = this.#others[i]
      const row = other?.history.find(bar.openTime) ?? -1
      if (row >= 0) other?.history.read(row, this.#rows[i] as MutableRow)
      else if (other?.forming?.openTime === bar.openTime) readBar(other.forming, this.#rows[i] as MutableRow)
      else return
    }
    readBar(bar, this.#row)
    this.#calculation.preview(this.#row, this.#rows)
    this.#calculation.say(out, { ts: bar.ts, openTime: bar.openTime, final: false, revision: 0 })
  }

  #begin(): void {
    this.#isStale = false
    this.#staleFrom = Number.POSITIVE_INFINITY
    this.#done = Number.NEGATIVE_INFINITY
    this.#calculation.reset()
  }

  #leaveOut(openTime: EpochMs): void {
    this.#missing.add(openTime)
    this.#calculation.hole()
    for (const old of this.#missing) {
      if (old >= this.#own.openTime(0)) break
      this.#missing.delete(old)
    }
  }

  #presence(openTime: EpochMs): Presence {
    let presence: Presence = 'here'
    for (let i = 0; i < this.#others.length; i++) {
      const history = this.#others[i]?.history
      if (history === undefined || history.last < openTime) return 'awaited'
      if (history.find(openTime) < 0) presence = 'missing'
    }
    return presence
  }

  /** Answers the time at which the row was complete. */
  #compute(row: number, openTime: EpochMs): EpochMs {
    let ts = this.#own.ts(row)
    this.#own.read(row, this.#row)
    for (let i = 0; i < this.#others.length; i++) {
      const history = this.#others[i]?.history
      const place = history?.find(openTime) ?? -1
      if (history === undefined || place < 0) continue
      history.read(place, this.#rows[i] as MutableRow)
      ts = Math.max(ts, history.ts(place))
    }
    this.#calculation.update(this.#row, this.#rows)
    return ts
  }
}
