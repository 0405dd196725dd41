import type { EpochMs } from '@feedloom/core'
import { type AverageRangeState, addRange, newAverageRange } from './average-range.ts'
import {
  type StructureBar,
  type StructureColumns,
  type StructureDetector,
  isWhole,
  restoredState,
  runDetector,
  savedState,
} from './bars.ts'
import { type SwingOptions, settledOptions, swingSchema } from './options.ts'

/** A turning point of the market: the highest high or lowest low between two reversals. */
export interface SwingPoint {
  readonly kind: 'high' | 'low'
  /** Row of the bar that made it, counted from 0. */
  readonly row: number
  readonly openTime: EpochMs
  readonly price: number
  /** The bar at whose close the reversal was large enough to call it a turning point. */
  readonly confirmedRow: number
  readonly confirmedTime: EpochMs
  /** Mean true range at that bar; quote units. */
  readonly averageRange: number
}

interface Extreme {
  row: number
  openTime: EpochMs
  price: number
}

/** Plain JSON. */
export interface SwingState {
  range: AverageRangeState
  rows: number
  /** 1 while the leg at hand goes up, -1 down, 0 before the first turning point. */
  leg: -1 | 0 | 1
  /** Price of the turning point that the leg began with. */
  origin: number
  /** The highest high and lowest low: of the leg its end, and of the way back from there its furthest. */
  high: Extreme | undefined
  low: Extreme | undefined
}

const newState = (): SwingState => ({ range: newAverageRange(), rows: 0, leg: 0, origin: 0, high: undefined, low: undefined })

/**
 * Alternating highs and lows (a zigzag) whose threshold follows the volatility: an extreme becomes a turning point when
 * the price has come back from it by `reversal` mean true ranges (or beyond the turning point before it), and is reported at
 * that bar, never before. The filtered
 * waves of A. A. Merrill ("Filtered Waves", 1977), with the true range instead of a fixed percentage. A bar that makes a
 * new extreme does not reverse it at once: nobody knows which of its prices came first.
 */
export class SwingPoints implements StructureDetector<SwingPoint> {
  readonly #reversal: number
  readonly #period: number
  #state: SwingState = newState()

  constructor(options: SwingOptions = {}) {
    const { reversal, atrPeriod } = settledOptions('swing points', swingSchema, options)
    this.#reversal = reversal
    this.#period = atrPeriod
  }

  /** Mean true range after the last bar; quote units. */
  get averageRange(): number {
    return this.#state.range.mean
  }

  /** Bars read. */
  get rows(): number {
    return this.#state.rows
  }

  update(bar: StructureBar): readonly SwingPoint[] {
    if (!isWhole(bar)) return []
    const state = this.#state
    const range = addRange(state.range, bar, this.#period)
    const row = state.rows++
    const isNew = stretch(state, bar, row)
    // The first ranges say little about what is usual.
    if (isNew || row + 1 < this.#period || range === 0) return []
    const { high, low } = state
    if (high === undefined || low === undefined) return []
    const isHigh = state.leg === 0 ? high.row < low.row : state.leg > 0
    // The bar must lead the way back, so that nothing between the turning point and the new leg is forgotten.
    if (high.row === low.row || (isHigh ? low : high).row !== row) return []
    // Back beyond where the leg began is a turn, however volatile it has become since.
    const isBeyond = state.leg !== 0 && (isHigh ? low.price < state.origin : high.price > state.origin)
    if (!isBeyond && high.price - low.price < this.#reversal * range) return []
    // Nobody knows what led to the first one.
    const isFirst = state.leg === 0
    const point = turn(state, isHigh ? 'high' : 'low', bar, row)
    return isFirst ? [] : [point]
  }

  reset(): void {
    this.#state = newState()
  }

  save(): unknown {
    return savedState(this.#name, this.#state)
  }

  restore(saved: unknown): void {
    this.#state = restoredState(this.#name, saved)
  }

  get #name(): string {
    return `swing-points ${this.#reversal} ${this.#period}`
  }
}

/** All turning points of a series, in the order in which they became known. */
export function swingPoints(bars: StructureColumns, options?: SwingOptions): readonly SwingPoint[] {
  return runDetector(new SwingPoints(options), bars)
}

/** Takes a bar into the extremes; true when it is a new end of the leg. The way back begins anew from each end. */
function stretch(state: SwingState, bar: StructureBar, row: number): boolean {
  const isHigher = state.high === undefined || bar.high > state.high.price
  const isLower = state.low === undefined || bar.low < state.low.price
  const high = (): Extreme => ({ row, openTime: bar.openTime, price: bar.high })
  const low = (): Extreme => ({ row, openTime: bar.openTime, price: bar.low })
  if (state.leg > 0 && isHigher) {
    state.high = high()
    state.low = undefined
    return true
  }
  if (state.leg < 0 && isLower) {
    state.low = low()
    state.high = undefined
    return true
  }
  if (isHigher) state.high = high()
  if (isLower) state.low = low()
  return false
}

/** The end of the leg is a turning point; the way back from it becomes the new leg. */
function turn(state: SwingState, kind: SwingPoint['kind'], bar: StructureBar, row: number): SwingPoint {
  const end = (kind === 'high' ? state.high : state.low) as Extreme
  if (kind === 'high') state.high = undefined
  else state.low = undefined
  state.leg = kind === 'high' ? -1 : 1
  state.origin = end.price
  return Object.freeze({ kind, ...end, confirmedRow: row, confirmedTime: bar.openTime, averageRange: state.range.mean })
}
