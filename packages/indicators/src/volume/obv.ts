import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { RunningIndicator, type SingleInput } from '../parts/indicator-state.ts'
import { input } from '../parts/parameters.ts'
import { Total } from '../parts/total.ts'

const horizon = { warmup: 0, convergence: 0 }

class RunningObv extends RunningIndicator {
  readonly #input: SingleInput
  readonly #last: number = 0
  readonly #total: Total

  constructor(source: SingleInput) {
    super(horizon)
    this.#input = source
    this.#last = this.cells.claim(1)
    this.#total = new Total(this.cells)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row[this.#input]) && Number.isFinite(row.volume)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const value = row[this.#input]
    const before = index === 0 ? Number.NEGATIVE_INFINITY : this.cells.get(this.#last)
    this.cells.set(this.#last, value)
    out[0] = this.#total.push(direction(value, before) * row.volume)
  }
}

/** 1 up, -1 down, 0 as before: without a branch, which would be guessed wrong half of the time. */
function direction(value: number, before: number): number {
  return Number(value > before) - Number(value < before)
}

/** `Total` over the column, in locals. */
function obvColumn(values: Float64Array, volumes: Float64Array, out: Float64Array): void {
  let sum = 0
  let losses = 0
  let before = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    const signed = direction(value, before) * (volumes[i] as number)
    const next = sum + signed
    losses += Math.abs(sum) >= Math.abs(signed) ? sum - next + signed : signed - next + sum
    sum = next
    out[i] = sum + losses
    before = value
  }
}

/** On-balance volume: volume added where the price rises and taken off where it falls, from the first row's on. TA-Lib `OBV`. */
export const obv: IndicatorMaker<{ input?: SingleInput }> = defineIndicator({
  type: 'obv',
  aliases: ['on-balance-volume'],
  summary: 'On-balance volume',
  source: 'J. Granville, "New Key to Stock Market Profits", 1963; TA-Lib OBV, which begins with the first volume',
  talib: { function: 'OBV', parameters: {} },
  display: { pane: 'own' },
  schema: z.strictObject({ input: input() }),
  build: ({ input: source }) => ({
    inputs: [source, 'volume'],
    outputs: ['obv'],
    ...horizon,
    create: () => new RunningObv(source),
    batch: ([values, volumes], [out]) => obvColumn(values as Float64Array, volumes as Float64Array, out as Float64Array),
  }),
})
