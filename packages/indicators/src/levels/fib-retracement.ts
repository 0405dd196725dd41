import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { ExtremeIndex } from '../parts/extreme-index.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'

const ratios = [0.236, 0.382, 0.5, 0.618, 0.786] as const

class RunningRetracement extends HighLowIndicator {
  readonly #highest: ExtremeIndex
  readonly #lowest: ExtremeIndex

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#highest = new ExtremeIndex(this.cells, length, 1, 'last')
    this.#lowest = new ExtremeIndex(this.cells, length, -1, 'last')
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    this.#highest.push(row.high, index)
    this.#lowest.push(row.low, index)
    const high = this.#highest.value
    const low = this.#lowest.value
    const isUp = this.#highest.row >= this.#lowest.row
    for (let k = 0; k < ratios.length; k++) {
      const part = (ratios[k] as number) * (high - low)
      out[k] = isUp ? high - part : low + part
    }
    out[ratios.length] = isUp ? 1 : -1
    out[ratios.length + 1] = high
    out[ratios.length + 2] = low
  }
}

/**
 * Fibonacci retracements of the range of the last rows: back from the high after a move up (`direction` 1: the high is
 * the later of the two extremes), up from the low after a move down (-1). The later one of equal extremes counts; a new
 * extreme is found in constant time, one that leaves the window costs a look through it.
 */
export const fibRetracement: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'fib-retracement',
  aliases: ['fibonacci-retracement'],
  summary: 'Fibonacci retracements of a rolling range',
  source: 'Fibonacci ratios 0.236, 0.382, 0.5, 0.618 and 0.786 of the range; the later extreme gives the direction',
  display: { pane: 'price', styles: { direction: 'hidden', r236: 'steps', r382: 'steps', r500: 'steps', r618: 'steps', r786: 'steps' } },
  schema: z.strictObject({ period: period(100, 2, 'Rows of the range') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: ['high', 'low'],
      outputs: ['r236', 'r382', 'r500', 'r618', 'r786', 'direction', 'high', 'low'],
      ...horizon,
      create: () => new RunningRetracement(length, horizon),
    }
  },
})
