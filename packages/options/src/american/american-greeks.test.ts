import { describe, expect, it } from 'vitest'
import { isMarketLike, numberOf, optionOf, rowsOf, spreadOf } from '../test/american-rows.ts'
import { americanGreeks, type AmericanGreeks } from './american-greeks.ts'
import type { AmericanOption } from './american-option.ts'

const rows = rowsOf('american').filter(isMarketLike)

const option: AmericanOption = {
  type: 'put',
  spot: 90,
  strike: 100,
  years: 0.5,
  rate: 0.05,
  dividendYield: 0.01,
  volatility: 0.3,
}

function greeksOf(change: Partial<AmericanOption>): AmericanGreeks {
  const greeks = americanGreeks({ ...option, ...change })
  if (greeks.status !== 'ok') throw new TypeError(greeks.field)
  return greeks
}

/** Greek, its column, its scale over the strike, and the errors allowed at the median, in 99 of 100 rows, and ever. */
const bounds: readonly (readonly [keyof AmericanGreeks, string, number, number, number, number])[] = [
  ['delta', 'delta', 1, 1e-10, 1e-6, 1e-5],
  ['gamma', 'gamma', 100, 1e-9, 3e-5, 5e-3],
  ['theta', 'theta', 0.01, 1e-10, 1e-6, 2e-5],
  ['vega', 'vega', 0.01, 1e-8, 1e-5, 1e-4],
  ['rho', 'rho', 0.01, 1e-9, 4e-5, 5e-3],
  ['dividendRho', 'rhoQ', 0.01, 1e-9, 4e-5, 1e-3],
]

describe.skipIf(rows.length === 0)('American Greeks', () => {
  const computed = rows.map((row) => ({ row, greeks: greeksOf(optionOf(row)) }))

  it.each(bounds)('%s is that of the table', (name, column, scale, median, p99, worst) => {
    const known = computed.filter(({ row }) => row[column] !== null)
    const errors = spreadOf(known.map(({ row, greeks }) => Math.abs(Number(greeks[name]) - numberOf(row, column)) * scale))
    expect(errors.median).toBeLessThan(median)
    expect(errors.p99).toBeLessThan(p99)
    expect(errors.worst).toBeLessThan(worst)
  })
})

describe('American Greeks at the ends', () => {
  it('are a step below the boundary', () => {
    expect(greeksOf({ spot: 50 })).toEqual({
      status: 'ok',
      price: 50,
      delta: -1,
      gamma: 0,
      theta: 0,
      vega: 0,
      rho: 0,
      dividendRho: 0,
      isExercised: true,
    })
  })

  it('are a step at expiry, a half at the money', () => {
    expect([90, 100, 110].map((spot) => greeksOf({ type: 'call', years: 0, spot }).delta)).toEqual([0, 0.5, 1])
    expect([90, 100, 110].map((spot) => greeksOf({ years: 0, spot }).delta)).toEqual([-1, -0.5, 0])
  })

  it('without volatility are those of the certain gain', () => {
    const { price, delta, gamma, vega } = greeksOf({ type: 'call', spot: 110, years: 0.25, volatility: 0 })
    expect(price).toBeCloseTo(10.96756341433247, 10)
    expect(delta).toBeCloseTo(0.9975031223974601, 9)
    expect([gamma, vega]).toEqual([0, 0])
  })

  it('name the field that is out of bounds', () => {
    expect(americanGreeks({ ...option, spot: 0 })).toEqual({ status: 'invalid_input', field: 'spot' })
  })

  it('with two boundaries come from the tree, and are finite', () => {
    const greeks = greeksOf({ rate: -0.02, dividendYield: -0.05, spot: 100 })
    for (const name of ['price', 'delta', 'gamma', 'theta', 'vega', 'rho', 'dividendRho'] as const)
      expect(Number.isFinite(greeks[name])).toBe(true)
  })
})
