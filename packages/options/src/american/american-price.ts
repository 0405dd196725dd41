import { invalidField, type AmericanOption, type InvalidInput } from './american-option.ts'
import { schemeOf, type AmericanMode } from './modes.ts'
import { putValue } from './put-value.ts'
import type { Scheme } from './scheme.ts'

export type AmericanPrice = { readonly status: 'ok'; readonly price: number } | InvalidInput

/**
 * The price of an option that may be exercised at any time, by Andersen, Lake and Offengenden (2016, "High-performance
 * American option pricing").
 *
 * In the exercise region it is the intrinsic value; where early exercise never pays (a call without a yield at a rate
 * that is not negative) it is the European price. With two boundaries (for a put `q < r < 0`, for a call `r < q < 0`)
 * it comes from extrapolated Leisen-Reimer trees, within some 1e-6 of the strike and at milliseconds a price.
 */
export function americanPrice(option: AmericanOption, mode: AmericanMode = 'fast'): AmericanPrice {
  const field = invalidField(option, option.volatility)
  if (field !== undefined) return { status: 'invalid_input', field }
  const price = valueOf(schemeOf(mode), option, option.volatility)
  return { status: 'ok', price }
}

/** For inputs that are checked. */
export function valueOf(scheme: Scheme, option: Omit<AmericanOption, 'volatility'>, volatility: number): number {
  const { spot, strike, years, rate, dividendYield } = option
  return americanValue(scheme, option.type === 'call', spot, strike, years, rate, dividendYield, volatility)
}

/** A call is the put with spot and strike, and rate and yield, exchanged (McDonald and Schroder 1998). */
export function americanValue(
  scheme: Scheme,
  isCall: boolean,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  volatility: number,
): number {
  if (isCall) return scaledPut(scheme, strike, spot, years, dividendYield, rate, volatility)
  return scaledPut(scheme, spot, strike, years, rate, dividendYield, volatility)
}

/** In the exercise region exactly the difference; ratios beyond the doubles are worth nothing, or all. */
function scaledPut(scheme: Scheme, spot: number, strike: number, t: number, r: number, q: number, sigma: number): number {
  const s = spot / strike
  if (s > 1e200) return 0
  const value = putValue(scheme, s < 1e-200 ? 1e-200 : s, t, r, q, sigma)
  return value === 1 - s ? strike - spot : strike * value
}
