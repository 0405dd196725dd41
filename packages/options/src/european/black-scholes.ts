import { signOf, type EuropeanOption } from './european-option.ts'
import { priceRow } from './european-row.ts'
import { copyMeasures, createEuropeanValue, type EuropeanValue } from './european-value.ts'
import { Legs } from './legs.ts'
import { EUROPEAN_MEASURES } from './measures.ts'

const legs = new Legs()
const slots = new Float64Array(EUROPEAN_MEASURES.length)

/**
 * Price and all Greeks of a European option by Black-Scholes-Merton with a continuous dividend yield.
 *
 * Each is within 8 * 2.2e-16 * (1 + its condition number) of the exact value for the doubles given, from deep out of
 * the money to certain exercise. Expired options and a volatility of 0 give the discounted intrinsic value, a step for
 * delta (one half exactly at the money) and 0 for what has no finite limit there.
 *
 * ```ts
 * const call = { type: 'call', spot: 100, strike: 105, years: 0.25, rate: 0.05, dividendYield: 0.01, volatility: 0.2 } as const
 * const value = createEuropeanValue()
 * if (blackScholes(call, value).status === 'ok') show(value.price, value.delta, value.thetaPerDay)
 * ```
 *
 * Sources: Black and Scholes (1973), Merton (1973).
 *
 * @param value is filled and returned; without it a new one is made
 */
export function blackScholes(option: EuropeanOption, value: EuropeanValue = createEuropeanValue()): EuropeanValue {
  const { spot, strike, years, rate, dividendYield, volatility } = option
  const isPriced = priceRow(slots, legs, signOf(option.type), spot, strike, years, rate, dividendYield, volatility, true)
  value.status = isPriced ? 'ok' : 'invalid_input'
  copyMeasures(value, slots)
  return value
}
