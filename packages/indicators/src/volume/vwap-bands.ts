import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type Horizon, RunningIndicator } from '../parts/indicator-state.ts'
import { WeightedSpread } from '../parts/weighted-spread.ts'

/** From where on prices count. */
export interface Beginning {
  /** `begins`: all before this row is forgotten. `waits`: it does not count yet. `index`: rows before this one. */
  push(openTime: number, index: number): 'begins' | 'goes-on' | 'waits'
}

/** The mean price by volume since a beginning, and bands of deviations around it. */
export class RunningVwap extends RunningIndicator {
  readonly #beginning: Beginning
  readonly #spread: WeightedSpread
  readonly #multiples: readonly number[]

  constructor(beginning: (cells: Cells) => Beginning, multiples: readonly number[], horizon: Horizon) {
    super(horizon)
    this.#beginning = beginning(this.cells)
    this.#spread = new WeightedSpread(this.cells)
    this.#multiples = multiples
  }

  protected override accepts(row: InputRow): boolean {
    const sum = row.openTime + row.high + row.low + row.close + row.volume
    return Number.isFinite(sum)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const place = this.#beginning.push(row.openTime, index)
    if (place === 'waits') {
      out.fill(Number.NaN)
      return
    }
    const spread = this.#spread
    spread.push((row.high + row.low + row.close) / 3, row.volume, place === 'begins')
    const deviation = Math.sqrt(spread.variance)
    out[0] = spread.mean
    for (let k = 0; k < this.#multiples.length; k++) {
      const distance = (this.#multiples[k] as number) * deviation
      out[2 * k + 1] = spread.mean + distance
      out[2 * k + 2] = spread.mean - distance
    }
  }
}

export const vwapInputs = ['openTime', 'high', 'low', 'close', 'volume'] as const

/** `vwap`, `upper`, `lower`, `upper2`, `lower2`, … */
export function vwapOutputs(multiples: readonly number[]): string[] {
  return ['vwap', ...multiples.flatMap((_, k) => [`upper${k === 0 ? '' : k + 1}`, `lower${k === 0 ? '' : k + 1}`])]
}

/** What a config writes: one multiple, a list of them, or the text that the known parameters keep. */
export type WrittenMultiples = number | readonly number[] | string

const most = 5
const listPattern = /^(?:\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?){0,4})?$/

export function multiplesSchema(): z.ZodPrefault<z.ZodType<string, WrittenMultiples>> {
  return z
    .union([
      z.number().positive(),
      z.array(z.number().positive()).max(most),
      z.string().regex(listPattern, 'expected numbers with commas between'),
    ])
    .transform(String)
    .prefault(1)
    .describe(`Deviations from the mean to each pair of bands: \`1\`, or up to ${most} as in \`[1, 2, 3]\`; none for \`[]\``)
}

export function multiplesOf(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number)
}
