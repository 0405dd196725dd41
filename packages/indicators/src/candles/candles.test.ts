import type { Indicator, InputRow } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { emptyRow } from '../parts/row.ts'
import { type GoldenColumns, batchOf, columnsOf } from '../test/golden.ts'
import { candleCatalogue, candlePatterns, seenCandlePatterns } from './candle-patterns.ts'
import * as candles from './index.ts'

/** Open, high, low, close. */
type Prices = readonly [number, number, number, number]

const rowOf = ([open, high, low, close]: Prices): InputRow => ({ ...emptyRow(), open, high, low, close })

function rowsOf({ open, high, low, close }: GoldenColumns): InputRow[] {
  return Array.from(open, (_, i) => rowOf([open[i], high[i], low[i], close[i]] as unknown as Prices))
}

function last(indicator: Indicator, series: readonly Prices[]): number {
  const state = indicator.create()
  const out = new Float64Array(1)
  for (const prices of series) state.update(rowOf(prices), out)
  return out[0] as number
}

describe('an engulfing candle', () => {
  const before: readonly Prices[] = [
    [10, 11, 9, 10.5],
    [10, 11, 9, 10.5],
    [10, 10.2, 8.8, 9],
  ]
  it.each<[string, Prices, number]>([
    ['covers the whole body', [8.9, 10.5, 8.5, 10.1], 100],
    ['shares its lower end', [9, 10.5, 8.5, 10.1], 80],
    ['shares its upper end', [8.9, 10.5, 8.5, 10], 80],
    ['is no larger', [9, 10.5, 8.5, 10], 0],
  ])('that %s', (_what, prices, value) => {
    expect(last(candles.cdlengulfing(), [...before, prices])).toBe(value)
  })
})

describe('a hikkake', () => {
  /** An inside candle, and one with a lower high and a lower low: shorts in a trap. */
  const trap: readonly Prices[] = [
    [10, 12, 8, 10],
    [10, 12, 8, 10],
    [10, 13, 7, 10],
    [10, 12, 8, 11],
    [10, 11, 7.5, 8],
  ]
  const waits: Prices = [9, 11.5, 8, 9]
  const confirms: Prices = [9, 12.5, 8, 12.1]
  const value = (...more: readonly Prices[]): number => last(candles.cdlhikkake(), [[10, 14, 6, 10], ...trap, ...more])

  it('is bullish when the false break is downwards', () => {
    expect(value()).toBe(100)
  })
  it('is confirmed by a close beyond its inside candle, once, within three candles', () => {
    expect([value(confirms), value(waits, confirms), value(waits, waits, confirms)]).toEqual([200, 200, 200])
    expect(value(waits, waits, waits, confirms)).toBe(0)
    expect(value(confirms, [12, 13, 8, 12.5])).toBe(0)
  })
  it('is unconfirmed again when the candle is revised', () => {
    const state = candles.cdlhikkake().create()
    const out = new Float64Array(1)
    const seen = (): number => out[0] as number
    for (const prices of [[10, 14, 6, 10] as const, ...trap, confirms]) state.update(rowOf(prices), out)
    expect(seen()).toBe(200)
    state.revise(rowOf(waits), out)
    expect(seen()).toBe(0)
    state.update(rowOf(confirms), out)
    expect(seen()).toBe(200)
  })
})

describe('a long candle', () => {
  const plain: Prices = [10, 11, 9, 10.5]
  const long: Prices = [10, 10.8, 9.5, 10.6]
  const value = (...series: readonly Prices[]): number => last(candles.cdllongline(), series)
  const plains = (count: number): readonly Prices[] => Array.from({ length: count }, () => plain)

  it('is longer than the ten before it, itself left out', () => {
    expect([value(...plains(10), long), value(...plains(10), plain)]).toEqual([100, 0])
  })
  it('is none beside a spike, which ten candles later has left no trace', () => {
    const spike: Prices = [10, 1e15, 0.1, 1e14]
    expect([9, 10].map((count) => value(...plains(11), spike, ...plains(count), long))).toEqual([0, 100])
  })
})

describe('the catalogue', () => {
  it('lists 61 patterns by name, size and meaning', () => {
    expect(candleCatalogue).toHaveLength(61)
    expect(candleCatalogue[0]).toEqual({ type: 'cdl2crows', name: 'Two crows', bars: 3, direction: 'bearish', role: 'reversal' })
    expect(candles.cdleveningstar.about).toMatchObject({
      aliases: ['evening-star'],
      summary: 'Evening star: bearish reversal of 3 candles',
    })
  })
})

const columns = columnsOf('cdl')

describe.skipIf(columns === undefined)('where every pattern appears', () => {
  const bars = columns as GoldenColumns
  const values = batchOf(candlePatterns(), bars)

  it('all patterns at once are what each says alone', () => {
    const makers = Object.values(candles).filter((maker) => 'pattern' in maker)
    expect(makers).toHaveLength(61)
    const alone = makers.map((maker) => [maker.pattern.type, batchOf(maker(), bars)[0]?.subarray(14)])
    const together = candleCatalogue.map(({ type }, k) => [type, values[k]?.subarray(14)])
    expect(Object.fromEntries(together)).toEqual(Object.fromEntries(alone))
  })

  it('the signs are those of the catalogue', () => {
    const directions = candleCatalogue.map((_, k) => {
      const [rises, falls] = [values[k]?.some((value) => value > 0), values[k]?.some((value) => value < 0)]
      return rises === true && falls === true ? 'either' : rises === true ? 'positive' : 'bearish'
    })
    const wanted = candleCatalogue.map(({ direction }) => (direction === 'bullish' || direction === 'neutral' ? 'positive' : direction))
    expect(directions).toEqual(wanted)
  })

  it('what is tried out or taken back leaves no trace', () => {
    const rows = rowsOf(bars)
    const state = candlePatterns().create()
    const out = new Float64Array(61)
    const otherwise = rows.filter((row, i) => {
      const other = rows[(i * 7919) % rows.length] as InputRow
      state.preview(other, out)
      state.update(i % 3 === 0 ? other : row, out)
      state.preview(other, out)
      state.revise(row, out)
      return values.some((column, k) => !Object.is(column[i], out[k]))
    })
    expect(otherwise).toEqual([])
  })

  it('a row tells which patterns it has seen', () => {
    const k = candleCatalogue.findIndex(({ type }) => type === 'cdlmathold')
    const row = values[k]?.indexOf(100) ?? -1
    const seen = seenCandlePatterns(values.map((column) => column[row] as number))
    expect(seen).toContainEqual({ pattern: candleCatalogue[k], value: 100 })
    expect(seen.every(({ value }) => Math.abs(value) >= 80)).toBe(true)
    expect(seenCandlePatterns(values.map((column) => column[0] as number))).toEqual([])
  })
})
