import type { Indicator } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { atr, bbands, ema, macd, rsi, sma } from './index.ts'
import { type BarColumns, type GoldenEntry, batchOf, columnsOf, golden } from './test/golden.ts'

/** Our indicator with TA-Lib's parameters. */
const makers: Readonly<Record<string, (params: Readonly<Record<string, number>>) => Indicator | undefined>> = {
  SMA: ({ optInTimePeriod: period }) => sma({ period }),
  EMA: ({ optInTimePeriod: period }) => ema({ period }),
  RSI: ({ optInTimePeriod: period }) => rsi({ period }),
  ATR: ({ optInTimePeriod: period }) => atr({ period }),
  MACD: ({ optInFastPeriod: fast, optInSlowPeriod: slow, optInSignalPeriod: signal }) => macd({ fast, slow, signal }),
  BBANDS: ({ optInTimePeriod: period, optInNbDevUp: up, optInNbDevDn: down, optInMAType: type }) =>
    type === 0 ? bbands({ period, up, down }) : undefined,
}

/** Largest deviation, relative to the value but at least to 1; infinite where one is known and the other is not. */
function worst(ours: Float64Array, theirs: readonly (number | string | null)[]): number {
  return theirs.reduce<number>((most, wanted, row) => {
    const value = ours[row] as number
    if (typeof wanted !== 'number') return Number.isNaN(value) ? most : Number.POSITIVE_INFINITY
    return Math.max(most, Math.abs(value - wanted) / Math.max(1, Math.abs(wanted)))
  }, 0)
}

function compare(columns: BarColumns, name: string, entry: GoldenEntry): { readonly lookback: number; readonly worst: number } | undefined {
  const indicator = makers[entry.function ?? name]?.(entry.params)
  if (indicator === undefined) return undefined
  const ours = batchOf(indicator, columns)
  const theirs = Object.values(entry.outputs)
  return { lookback: indicator.warmup, worst: Math.max(...theirs.map((output, k) => worst(ours[k] as Float64Array, output))) }
}

const available = columnsOf('dev') !== undefined

describe.skipIf(!available).each(['dev', 'edge', 'fx'])('on the series %s', (series) => {
  const columns = columnsOf(series) as BarColumns
  // TA-Lib 0.6 loses the variance of flat windows to rounding: exact values stand in their place.
  const exact = golden(series, 'golden-precise') ?? {}
  const entries = Object.entries({ ...golden(series, 'golden'), ...golden(series, 'variants'), ...exact }).filter(
    ([name, entry]) =>
      (entry.function ?? name) in makers &&
      !name.includes('unst') &&
      !(series === 'edge' && name === 'RSI(TimePeriod=2)') &&
      (name in exact || (entry.function ?? name) !== 'BBANDS'),
  )

  it.each(entries)('%s agrees with TA-Lib', (name, entry) => {
    const result = compare(columns, name, entry)
    expect(result?.lookback).toBe(entry.lookback ?? result?.lookback)
    expect(result?.worst).toBeLessThanOrEqual(1e-9)
  })
})

describe.skipIf(!available)('RSI of a market that stands still', () => {
  it('keeps the ratio of gains and losses where TA-Lib takes means below 1e-14 for 0', () => {
    const wanted = golden('edge', 'variants')?.['RSI(TimePeriod=2)']?.outputs['outReal'] ?? []
    const [ours] = batchOf(rsi({ period: 2 }), columnsOf('edge') as BarColumns)
    const differing = wanted.filter((value, row) => typeof value === 'number' && Math.abs(value - (ours?.[row] ?? Number.NaN)) > 1e-7)
    expect(new Set(differing)).toEqual(new Set([0]))
  })
})

describe.skipIf(!available)('exponential means and true ranges', () => {
  it.each(['EMA', 'MACD', 'ATR'])('%s equals TA-Lib bit for bit', (name) => {
    const columns = columnsOf('dev') as BarColumns
    expect(compare(columns, name, (golden('dev', 'golden') ?? {})[name] as GoldenEntry)?.worst).toBe(0)
  })
})
