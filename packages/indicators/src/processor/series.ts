import type { Bar, BarSpec, DerivedWriter, EpochMs, Instrument } from '@feedloom/core'
import { type MutableRow, emptyRow } from '../parts/row.ts'
import { BarHistory, readBar } from './bar-history.ts'
import { type Plan, PlanState } from './plan.ts'

/** Rows kept per series: enough to forget the beginning twice over, within bounds. */
const leastRows = 256
const mostRows = 4096

export function rowsKept(plan: Plan): number {
  return Math.min(Math.max(2 * plan.convergence, leastRows), mostRows)
}

/** All indicators of one instrument and interval. */
export class Series {
  readonly instrument: Instrument
  readonly interval: BarSpec
  readonly #plan: Plan
  readonly #state: PlanState
  readonly #history: BarHistory
  readonly #row: MutableRow = emptyRow()
  /** Open times of late bars that are in the history but not computed yet. */
  readonly #late = new Set<EpochMs>()
  #recomputeFrom = Number.POSITIVE_INFINITY
  /** Rows until a hole that was not healed no longer matters. */
  #unsettledRows = 0
  /** The forming bar that the next tick shows. */
  #forming: Bar | undefined

  constructor(instrument: Instrument, interval: BarSpec, plan: Plan) {
    this.instrument = instrument
    this.interval = interval
    this.#plan = plan
    this.#state = new PlanState(plan)
    this.#history = new BarHistory(rowsKept(plan))
  }

  /** Whether late bars wait for `recompute`. */
  get isStale(): boolean {
    return this.#recomputeFrom !== Number.POSITIVE_INFINITY
  }

  /** A closed bar: a new one, a correction of the last one, or a late one. Without `out` nothing is said (warm-up). */
  close(bar: Bar, out: DerivedWriter | undefined): void {
    const { last } = this.#history
    if (bar.openTime >= last) this.recompute(out)
    const placement = this.#history.put(bar)
    if (placement === 'same' || placement === 'too-old') return
    if (bar.openTime < last) {
      this.#recomputeFrom = Math.min(this.#recomputeFrom, bar.openTime)
      if (placement === 'new') this.#late.add(bar.openTime)
      return
    }
    readBar(bar, this.#row)
    this.#state.run(placement === 'new' ? 'update' : 'revise', this.#row)
    if (placement === 'new' && this.#unsettledRows > 0) this.#unsettledRows--
    if (this.#forming !== undefined && this.#forming.openTime <= bar.openTime) this.#forming = undefined
    this.#say(out, bar.ts, bar.openTime, true, placement === 'new' ? bar.revision : Math.max(1, bar.revision))
  }

  /** Computes everything anew when late bars have come; says what is new and, as a revision, what has changed. */
  recompute(out: DerivedWriter | undefined): void {
    if (!this.isStale) return
    const from = this.#recomputeFrom
    this.#recomputeFrom = Number.POSITIVE_INFINITY
    this.#state.reset()
    for (let row = 0; row < this.#history.length; row++) {
      this.#history.read(row, this.#row)
      this.#state.run('update', this.#row)
      const openTime = this.#history.openTime(row)
      if (openTime >= from) this.#say(out, this.#history.ts(row), openTime, true, this.#late.has(openTime) ? 0 : 1)
    }
    this.#late.clear()
  }

  /** Answers for a bar that may still change. */
  preview(bar: Bar, out: DerivedWriter): void {
    if (bar.openTime <= this.#history.last) return
    readBar(bar, this.#row)
    this.#state.run('preview', this.#row)
    this.#say(out, bar.ts, bar.openTime, false, 0)
  }

  /** Keeps the forming bar for the next tick. */
  hold(bar: Bar): void {
    if (bar.openTime > this.#history.last) this.#forming = bar
  }

  tick(out: DerivedWriter): void {
    const bar = this.#forming
    this.#forming = undefined
    if (bar !== undefined) this.preview(bar, out)
  }

  /** Bars are missing: nothing counts as converged until they no longer matter, or until they have come after all. */
  hole(isHealed: boolean): void {
    this.#unsettledRows = isHealed ? 0 : this.#plan.convergence
  }

  #say(out: DerivedWriter | undefined, ts: EpochMs, openTime: EpochMs, final: boolean, revision: number): void {
    if (out === undefined) return
    const { nodes } = this.#plan
    for (let n = 0; n < nodes.length; n++) {
      const readiness = this.#state.readiness(n)
      if (readiness === 'warming') continue
      const values = this.#state.values(n)
      // A bar without the needed input was skipped.
      if (values.every(Number.isNaN)) continue
      out.indicator(this.instrument, ts, {
        definition: (nodes[n] as (typeof nodes)[number]).definition,
        interval: this.interval,
        openTime,
        values,
        final,
        ready: true,
        converged: readiness === 'converged' && this.#unsettledRows === 0,
        revision,
      })
    }
  }
}
