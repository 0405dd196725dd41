import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Indicator, InputColumns } from '@feedloom/core'
import { sharedPath } from '@feedloom/testkit'

export interface GoldenEntry {
  readonly function?: string
  readonly params: Readonly<Record<string, number>>
  readonly lookback: number
  readonly outputs: Readonly<Record<string, readonly (number | string | null)[]>>
}

export type Golden = Readonly<Record<string, GoldenEntry>>

/** Reference values; undefined where the shared folder is missing. */
export function golden(series: string, file: string): Golden | undefined {
  const path = sharedPath('golden', 'indicators', series, `${file}.json.gz`)
  return path === undefined ? undefined : (JSON.parse(gunzipSync(readFileSync(path)).toString()) as Golden)
}

export type BarColumns = Required<Pick<InputColumns, 'open' | 'high' | 'low' | 'close' | 'volume'>>

export function columnsOf(series: string): BarColumns | undefined {
  const path = sharedPath('golden', 'indicators', series, 'input.csv')
  if (path === undefined) return undefined
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  const rows = lines.map((line) => line.split(','))
  const column = (name: string): Float64Array => Float64Array.from(rows, (row) => Number(row[header.split(',').indexOf(name)]))
  return { open: column('open'), high: column('high'), low: column('low'), close: column('close'), volume: column('volume') }
}

export function batchOf(indicator: Indicator, columns: InputColumns): Float64Array[] {
  const length = columns[indicator.inputs[0] ?? 'close']?.length ?? 0
  const results = indicator.outputs.map(() => new Float64Array(length))
  indicator.batch(columns, results)
  return results
}
