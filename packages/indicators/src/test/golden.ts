import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Indicator, InputColumns } from '@feedloom/core'
import { sharedPath } from '@feedloom/testkit'

export interface GoldenEntry {
  readonly function?: string
  /** TA-Lib's input to column names: `{ inPriceHLC: 'high,low,close' }`. */
  readonly inputs?: Readonly<Record<string, string>>
  readonly unstablePeriod?: Readonly<Record<string, number>>
  readonly params: Readonly<Record<string, number>>
  readonly lookback: number
  readonly outputs: Readonly<Record<string, readonly (number | string | null)[]>>
}

export type Golden = Readonly<Record<string, GoldenEntry>>

const read = new Map<string, Golden>()

/** Reference values; undefined where the shared folder is missing, or the series has none of this kind. */
export function golden(series: string, file: string): Golden | undefined {
  const folder = sharedPath('golden', 'indicators', series)
  const path = join(folder ?? '', `${file}.json.gz`)
  if (folder === undefined || !existsSync(path)) return undefined
  const known = read.get(path) ?? (JSON.parse(gunzipSync(readFileSync(path)).toString()) as Golden)
  read.set(path, known)
  return known
}

const columnNames = ['open', 'high', 'low', 'close', 'volume', 'unit', 'period'] as const
/** Bars, and what TA-Lib's functions of other things read: `unit` in (-1, 1), `period` from 2 to 30; open times in ms. */
export type GoldenColumns = Readonly<Record<(typeof columnNames)[number] | 'openTime', Float64Array>>

export function columnsOf(series: string): GoldenColumns | undefined {
  const path = sharedPath('golden', 'indicators', series, 'input.csv')
  if (path === undefined) return undefined
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  const rows = lines.map((line) => line.split(','))
  const column = (name: string): Float64Array => Float64Array.from(rows, (row) => Number(row[header.split(',').indexOf(name)]))
  const columns = Object.fromEntries(columnNames.map((name) => [name, column(name)])) as unknown as GoldenColumns
  return { ...columns, openTime: column('timestamp') }
}

export function batchOf(indicator: Indicator, columns: InputColumns): Float64Array[] {
  const length = columns[indicator.inputs[0] ?? 'close']?.length ?? 0
  const results = indicator.outputs.map(() => new Float64Array(length))
  indicator.batch(columns, results)
  return results
}

/** Largest deviation, relative to the value but at least to 1; infinite where only one of the two is known. */
export function worst(
  ours: Float64Array,
  theirs: readonly (number | string | null)[],
  excused: readonly (readonly [first: number, last: number])[] = [],
): number {
  return theirs.reduce<number>((most, wanted, row) => {
    if (excused.some(([first, last]) => row >= first && row <= last)) return most
    const value = ours[row] as number
    if (typeof wanted !== 'number') return Number.isNaN(value) ? most : Number.POSITIVE_INFINITY
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.max(most, Math.abs(value - wanted) / Math.max(1, Math.abs(wanted)))
  }, 0)
}
