import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Beginning, RunningVwap, type WrittenMultiples, multiplesOf, multiplesSchema, vwapInputs, vwapOutputs } from './vwap-bands.ts'

class Anchor implements Beginning {
  readonly #cells: Cells
  readonly #hasBegun: number = 0
  readonly #ts: number = 0

  constructor(cells: Cells, ts: number) {
    this.#cells = cells
    this.#hasBegun = cells.claim(1)
    this.#ts = ts
  }

  push(openTime: number): 'begins' | 'goes-on' | 'waits' {
    const hasBegun = this.#cells.get(this.#hasBegun) === 1
    const counts = hasBegun || openTime >= this.#ts
    this.#cells.set(this.#hasBegun, counts ? 1 : 0)
    if (hasBegun) return 'goes-on'
    return counts ? 'begins' : 'waits'
  }
}

const horizon = { warmup: 0, convergence: 0 }

/**
 * Volume-weighted average price since a moment, with bands at multiples of the deviation by volume: unknown before it,
 * and until there is volume. Its values hold when the rows go back to that moment.
 */
export const vwapAnchored: IndicatorMaker<{ anchor?: string; bands?: WrittenMultiples }> = defineIndicator({
  type: 'vwap-anchored',
  aliases: ['anchored-vwap'],
  summary: 'Volume-weighted average price since a moment',
  source:
    'B. Shannon, "Maximum Trading Gains with Anchored VWAP", 2022; (high + low + close) / 3 by volume; population deviation by volume',
  display: { pane: 'price' },
  schema: z.strictObject({
    anchor: z
      .union([z.literal('start'), z.iso.datetime({ offset: true })])
      .default('start')
      .describe('The first row that counts opens at this time or later: `2026-01-01T00:00:00Z`; or `start`, the first row of all'),
    bands: multiplesSchema(),
  }),
  build({ anchor, bands }) {
    const multiples = multiplesOf(bands)
    const ts = anchor === 'start' ? Number.NEGATIVE_INFINITY : Date.parse(anchor)
    return {
      inputs: vwapInputs,
      outputs: vwapOutputs(multiples),
      ...horizon,
      create: () => new RunningVwap((cells) => new Anchor(cells, ts), multiples, horizon),
    }
  },
})
