import { type Indicator, type IndicatorInput, type InputColumns, configError } from '@feedloom/core'
import type { BarTable } from '../bars/bar-table.ts'
import { plural } from '../figures.ts'

/** One output of an indicator over all bars; NaN where it has no value. */
export interface OutputColumn {
  readonly name: string
  readonly values: Float64Array
}

/** Names of columns in files; `openTime` is the times themselves, `price` of bars their close. */
const columnNames: Readonly<Partial<Record<IndicatorInput, string>>> = { quoteVolume: 'quote_volume', price: 'close' }

/**
 * The columns that the indicator reads: those of its inputs, or those of `of` in their place and order. Throws
 * `FEEDLOOM_INDICATOR_INPUT` when they are not as many.
 */
export function columnsRead(type: string, { inputs }: Indicator, of: readonly string[] = []): ReadonlyMap<IndicatorInput, string> {
  if (of.length > 0 && of.length !== inputs.length) {
    const wanted = plural(inputs.length, 'column')
    throw configError('FEEDLOOM_INDICATOR_INPUT', `\`${type}\` reads ${wanted} (${inputs.join(', ')}), not ${of.length}`, {
      hint: `Give ${wanted} to --of, or leave it out.`,
    })
  }
  return new Map(inputs.map((input, n) => [input, of[n] ?? columnNames[input] ?? input]))
}

/** Runs it over all bars at once. */
export function runIndicator(indicator: Indicator, read: ReadonlyMap<IndicatorInput, string>, bars: BarTable): readonly OutputColumn[] {
  const columns: { [K in IndicatorInput]?: Float64Array } = {}
  for (const [input, name] of read) {
    const column = name === 'openTime' ? bars.times : bars.columns.get(name)
    if (column !== undefined) columns[input] = column
  }
  const outputs = indicator.outputs.map((name) => ({ name, values: new Float64Array(bars.times.length) }))
  indicator.batch(
    columns satisfies InputColumns,
    outputs.map(({ values }) => values),
  )
  return outputs
}
