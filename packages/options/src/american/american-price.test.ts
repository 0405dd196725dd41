import { describe, expect, it } from 'vitest'
import type { AmericanOption } from './american-option.ts'
import { americanPrice } from './american-price.ts'
import type { AmericanMode } from './modes.ts'
import { isMarketLike, numberOf, optionOf, rowsOf, spreadOf, type Row } from '../test/american-rows.ts'

function priceError(row: Row, mode: AmericanMode): number {
  const outcome = americanPrice(optionOf(row), mode)
  return outcome.status === 'ok' ? Math.abs(outcome.price - numberOf(row, 'price')) : Infinity
}

const rows = rowsOf('american')

describe.skipIf(rows.length === 0)('American prices', () => {
  const market = rows.filter(isMarketLike)
  const errors = (of: readonly Row[], mode: AmericanMode): ReturnType<typeof spreadOf> =>
    spreadOf(
      of.map((row) => priceError(row, mode) / (of === market ? numberOf(row, 'K') : Math.max(numberOf(row, 'S'), numberOf(row, 'K')))),
    )

  it('agree to 1e-8 of the strike at the median and 1e-5 at worst when fast', () => {
    const { median, worst } = errors(market, 'fast')
    expect(median).toBeLessThan(1e-8)
    expect(worst).toBeLessThan(1e-5)
    expect(errors(rows, 'fast').worst).toBeLessThan(1e-5)
  })

  it('agree to 1e-7 of the strike in 99 of 100 rows when accurate, and nowhere worse than 1e-6', () => {
    expect(errors(market, 'accurate').p99).toBeLessThan(1e-7)
    expect(errors(rows, 'accurate').p99).toBeLessThan(1e-7)
    expect(errors(rows, 'accurate').worst).toBeLessThan(1e-6)
  })

  it('agree with two boundaries to 1e-6 of the strike', () => {
    const { worst } = spreadOf(rowsOf('american_double_boundary').map((row) => priceError(row, 'fast') / numberOf(row, 'K')))
    expect(worst).toBeLessThan(1e-6)
  })

  it('below the boundary are the intrinsic value', () => {
    for (const row of rows.filter((row) => row['tag'] === 'exercise'))
      expect(priceError(row, 'accurate')).toBeLessThan(4e-16 * (numberOf(row, 'S') + 100))
  })
})

describe('an American price', () => {
  const option = { type: 'put', spot: 90, strike: 100, years: 0.5, rate: 0.05, dividendYield: 0.01, volatility: 0.2 } as const
  const priceOf = (change: Partial<AmericanOption>): unknown => {
    const outcome = americanPrice({ ...option, ...change })
    return outcome.status === 'ok' ? outcome.price : outcome.field
  }

  it('names the field that is no number or out of bounds', () => {
    expect(priceOf({ spot: Number.NaN })).toBe('spot')
    expect(priceOf({ strike: 0 })).toBe('strike')
    expect(priceOf({ years: -1e-12 })).toBe('years')
    expect(priceOf({ rate: Infinity })).toBe('rate')
    expect(priceOf({ dividendYield: Number.NaN })).toBe('dividendYield')
    expect(priceOf({ volatility: -0.2 })).toBe('volatility')
    expect(priceOf({ type: 'CALL' as 'call' })).toBe('type')
  })

  it('is the intrinsic value at expiry', () => {
    expect(priceOf({ years: 0 })).toBe(10)
    expect(priceOf({ years: 0, type: 'call' })).toBe(0)
  })

  it('without volatility is the best certain gain, and with a huge one the strike or the spot', () => {
    expect(priceOf({ volatility: 0 })).toBe(10)
    expect(priceOf({ volatility: 0, spot: 110 })).toBe(0)
    expect(priceOf({ volatility: 0, rate: 0.01, dividendYield: 0.05 })).toBeCloseTo(11.723356, 6)
    expect(priceOf({ volatility: 1e6 })).toBeCloseTo(100, 3)
    expect(priceOf({ volatility: 1e6, type: 'call' })).toBeCloseTo(90, 3)
  })

  it('is finite wherever its inputs are', () => {
    for (const spot of [1e-300, 1e-3, 100, 1e6, 1e300])
      for (const years of [1e-12, 0.01, 30])
        for (const rate of [-0.1, 0, 1e-12, 0.3])
          for (const dividendYield of [-0.2, 0, 1e-12, 0.3]) expect(priceOf({ spot, years, rate, dividendYield })).toBeLessThan(Infinity)
  })
})
