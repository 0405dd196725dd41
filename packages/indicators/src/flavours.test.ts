import { seededRandom } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { atr, ema, macd } from './index.ts'
import { batchOf } from './test/golden.ts'

const random = seededRandom(23)
const prices = Array.from({ length: 120 }, () => 100 + random() * 10)
const close = Float64Array.from(prices)

/** Written as people write it: from `begin` on, seeded with the plain mean of `seeded` values. */
function plainEma(values: readonly number[], length: number, seeded: number, begin = 0): number[] {
  const out = values.map(() => Number.NaN)
  const first = begin + seeded - 1
  out[first] = values.slice(begin, first + 1).reduce((sum, value) => sum + value, 0) / seeded
  for (let i = first + 1; i < values.length; i++) {
    const alpha = 2 / (length + 1)
    out[i] = alpha * (values[i] as number) + (1 - alpha) * (out[i - 1] as number)
  }
  return out
}

function plainMacd(seedOf: (length: number) => number, fastBegin: number): readonly number[][] {
  const fast = plainEma(prices, 12, seedOf(12), fastBegin)
  const slow = plainEma(prices, 26, seedOf(26))
  const line = prices.map((_, i) => (fast[i] as number) - (slow[i] as number))
  const begin = seedOf(26) - 1
  const signal = plainEma(line, 9, seedOf(9), begin)
  return [line, signal, line.map((value, i) => value - (signal[i] as number))]
}

/** Whether the values begin at `warmup` and are those of the plain formula from there on. */
function isEqual(ours: Float64Array | undefined, plain: readonly number[] | undefined, warmup: number): boolean {
  const isNear = (value: number, i: number): boolean => Math.abs(value - (plain?.[i] as number)) < 1e-10
  return ours?.every((value, i) => (i < warmup ? Number.isNaN(value) : isNear(value, i))) === true
}

describe('the seed', () => {
  it('of an exponential mean is the mean of the first values, or the first one as in TradingView and pandas', () => {
    expect(isEqual(batchOf(ema({ period: 9 }), { close })[0], plainEma(prices, 9, 9), 8)).toBe(true)
    expect(isEqual(batchOf(ema({ period: 9, seed: 'first' }), { close })[0], plainEma(prices, 9, 1), 0)).toBe(true)
  })

  it.each([
    ['talib', plainMacd((length) => length, 14), 33],
    ['sma', plainMacd((length) => length, 0), 33],
    ['first', plainMacd(() => 1, 0), 0],
  ] as const)('of MACD may be `%s`', (seed, plain, warmup) => {
    const indicator = macd({ seed })
    expect(indicator.warmup).toBe(warmup)
    for (const [k, ours] of batchOf(indicator, { close }).entries()) expect(isEqual(ours, plain[k], warmup)).toBe(true)
  })

  it('no longer matters when they have converged', () => {
    const many = Float64Array.from({ length: 600 }, () => 100 + random() * 10)
    const flavours = (['talib', 'sma', 'first'] as const).map((seed) => batchOf(macd({ seed }), { close: many }))
    const { convergence } = macd()
    for (let i = convergence; i < many.length; i++) {
      const values = flavours.map(([line]) => line?.[i] as number)
      expect(Math.max(...values) - Math.min(...values)).toBeLessThan(1e-6 * 100)
    }
  })
})

describe('the average true range', () => {
  const high = close.map((price) => price + random())
  const low = close.map((price) => price - random())
  const ranges = prices.map((_, i) => {
    const before = i === 0 ? (high[0] as number) : (close[i - 1] as number)
    return Math.max(high[i] as number, before) - Math.min(low[i] as number, before)
  })

  it.each([
    ['skip', 1],
    ['range', 0],
  ] as const)('begins as `first: %s` says: with the first bar in TradingView, without it in TA-Lib', (first, begin) => {
    for (const period of [1, 7]) {
      const plain = ranges.map(() => Number.NaN)
      const warmup = begin + period - 1
      plain[warmup] = ranges.slice(begin, warmup + 1).reduce((sum, range) => sum + range, 0) / period
      for (let i = warmup + 1; i < plain.length; i++) plain[i] = ((plain[i - 1] as number) * (period - 1) + (ranges[i] as number)) / period
      const indicator = atr({ period, first })
      expect([indicator.warmup, isEqual(batchOf(indicator, { high, low, close })[0], plain, warmup)]).toEqual([warmup, true])
    }
  })
})
