import { z } from 'zod'
import { type AverageType, averageForgetting, averageOf, averageType, averageWarmup } from '../averages/average.ts'
import type { Average } from '../averages/running-average.ts'
import type { Batch } from '../parts/batch.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { Window, windowColumn } from '../parts/window.ts'

class RunningBbands extends SingleInputIndicator {
  readonly #window: Window
  /** Of another kind than the window's plain mean. */
  readonly #average: Average | undefined
  readonly #up: number = 0
  readonly #down: number = 0

  constructor(source: SingleInput, length: number, average: AverageType, up: number, down: number, horizon: Horizon) {
    super(source, horizon)
    this.#window = new Window(this.cells, length, true)
    this.#average = average === 'sma' ? undefined : averageOf(this.cells, average, length)
    this.#up = up
    this.#down = down
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const window = this.#window
    window.push(value, index)
    const middle = this.#average === undefined ? window.mean : this.#average.push(value, index)
    const deviation = Math.sqrt(window.variance)
    out[0] = middle + this.#up * deviation
    out[1] = middle
    out[2] = middle - this.#down * deviation
  }
}

function bandColumns(upper: Float64Array, middle: Float64Array, lower: Float64Array, up: number, down: number): void {
  for (let i = 0; i < middle.length; i++) {
    const mean = middle[i] as number
    const deviation = Math.sqrt(upper[i] as number)
    upper[i] = mean + up * deviation
    lower[i] = mean - down * deviation
  }
}

function plainBands(length: number, up: number, down: number): Batch {
  return ([values], [upper, middle, lower]) => {
    windowColumn(values as Float64Array, length, middle as Float64Array, upper)
    bandColumns(upper as Float64Array, middle as Float64Array, lower as Float64Array, up, down)
  }
}

/**
 * Bollinger bands: the mean of the last `period` values and bands at multiples of their population deviation.
 * J. Bollinger, "Bollinger on Bollinger Bands", 2001; default period of TA-Lib 0.8 `BBANDS` (5 before). A flat window
 * has bands of width 0.
 */
export const bbands: IndicatorMaker<{ period?: number; up?: number; down?: number; average?: AverageType | number; input?: SingleInput }> =
  defineIndicator({
    type: 'bbands',
    aliases: ['bollinger', 'bollinger-bands'],
    summary: 'Bollinger bands',
    source: 'J. Bollinger, "Bollinger on Bollinger Bands", 2001; TA-Lib 0.8 BBANDS: population deviation, computed without cancellation',
    talib: {
      function: 'BBANDS',
      parameters: { optInTimePeriod: 'period', optInNbDevUp: 'up', optInNbDevDn: 'down', optInMAType: 'average' },
    },
    display: { pane: 'price', fill: ['upper', 'lower'] },
    schema: z.strictObject({
      period: period(20, 2, 'Rows in mean and deviation'),
      up: z.number().default(2).describe('Deviations from the mean to the upper band'),
      down: z.number().default(2).describe('Deviations from the mean to the lower band'),
      average: averageType('sma', 'Kind of the middle band; the deviation is always from the plain mean'),
      input: input(),
    }),
    build({ period: length, up, down, average, input: source }) {
      const warmup = averageWarmup(average, length)
      const horizon = { warmup, convergence: warmup + averageForgetting(average, length) }
      return {
        inputs: [source],
        outputs: ['upper', 'middle', 'lower'],
        ...horizon,
        create: () => new RunningBbands(source, length, average, up, down, horizon),
        ...(average === 'sma' ? { batch: plainBands(length, up, down) } : {}),
      }
    },
  })
