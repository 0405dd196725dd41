import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { rowsToForget } from '../parts/smoothing.ts'
import { SortedWindow } from '../parts/sorted-window.ts'
import { changeInPercent } from './change-in-percent.ts'
import { RelativeStrength } from './relative-strength.ts'

class RunningConnorsRsi extends SingleInputIndicator {
  readonly #price: RelativeStrength
  readonly #streak: RelativeStrength
  /** Of the change of now and those before it: itself it is never below itself. */
  readonly #changes: SortedWindow
  readonly #rank: number = 0
  /** Value and streak of the row before. */
  readonly #place: number = 0

  constructor(source: SingleInput, lengths: { price: number; streak: number; rank: number }, flat: number, horizon: Horizon) {
    super(source, horizon)
    this.#price = new RelativeStrength(this.cells, lengths.price, flat)
    this.#streak = new RelativeStrength(this.cells, lengths.streak, flat)
    this.#changes = new SortedWindow(this.cells, lengths.rank + 1)
    this.#rank = lengths.rank
    this.#place = this.cells.claim(2)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const before = this.cells.get(this.#place)
    const streak = index === 0 ? 0 : continued(this.cells.get(this.#place + 1), value - before)
    this.cells.set(this.#place, value)
    this.cells.set(this.#place + 1, streak)
    const price = this.#price.push(value, index)
    const run = this.#streak.push(streak, index)
    if (index === 0) return
    const change = changeInPercent(value, before)
    this.#changes.push(change, index - 1)
    out[0] = (price + run + (100 * this.#changes.countBelow(change)) / this.#rank) / 3
  }
}

/** Rows in a row that went up, or, below 0, down. */
function continued(streak: number, change: number): number {
  if (change === 0) return 0
  if (change > 0) return streak > 0 ? streak + 1 : 1
  return streak < 0 ? streak - 1 : -1
}

interface ConnorsRsiParameters {
  price?: number
  streak?: number
  rank?: number
  flat?: number
  input?: SingleInput
}

/**
 * Connors RSI, 0 to 100: the mean of the relative strength of the price, that of the length of its streaks, and the
 * share of the last changes that are smaller than the change of now.
 */
export const connorsRsi: IndicatorMaker<ConnorsRsiParameters> = defineIndicator({
  type: 'connors-rsi',
  aliases: ['crsi'],
  summary: 'Relative strength of price, streaks and changes',
  source:
    'L. Connors and C. Alvarez, "An Introduction to ConnorsRSI", 2012; relative strength as TA-Lib RSI, ranks count what is strictly less',
  display: { pane: 'own', levels: [10, 90], range: [0, 100] },
  schema: z.strictObject({
    price: period(3, 2, 'Period of the relative strength of the price'),
    streak: period(2, 2, 'Period of the relative strength of the streaks'),
    rank: period(100, 1, 'Changes before this one that it is ranked among'),
    flat: z.number().min(0).max(100).default(50).describe('Relative strength of a series that has never moved'),
    input: input(),
  }),
  build({ flat, input: source, ...lengths }) {
    const warmup = Math.max(lengths.price, lengths.streak, lengths.rank + 1)
    const toForget = Math.max(...[lengths.price, lengths.streak].map((length) => length + rowsToForget(1 / length)))
    const horizon = { warmup, convergence: Math.max(warmup, toForget) }
    return {
      inputs: [source],
      outputs: ['crsi'],
      ...horizon,
      create: () => new RunningConnorsRsi(source, lengths, flat, horizon),
    }
  },
})
