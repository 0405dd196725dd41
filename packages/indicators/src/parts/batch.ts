import { type Indicator, type IndicatorInput, type IndicatorState, type InputColumns, type InputRow, configError } from '@feedloom/core'
import { type MutableRow, emptyRow } from './row.ts'

/** Columns in the order of the inputs, outputs in the order of the outputs; fills each output from the first row on. */
export type Batch = (columns: readonly Float64Array[], outputs: readonly Float64Array[]) => void

interface Batchable extends Pick<Indicator, 'inputs' | 'warmup' | 'create'> {
  readonly batch?: Batch
}

/** Whole columns at once. Throws the config error `FEEDLOOM_INDICATOR_INPUT_MISSING`. */
export function batchOf(indicator: Batchable, columns: InputColumns, results: readonly Float64Array[]): void {
  const sources = indicator.inputs.map((input) => columnOf(columns, input))
  if (indicator.batch !== undefined && sources.every(isKnown)) {
    indicator.batch(sources, results)
    const length = Math.min(indicator.warmup, sources[0]?.length ?? 0)
    for (const result of results) result.fill(Number.NaN, 0, length)
  } else runThrough(indicator.create(), indicator.inputs, sources, results)
}

/** The running form, row by row. */
function runThrough(
  state: IndicatorState,
  inputs: readonly IndicatorInput[],
  sources: readonly Float64Array[],
  results: readonly Float64Array[],
): void {
  const row: MutableRow = emptyRow()
  const length = sources[0]?.length ?? 0
  const out = new Float64Array(results.length)
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < inputs.length; k++) row[inputs[k] as IndicatorInput] = (sources[k] as Float64Array)[i] as number
    state.update(row satisfies InputRow, out)
    for (let k = 0; k < results.length; k++) (results[k] as Float64Array)[i] = out[k] as number
  }
}

/** Whether all values are finite: of any other the distance from itself is NaN. Four sums at a time, for speed. */
function isKnown(column: Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = column.length - (column.length % 4)
  for (let i = 0; i < whole; i += 4) {
    a += (column[i] as number) - (column[i] as number)
    b += (column[i + 1] as number) - (column[i + 1] as number)
    c += (column[i + 2] as number) - (column[i + 2] as number)
    d += (column[i + 3] as number) - (column[i + 3] as number)
  }
  for (let i = whole; i < column.length; i++) a += (column[i] as number) - (column[i] as number)
  return a + b + c + d === 0
}

function columnOf(columns: InputColumns, input: IndicatorInput): Float64Array {
  const column = columns[input]
  if (column !== undefined) return column
  throw configError('FEEDLOOM_INDICATOR_INPUT_MISSING', `the indicator reads \`${input}\`, which is not among the columns`)
}
