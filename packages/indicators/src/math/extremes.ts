import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { type BuiltIndicator, type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { ExtremeIndex } from '../parts/extreme-index.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'

/** One output: its name, and how it follows a series. */
interface Extreme {
  readonly name: string
  create(cells: Cells, period: number): (value: number, index: number) => number
}

class RunningExtremes extends SingleInputIndicator {
  readonly #extremes: readonly ((value: number, index: number) => number)[]

  constructor(source: SingleInput, length: number, extremes: readonly Extreme[], horizon: Horizon) {
    super(source, horizon)
    this.#extremes = extremes.map((extreme) => extreme.create(this.cells, length))
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    for (let k = 0; k < this.#extremes.length; k++) out[k] = (this.#extremes[k] as (value: number, index: number) => number)(value, index)
  }
}

const highest: Extreme = {
  name: 'max',
  create(cells, length) {
    const extreme = new Highest(cells, length)
    return (value, index) => extreme.push(value, index)
  },
}
const lowest: Extreme = {
  name: 'min',
  create(cells, length) {
    const extreme = new Lowest(cells, length)
    return (value, index) => extreme.push(value, index)
  },
}
const indexOf = (name: string, sign: 1 | -1): Extreme => ({
  name,
  create(cells, length) {
    const extreme = new ExtremeIndex(cells, length, sign, 'first')
    return (value, index) => {
      extreme.push(value, index)
      return extreme.row
    }
  },
})
const highestIndex = indexOf('maxIndex', 1)
const lowestIndex = indexOf('minIndex', -1)

type ExtremesMaker = IndicatorMaker<{ period?: number; input?: SingleInput }>

function extremesOf(type: string, alias: string, summary: string, extremes: readonly Extreme[]): ExtremesMaker {
  return defineIndicator({
    type,
    aliases: [alias],
    summary,
    source: `TA-Lib ${type.toUpperCase()}`,
    talib: { function: type.toUpperCase(), parameters: { optInTimePeriod: 'period' } },
    schema: z.strictObject({ period: period(30, 2, 'Rows looked back on'), input: input() }),
    build: (parameters) => build(parameters.input, parameters.period, extremes),
  })
}

function build(source: SingleInput, length: number, extremes: readonly Extreme[]): BuiltIndicator {
  const horizon = { warmup: length - 1, convergence: length - 1 }
  return {
    inputs: [source],
    outputs: extremes.map(({ name }) => name),
    ...horizon,
    create: () => new RunningExtremes(source, length, extremes, horizon),
  }
}

/** Highest value of the last `period` rows. TA-Lib `MAX`. */
export const max: ExtremesMaker = extremesOf('max', 'highest', 'Highest value of a window', [highest])
/** Lowest value of the last `period` rows. TA-Lib `MIN`. */
export const min: ExtremesMaker = extremesOf('min', 'lowest', 'Lowest value of a window', [lowest])
/** Lowest and highest value of the last `period` rows. TA-Lib `MINMAX`. */
export const minmax: ExtremesMaker = extremesOf('minmax', 'lowest-highest', 'Lowest and highest value of a window', [lowest, highest])
/** Row of the highest value of a window, counted from the first row. TA-Lib `MAXINDEX`. */
export const maxindex: ExtremesMaker = extremesOf('maxindex', 'highest-row', 'Row of the highest value', [highestIndex])
/** Row of the lowest value of a window, counted from the first row. TA-Lib `MININDEX`. */
export const minindex: ExtremesMaker = extremesOf('minindex', 'lowest-row', 'Row of the lowest value', [lowestIndex])
/** Rows of the lowest and the highest value of a window, counted from the first row. TA-Lib `MINMAXINDEX`. */
export const minmaxindex: ExtremesMaker = extremesOf('minmaxindex', 'lowest-highest-row', 'Rows of the lowest and highest value', [
  lowestIndex,
  highestIndex,
])
