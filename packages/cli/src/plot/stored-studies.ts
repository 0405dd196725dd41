import { configError } from '@feedloom/core'
import { didYouMean } from '@feedloom/core/config'
import { type StoredSeries, seriesCondition } from '../bars/store-bars.ts'
import { type QueryResult, queryFile } from '../store-file.ts'
import { listItems } from './list-items.ts'
import type { Study } from './place-study.ts'
import type { LedgerGap } from './slots.ts'

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

/** Names of the indicators that a run has stored of a series. */
export async function storedNames(file: string, series: StoredSeries): Promise<readonly string[]> {
  const [found] = await queryFile(file, [`SELECT DISTINCT name FROM indicator_values WHERE ${seriesCondition(series)} ORDER BY name`])
  return (found?.rows ?? []).map(([name]) => String(name))
}

/** An indicator as a run has stored it, by bar. Throws `FEEDLOOM_INDICATOR_UNKNOWN`. */
export async function storedStudy(file: string, series: StoredSeries, name: string, times: Float64Array): Promise<Study> {
  const [found] = await queryFile(file, [
    'SELECT epoch_us(open_time) / 1000.0, indicator, outputs, "values" FROM indicator_values ' +
      `WHERE ${seriesCondition(series)} AND name = ${text(name)} AND final AND ready ORDER BY open_time`,
  ])
  const rows = found?.rows ?? []
  const [first] = rows
  if (first === undefined) throw await unknown(file, series, name)
  const outputs = listItems(first[2]).map(String)
  const rowOf = new Map([...times].map((time, row) => [time, row]))
  const columns = outputs.map((output) => ({ name: output, values: new Float64Array(times.length).fill(Number.NaN) }))
  for (const cells of rows) fill(cells, rowOf, columns)
  return { label: `${name} (stored)`, type: String(first[1]), outputs: columns, display: undefined, readsPrices: undefined }
}

function fill(cells: QueryResult['rows'][number], rowOf: ReadonlyMap<number, number>, columns: Study['outputs']): void {
  const row = rowOf.get(Number(cells[0]))
  if (row === undefined) return
  listItems(cells[3]).forEach((value, n) => {
    const column = columns[n]
    if (column !== undefined && typeof value === 'number') column.values[row] = value
  })
}

async function unknown(file: string, series: StoredSeries, name: string): Promise<Error> {
  const names = await storedNames(file, series)
  const there = names.length === 0 ? 'It holds none of this series.' : `It holds ${names.join(', ')}.`
  return configError('FEEDLOOM_INDICATOR_UNKNOWN', `${file} holds no indicator \`${name}\``, { hint: didYouMean(name, names) ?? there })
}

/** Where bars are missing, or may be, according to the ledger. */
export async function ledgerGaps(file: string, series: StoredSeries): Promise<readonly LedgerGap[]> {
  const kinds = series.origin === 'derived' ? "('bar', 'trade')" : "('bar')"
  // Bars that are made here inherit the holes of whatever they are made of.
  const width = series.rows === 0 ? '' : `AND ("interval" IS NULL OR "interval" = ${text(series.interval)}) `
  const [found] = await queryFile(file, [
    'SELECT epoch_us(coalesce(from_time, ts)) / 1000.0, epoch_us(to_time) / 1000.0, state, cause FROM gaps ' +
      `WHERE venue = ${text(series.venue)} AND native_symbol = ${text(series.nativeSymbol)} AND data_kind IN ${kinds} ` +
      `${width}AND state <> 'healed' ORDER BY 1`,
  ])
  return (found?.rows ?? []).map(([from, to, state, cause]) => ({
    from: Number(from),
    to: to === null ? undefined : Number(to),
    state: String(state),
    cause: String(cause),
  }))
}
