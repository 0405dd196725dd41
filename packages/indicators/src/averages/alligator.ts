import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { period } from '../parts/parameters.ts'
import { Wilder, rowsToForget } from '../parts/smoothing.ts'

interface LineShape {
  readonly period: number
  /** Rows by which it is drawn later. */
  readonly shift: number
}

class Line {
  readonly #mean: Wilder
  readonly #lag: Lag
  readonly #begin: number = 0

  constructor(cells: Cells, shape: LineShape) {
    this.#mean = new Wilder(cells, shape.period)
    this.#lag = new Lag(cells, shape.shift)
    this.#begin = beginOf(shape)
  }

  push(value: number, index: number): number {
    const mean = this.#lag.push(this.#mean.push(value, index))
    return index < this.#begin ? Number.NaN : mean
  }
}

function beginOf(shape: LineShape): number {
  return shape.period - 1 + shape.shift
}

class RunningAlligator extends HighLowIndicator {
  readonly #lines: readonly Line[]

  constructor(shapes: readonly LineShape[], horizon: Horizon) {
    super(horizon)
    this.#lines = shapes.map((shape) => new Line(this.cells, shape))
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const middle = (row.high + row.low) / 2
    for (let k = 0; k < this.#lines.length; k++) out[k] = (this.#lines[k] as Line).push(middle, index)
  }
}

/**
 * Alligator: three of Wilder's means of the bars' middles, each drawn some rows later (`jaw`, `teeth`, `lips`): the
 * value of a row was known as many rows before it. Shifts of 0 give what is known now.
 */
export const alligator: IndicatorMaker<{
  jaw?: number
  teeth?: number
  lips?: number
  jawShift?: number
  teethShift?: number
  lipsShift?: number
}> = defineIndicator({
  type: 'alligator',
  aliases: ['williams-alligator'],
  summary: 'Three smoothed means, each shifted forward',
  source: 'B. Williams, "Trading Chaos", 1995; Wilder\'s means of (high + low) / 2',
  display: { pane: 'price' },
  schema: z.strictObject({
    jaw: period(13, 1, 'Period of the slowest mean'),
    teeth: period(8, 1, 'Period of the middle mean'),
    lips: period(5, 1, 'Period of the fastest mean'),
    jawShift: period(8, 0, 'Rows by which the jaw is drawn later'),
    teethShift: period(5, 0, 'Rows by which the teeth are drawn later'),
    lipsShift: period(3, 0, 'Rows by which the lips are drawn later'),
  }),
  build({ jaw, teeth, lips, jawShift, teethShift, lipsShift }) {
    const shapes = [
      { period: jaw, shift: jawShift },
      { period: teeth, shift: teethShift },
      { period: lips, shift: lipsShift },
    ]
    const horizon = {
      warmup: Math.min(...shapes.map(beginOf)),
      convergence: Math.max(...shapes.map((shape) => beginOf(shape) + rowsToForget(1 / shape.period))),
    }
    return {
      inputs: ['high', 'low'],
      outputs: ['jaw', 'teeth', 'lips'],
      ...horizon,
      create: () => new RunningAlligator(shapes, horizon),
    }
  },
})
