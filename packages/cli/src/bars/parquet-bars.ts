import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { configError } from '@feedloom/core'
import { type BarTable, chooseColumns } from './bar-table.ts'
import { type BarCell, RowReader } from './row-reader.ts'

/** Reads bars of a Parquet file. Throws as `readBars` does, and the errors of `readParquetFile`. */
export async function readParquetBars(path: string, wantedOf: (names: readonly string[]) => readonly string[]): Promise<BarTable> {
  const file = basename(path)
  await stat(path).catch(() => {
    throw configError('FEEDLOOM_BARS_FILE_UNREADABLE', `${file} does not exist`)
  })
  const { readParquetFile } = await import('@feedloom/storage-duckdb')
  const result = await readParquetFile(resolve(path), (columns) => {
    const names = columns.map(({ name }) => name)
    const { time, values } = chooseColumns(file, names, wantedOf(names))
    return [time, ...values].flatMap(({ at }) => columns[at] ?? [])
  })
  const names = result.columns.map(({ name }) => name)
  const values = wantedOf(names).map((wanted, n) => ({ wanted, at: n + 1, name: names[n + 1] as string }))
  const rows = new RowReader({ time: { at: 0, name: names[0] as string }, values })
  result.rows.forEach((row, index) =>
    rows.take(row as readonly BarCell[], (column) => `${file}, row ${index + 1}, column ${names[column] ?? ''}`),
  )
  return rows.table
}
