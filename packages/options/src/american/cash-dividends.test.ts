import { describe, expect, it } from 'vitest'
import type { AmericanOption } from './american-option.ts'
import { americanPrice } from './american-price.ts'
import { cashDividendPrice, type CashDividend } from './cash-dividends.ts'
import { europeanPut } from './european-part.ts'
import { densityAtZero } from './normal.ts'
import { gaussLegendre } from './quadrature.ts'

const call: AmericanOption = {
  type: 'call',
  spot: 100,
  strike: 100,
  years: 0.5,
  rate: 0.04,
  dividendYield: 0,
  volatility: 0.25,
}

function priceOf(option: AmericanOption, dividends: readonly CashDividend[]): number {
  const outcome = cashDividendPrice(option, dividends)
  if (outcome.status !== 'ok') throw new TypeError(outcome.field)
  return outcome.price
}

const rule = gaussLegendre(2000)

/** A call without a yield is exercised at once before the ex-date or not at all: one integral over the price there. */
function oneDividendCall({ spot, strike, years, rate, volatility }: AmericanOption, at: number, amount: number): number {
  const [deviation, drift] = [volatility * Math.sqrt(at), (rate - volatility ** 2 / 2) * at]
  let sum = 0
  for (let index = 0; index < rule.nodes.length; index++) {
    const z = 10 * (rule.nodes[index] ?? 0)
    const before = spot * Math.exp(drift + deviation * z)
    const after = before - amount
    const kept = after > 0 ? after * europeanPut(strike / after, years - at, 0, rate, volatility) : 0
    sum += 10 * (rule.weights[index] ?? 0) * densityAtZero * Math.exp(-0.5 * z * z) * Math.max(before - strike, kept)
  }
  return Math.exp(-rate * at) * sum
}

describe('an American option on an underlying that pays cash', () => {
  it('is the exact integral for a call with one dividend, within 5e-5 of the strike', () => {
    for (const spot of [80, 100, 130])
      for (const years of [0.1, 1])
        for (const volatility of [0.1, 0.4])
          for (const part of [0.02, 0.5, 0.97])
            for (const amount of [0.3, 5]) {
              const option = { ...call, spot, years, volatility }
              const error = priceOf(option, [{ years: part * years, amount }]) - oneDividendCall(option, part * years, amount)
              expect(Math.abs(error)).toBeLessThan(5e-3)
            }
  })

  it('converges to the price without dividends as they vanish', () => {
    const put: AmericanOption = { ...call, type: 'put' }
    const without = americanPrice(put, 'accurate')
    if (without.status !== 'ok') throw new TypeError(without.field)
    expect(Math.abs(priceOf(put, [{ years: 0.2, amount: 1e-9 }]) - without.price)).toBeLessThan(2e-3)
    expect(priceOf(put, [])).toBe(without.price)
    expect(priceOf(put, [{ years: 0.5, amount: 3 }])).toBe(without.price)
    expect(priceOf(put, [{ years: -0.1, amount: 3 }])).toBe(without.price)
  })

  it('costs a call and pays a put', () => {
    const dividends = [
      { years: 0.3, amount: 1 },
      { years: 0.1, amount: 1 },
    ]
    expect(priceOf(call, dividends)).toBeLessThan(priceOf(call, dividends.slice(0, 1)))
    expect(priceOf({ ...call, type: 'put' }, dividends)).toBeGreaterThan(priceOf({ ...call, type: 'put' }, []))
  })

  it('is finite when a dividend takes all, and without volatility', () => {
    expect(priceOf({ ...call, type: 'put' }, [{ years: 0.25, amount: 1000 }])).toBeGreaterThan(95)
    expect(priceOf({ ...call, volatility: 0 }, [{ years: 0.25, amount: 1 }])).toBeCloseTo(100 - 100 * Math.exp(-0.01), 1)
  })

  it('names dividends that are no amounts', () => {
    expect(cashDividendPrice(call, [{ years: 0.1, amount: Number.NaN }])).toEqual({
      status: 'invalid_input',
      field: 'dividends',
    })
  })
})
