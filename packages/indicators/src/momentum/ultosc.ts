import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { trueRange } from '../parts/true-range.ts'
import { Window } from '../parts/window.ts'

class RunningUltimate extends HighLowCloseIndicator {
  readonly #close: number = 0
  /** Buying pressure and true range, of the shortest window first. */
  readonly #pressures: readonly Window[]
  readonly #ranges: readonly Window[]

  constructor(periods: readonly number[], horizon: Horizon) {
    super(horizon)
    this.#close = this.cells.claim(1)
    this.#pressures = periods.map((length) => new Window(this.cells, length, false))
    this.#ranges = periods.map((length) => new Window(this.cells, length, false))
  }

  protected override compute({ high, low, close }: InputRow, out: Float64Array, index: number): void {
    const before = this.cells.get(this.#close)
    this.cells.set(this.#close, close)
    if (index === 0) return
    const pressure = close - Math.min(low, before)
    const range = trueRange(high, low, before)
    let sum = 0
    for (let k = 0; k < this.#ranges.length; k++) {
      const pressures = this.#pressures[k] as Window
      const ranges = this.#ranges[k] as Window
      pressures.push(pressure, index - 1)
      ranges.push(range, index - 1)
      if (ranges.sum !== 0) sum += (4 >> k) * (pressures.sum / ranges.sum)
    }
    out[0] = 100 * (sum / 7)
  }
}

/** Ultimate oscillator: buying pressure over three windows, the shortest weighs most, 0 to 100. TA-Lib `ULTOSC`. */
export const ultosc: IndicatorMaker<{ short?: number; middle?: number; long?: number }> = defineIndicator({
  type: 'ultosc',
  aliases: ['ultimate-oscillator'],
  summary: 'Buying pressure over three windows',
  source: 'L. Williams, "The Ultimate Oscillator", 1985; TA-Lib ULTOSC, which sorts the periods',
  talib: { function: 'ULTOSC', parameters: { optInTimePeriod1: 'short', optInTimePeriod2: 'middle', optInTimePeriod3: 'long' } },
  display: { pane: 'own', levels: [30, 70], range: [0, 100] },
  schema: z.strictObject({
    short: period(7, 1, 'Rows of the window that weighs 4; the three are sorted'),
    middle: period(14, 1, 'Rows of the window that weighs 2'),
    long: period(28, 1, 'Rows of the window that weighs 1'),
  }),
  build({ short, middle, long }) {
    const periods = [short, middle, long].toSorted((a, b) => a - b)
    const warmup = periods[2] as number
    const horizon = { warmup, convergence: warmup }
    return { inputs: ['high', 'low', 'close'], outputs: ['ultosc'], ...horizon, create: () => new RunningUltimate(periods, horizon) }
  },
})
