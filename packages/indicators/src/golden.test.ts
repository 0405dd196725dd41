import { describe, expect, it } from 'vitest'
import { allIndicators } from './families.ts'
import { atr, ema, macd, rsi } from './index.ts'
import type { IndicatorMaker } from './parts/define-indicator.ts'
import { type GoldenColumns, type GoldenEntry, batchOf, columnsOf, golden, worst } from './test/golden.ts'
import { callsOf, indicatorFor, inputsFor } from './test/talib.ts'
import { type TalibException, exceptions } from './test/talib-exceptions.ts'

const available = columnsOf('dev') !== undefined
const makers = allIndicators.filter(({ about }) => about.talib !== undefined)

interface Comparison {
  readonly lookback: number
  readonly error: number
}

function compare(
  maker: IndicatorMaker,
  columns: GoldenColumns,
  entry: GoldenEntry,
  excused: TalibException['rows'] = [],
): Comparison | undefined {
  const indicator = indicatorFor(maker, entry)
  if (indicator === undefined) return undefined
  const ours = batchOf(indicator, inputsFor(indicator, entry, columns))
  const errors = Object.values(entry.outputs).map((values, k) => worst(ours[k] as Float64Array, values, excused))
  return { lookback: indicator.warmup, error: Math.max(...errors) }
}

describe.skipIf(!available).each(['dev', 'edge', 'fx', 'cdl'])('on the series %s', (series) => {
  const columns = columnsOf(series) as GoldenColumns
  const calls = makers.flatMap((maker) =>
    callsOf(series, maker.about.talib?.function ?? '').map(([call, entry]) => ({ maker, call, entry })),
  )

  it.each(calls)('$call agrees with TA-Lib', ({ maker, call, entry }) => {
    const excused = exceptions.find((one) => one.call === call && one.series === series)?.rows
    const result = compare(maker, columns, entry, excused)
    expect(result?.lookback).toBe(entry.lookback ?? result?.lookback)
    expect(result?.error).toBeLessThanOrEqual(1e-9)
  })
})

describe.skipIf(!available)('the indicators', () => {
  it.each(['dev', 'edge', 'fx', 'cdl'])('are all that TA-Lib has, with all its parameters, on %s', (series) => {
    const missing = Object.entries({ ...golden(series, 'golden'), ...golden(series, 'variants') }).filter(([call, entry]) => {
      const maker = makers.find(({ about }) => about.talib?.function === (entry.function ?? call))
      return maker === undefined || indicatorFor(maker, entry) === undefined
    })
    expect(missing).toEqual([])
  })
})

describe.skipIf(!available)('the exceptions', () => {
  it.each(exceptions)('$call on $series is one', ({ call, series }) => {
    const entry = { ...golden(series, 'golden'), ...golden(series, 'variants') }[call] as GoldenEntry
    const maker = makers.find(({ about }) => about.talib?.function === (entry.function ?? call)) as IndicatorMaker
    expect(compare(maker, columnsOf(series) as GoldenColumns, entry)?.error).toBeGreaterThan(1e-9)
  })
})

describe.skipIf(!available)('exponential means, true ranges and relative strength', () => {
  it.each([ema, macd, atr, rsi] as readonly IndicatorMaker[])('equal TA-Lib bit for bit', (maker) => {
    const columns = columnsOf('dev') as GoldenColumns
    const entry = (golden('dev', 'golden') ?? {})[maker.about.talib?.function ?? ''] as GoldenEntry
    expect(compare(maker, columns, entry)?.error).toBeLessThan(maker === (rsi as IndicatorMaker) ? 1e-15 : Number.MIN_VALUE)
  })
})
