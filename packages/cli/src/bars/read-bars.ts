import { extname } from 'node:path'
import { configError } from '@feedloom/core'
import { type BarTable, hasColumn } from './bar-table.ts'
import { readCsvBars, standardInput } from './csv-bars.ts'
import { readParquetBars } from './parquet-bars.ts'

/** What to read beside the times. */
export interface WantedColumns {
  /** The file must have these. */
  readonly required: readonly string[]
  /** Read when they are there. */
  readonly optional?: readonly string[]
}

/**
 * Reads bars of a CSV or a Parquet file by the names of its columns, in any case and order. Throws
 * `FEEDLOOM_BARS_FILE_UNREADABLE` and `FEEDLOOM_BARS_COLUMN_MISSING` (config), `FEEDLOOM_BARS_ROW_INVALID` and
 * `FEEDLOOM_BARS_ORDER` (data) with file, line and column.
 */
export async function readBars(path: string, { required, optional = [] }: WantedColumns): Promise<BarTable> {
  const wantedOf = (names: readonly string[]): readonly string[] => [...required, ...optional.filter((name) => hasColumn(names, name))]
  if (isParquet(path)) return await readParquetBars(path, wantedOf)
  if (isCsv(path)) return await readCsvBars(path, wantedOf)
  throw configError('FEEDLOOM_BARS_FILE_UNREADABLE', `${path} is neither a CSV nor a Parquet file`, {
    hint: 'Its name should end with .csv, .csv.gz or .parquet.',
  })
}

const isParquet = (path: string): boolean => ['.parquet', '.pq'].includes(extname(path).toLowerCase())
const isCsv = (path: string): boolean =>
  path === standardInput || ['.csv', '.tsv', '.txt'].includes(extname(path.toLowerCase().replace(/\.gz$/, '')))

/** Whether a file holds bars by itself; a store is asked instead. */
export function isBarFile(path: string): boolean {
  return isParquet(path) || isCsv(path)
}
