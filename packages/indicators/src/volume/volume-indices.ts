import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { RunningIndicator } from '../parts/indicator-state.ts'

const horizon = { warmup: 0, convergence: 0 }

class RunningVolumeIndex extends RunningIndicator {
  readonly #close: number = 0
  readonly #volume: number = 0
  readonly #level: number = 0
  readonly #start: number = 0
  readonly #sign: 1 | -1

  constructor(start: number, sign: 1 | -1) {
    super(horizon)
    this.#close = this.cells.claim(1)
    this.#volume = this.cells.claim(1)
    this.#level = this.cells.claim(1)
    this.#start = start
    this.#sign = sign
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.close) && Number.isFinite(row.volume)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const { cells } = this
    const close = cells.get(this.#close)
    const before = index === 0 ? this.#start : cells.get(this.#level)
    const counts = index > 0 && close !== 0 && (row.volume - cells.get(this.#volume)) * this.#sign > 0
    const level = counts ? before * (1 + (row.close - close) / close) : before
    cells.set(this.#close, row.close)
    cells.set(this.#volume, row.volume)
    cells.set(this.#level, level)
    out[0] = level
  }
}

function volumeIndex(type: string, alias: string, change: string, sign: 1 | -1): IndicatorMaker<{ start?: number }> {
  return defineIndicator({
    type,
    aliases: [alias],
    summary: `Price changes of rows whose volume ${change}, chained`,
    source: 'P. Dysart; N. Fosback, "Stock Market Logic", 1976',
    display: { pane: 'own' },
    schema: z.strictObject({ start: z.number().positive().default(1000).describe('The level of the first row') }),
    build: ({ start }) => ({
      inputs: ['close', 'volume'],
      outputs: [type],
      ...horizon,
      create: () => new RunningVolumeIndex(start, sign),
    }),
  })
}

/** Negative volume index: moves with the close when volume falls. Its level depends on where the series begins. */
export const nvi: IndicatorMaker<{ start?: number }> = volumeIndex('nvi', 'negative-volume-index', 'fell', -1)
/** Positive volume index: moves with the close when volume rises. Its level depends on where the series begins. */
export const pvi: IndicatorMaker<{ start?: number }> = volumeIndex('pvi', 'positive-volume-index', 'rose', 1)
