import type { BarSpec, DerivedWriter, EpochMs, Instrument, InputRow } from '@feedloom/core'
import type { MutableRow } from '../parts/row.ts'
import { PlanState } from './plan-state.ts'
import type { PlanPart } from './plan.ts'

/** The series whose values are said. */
export interface SeriesFacts {
  readonly instrument: Instrument
  readonly interval: BarSpec
}

/** What is said of one row. */
export interface RowFacts {
  readonly ts: EpochMs
  readonly openTime: EpochMs
  readonly final: boolean
  readonly revision: number
}

const noOthers: readonly InputRow[] = []

/** One part of the plan at work on one series: runs rows through it and says the values. */
export class Calculation {
  readonly #facts: SeriesFacts
  readonly #part: PlanPart
  readonly #state: PlanState
  /** Rows until a hole no longer matters: one that was told of, and one that stands in the rows. */
  #rowsAfterGap = 0
  #rowsAfterHole = 0

  constructor(facts: SeriesFacts, part: PlanPart) {
    this.#facts = facts
    this.#part = part
    this.#state = new PlanState(part)
  }

  update(row: MutableRow, others: readonly InputRow[] = noOthers): void {
    this.#state.run('update', row, others)
    if (this.#rowsAfterGap > 0) this.#rowsAfterGap--
    if (this.#rowsAfterHole > 0) this.#rowsAfterHole--
  }

  revise(row: MutableRow, others: readonly InputRow[] = noOthers): void {
    this.#state.run('revise', row, others)
  }

  preview(row: MutableRow, others: readonly InputRow[] = noOthers): void {
    this.#state.run('preview', row, others)
  }

  /** Back to the beginning; holes are found anew on the way. */
  reset(): void {
    this.#state.reset()
    this.#rowsAfterHole = 0
  }

  /** Bars are missing `rowsAgo`: nothing counts as converged until that no longer matters, or until it is healed. */
  gap(isHealed: boolean, rowsAgo: number): void {
    this.#rowsAfterGap = isHealed ? 0 : Math.max(0, this.#part.convergence + 1 - rowsAgo)
  }

  /** A row is missing before the next one. */
  hole(): void {
    this.#rowsAfterHole = this.#part.convergence + 1
  }

  say(out: DerivedWriter | undefined, { ts, openTime, final, revision }: RowFacts): void {
    if (out === undefined) return
    const { nodes } = this.#part
    const isSettled = this.#rowsAfterGap === 0 && this.#rowsAfterHole === 0
    for (let n = 0; n < nodes.length; n++) {
      const { definition, isSaid } = nodes[n] as (typeof nodes)[number]
      const readiness = this.#state.readiness(n)
      if (!isSaid || readiness === 'warming') continue
      const values = this.#state.values(n)
      // A bar without the needed input was skipped.
      if (values.every(Number.isNaN)) continue
      out.indicator(this.#facts.instrument, ts, {
        definition,
        interval: this.#facts.interval,
        openTime,
        values,
        final,
        ready: true,
        converged: readiness === 'converged' && isSettled,
        revision,
      })
    }
  }
}
