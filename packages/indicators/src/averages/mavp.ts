import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, RunningIndicator, type SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { type AverageType, averageForgetting, averageOf, averageType, averageWarmup } from './average.ts'
import type { Average } from './running-average.ts'

class RunningMavp extends RunningIndicator {
  readonly #input: SingleInput
  readonly #shortest: number = 0
  readonly #longest: number = 0
  readonly #averages: readonly Average[]
  /** Each average begins so that all have their first value on one row. */
  readonly #begins: readonly number[]

  constructor(source: SingleInput, shortest: number, longest: number, type: AverageType, horizon: Horizon) {
    super(horizon)
    this.#input = source
    this.#shortest = shortest
    this.#longest = longest
    const periods = Array.from({ length: longest - shortest + 1 }, (_, i) => shortest + i)
    this.#averages = periods.map((length) => averageOf(this.cells, type, length))
    this.#begins = periods.map((length) => horizon.warmup - averageWarmup(type, length))
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row[this.#input]) && Number.isFinite(row.period)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const wanted = Math.min(Math.max(Math.trunc(row.period), this.#shortest), this.#longest) - this.#shortest
    for (let i = 0; i < this.#averages.length; i++) {
      const begin = this.#begins[i] as number
      if (index < begin) continue
      const mean = (this.#averages[i] as Average).push(row[this.#input], index - begin)
      if (i === wanted) out[0] = mean
    }
  }
}

/**
 * Moving average with a period that varies by row: the column `period`, cut to whole rows within the limits. All
 * averages between the limits run along, so a row costs as many steps. TA-Lib `MAVP`.
 */
export const mavp: IndicatorMaker<{ shortest?: number; longest?: number; average?: AverageType | number; input?: SingleInput }> =
  defineIndicator({
    type: 'mavp',
    aliases: ['variable-period-moving-average'],
    summary: 'Moving average with a period that varies by row',
    source: 'TA-Lib MAVP',
    talib: { function: 'MAVP', parameters: { optInMinPeriod: 'shortest', optInMaxPeriod: 'longest', optInMAType: 'average' } },
    display: { pane: 'price' },
    schema: z
      .strictObject({
        shortest: period(2, 2, 'Least period'),
        longest: period(30, 2, 'Largest period'),
        average: averageType('sma', 'Kind of average'),
        input: input(),
      })
      .refine(({ shortest, longest }) => shortest <= longest, { message: 'expected at most `longest`', path: ['shortest'] }),
    build({ shortest, longest, average, input: source }) {
      const warmup = averageWarmup(average, longest)
      const horizon = { warmup, convergence: warmup + averageForgetting(average, longest) }
      return {
        inputs: [source, 'period'],
        outputs: ['mavp'],
        ...horizon,
        create: () => new RunningMavp(source, shortest, longest, average, horizon),
      }
    },
  })
