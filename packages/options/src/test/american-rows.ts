import { sharedPath } from '@feedloom/testkit'
import { readFileSync } from 'node:fs'
import type { AmericanOption } from '../american/american-option.ts'

/** A row of a table of goldens, by column. */
export type Row = Readonly<Record<string, number | string | boolean | null>>

/** Empty where the goldens are not at hand. */
export function rowsOf(table: string): readonly Row[] {
  const path = sharedPath('golden', 'options', `${table}.json`)
  if (path === undefined) return []
  const { columns, rows } = JSON.parse(readFileSync(path, 'utf8')) as { columns: string[]; rows: Row[string][][] }
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] as Row[string]])))
}

export function numberOf(row: Row, column: string): number {
  const value = row[column]
  return typeof value === 'number' ? value : Number.NaN
}

export function optionOf(row: Row): AmericanOption {
  return {
    type: row['type'] as 'call' | 'put',
    spot: numberOf(row, 'S'),
    strike: numberOf(row, 'K'),
    years: numberOf(row, 'T'),
    rate: numberOf(row, 'r'),
    dividendYield: numberOf(row, 'q'),
    volatility: numberOf(row, 'sigma'),
  }
}

/** Volatility 8 to 150 %, up to three years, rates within 10 %, spot within a factor of two of the strike. */
export function isMarketLike(row: Row): boolean {
  const { spot, strike, years, rate, dividendYield, volatility } = optionOf(row)
  const isModest = volatility >= 0.08 && volatility <= 1.5 && years >= 0.002 && years <= 3
  return isModest && Math.max(Math.abs(rate), Math.abs(dividendYield)) <= 0.1 && spot > strike / 2 && spot < strike * 2
}

/** NaN counts as the worst. */
export function spreadOf(errors: readonly number[]): { median: number; p99: number; worst: number } {
  const order = errors.map((error) => (error >= 0 ? error : Infinity)).sort((a, b) => a - b)
  const at = (part: number): number => order[Math.floor(part * (order.length - 1))] ?? Infinity
  return { median: at(0.5), p99: at(0.99), worst: at(1) }
}
