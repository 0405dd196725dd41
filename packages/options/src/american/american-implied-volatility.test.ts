import { describe, expect, it } from 'vitest'
import { isMarketLike, numberOf, optionOf, rowsOf, spreadOf, type Row } from '../test/american-rows.ts'
import { americanImpliedVolatility, type AmericanImpliedVolatility } from './american-implied-volatility.ts'
import type { AmericanMode } from './modes.ts'

const rows = rowsOf('iv_american')

/** Beyond eight times what a double can say of the volatility. */
function errorOf(row: Row, mode: AmericanMode): number {
  const outcome = americanImpliedVolatility(optionOf(row), numberOf(row, 'price'), mode)
  if (outcome.status !== 'ok') return Infinity
  return Math.max(0, Math.abs(outcome.volatility / numberOf(row, 'sigma') - 1) - 8 * numberOf(row, 'attainable'))
}

describe.skipIf(rows.length === 0)('American implied volatility', () => {
  const market = rows.filter((row) => isMarketLike(row) && numberOf(row, 'condPrice') < 50)

  it('is as exact as the prices when fast', () => {
    const { median, p99 } = spreadOf(market.map((row) => errorOf(row, 'fast')))
    expect(median).toBeLessThan(1e-7)
    expect(p99).toBeLessThan(1e-4)
    expect(spreadOf(rows.map((row) => errorOf(row, 'fast'))).worst).toBeLessThan(0.02)
  })

  it('is as exact as the prices when accurate', () => {
    const { median, p99, worst } = spreadOf(market.filter((_, index) => index % 3 === 0).map((row) => errorOf(row, 'accurate')))
    expect(median).toBeLessThan(1e-9)
    expect(p99).toBeLessThan(1e-5)
    expect(worst).toBeLessThan(1e-4)
  })
})

describe('a price without an American volatility', () => {
  const put = { type: 'put', spot: 80, strike: 100, years: 0.5, rate: 0.05, dividendYield: 0 } as const
  const call = { ...put, type: 'call', spot: 120 } as const
  const statusOf = (...at: Parameters<typeof americanImpliedVolatility>): AmericanImpliedVolatility['status'] =>
    americanImpliedVolatility(...at).status

  it('lies below exercise, or below what waiting is worth', () => {
    expect(statusOf(put, 19.99)).toBe('below_intrinsic')
    expect(statusOf(put, 20)).toBe('at_intrinsic')
    expect(statusOf(call, 20)).toBe('below_intrinsic')
    expect(statusOf({ ...put, spot: 120 }, 0)).toBe('at_intrinsic')
  })

  it('is the strike for a put, the spot for a call', () => {
    expect(statusOf(put, 99)).toBe('ok')
    expect(statusOf(put, 100)).toBe('above_maximum')
    expect(statusOf(call, 120)).toBe('above_maximum')
  })

  it('is expired, or no number', () => {
    expect(statusOf({ ...put, years: 0 }, 20)).toBe('expired')
    expect(americanImpliedVolatility(put, Number.NaN)).toEqual({ status: 'invalid_input', field: 'price' })
    expect(americanImpliedVolatility(put, -1)).toEqual({ status: 'invalid_input', field: 'price' })
    expect(americanImpliedVolatility({ ...put, years: -0.01 }, 20)).toEqual({ status: 'invalid_input', field: 'years' })
  })

  it('says little when its time value is a few roundings', () => {
    expect(statusOf(put, 20 + 1.5e-13)).toBe('low_information')
  })

  it('has one a moment before expiry, and at a price next to nothing', () => {
    for (const [option, price] of [
      [{ ...put, spot: 90, years: 1e-9 }, 10.5],
      [{ ...put, spot: 110 }, 1e-300],
    ] as const) {
      const outcome = americanImpliedVolatility(option, price)
      expect(outcome.status === 'ok' && outcome.volatility > 0 && outcome.volatility < Infinity).toBe(true)
    }
  })
})
