import { invalidField, type AmericanOption, type InvalidInput } from './american-option.ts'
import { certainPut } from './certain-put.ts'
import { schemeOf, type AmericanMode } from './modes.ts'
import { impliedVolatility } from './volatility-search.ts'

export type AmericanImpliedVolatility =
  | { readonly status: 'ok'; readonly volatility: number }
  /** The price carries no more of the volatility than its last bits: a number, but take it for none. */
  | { readonly status: 'low_information'; readonly volatility: number }
  /** Below, or at, what the option is worth without volatility; at or above what it is worth with any. */
  | { readonly status: 'below_intrinsic' | 'at_intrinsic' | 'above_maximum' | 'expired' }
  | InvalidInput

/** Time value, in roundings of the price, from which on the volatility means something. */
const roundings = 64

/**
 * The volatility at which an American option has this price.
 *
 * The least price is what it is worth without volatility: exercised at the best time, known in advance. Where an
 * option is best exercised at once it is the intrinsic value, and every volatility below some bound has that price:
 * the status is then `at_intrinsic` and there is no number.
 */
export function americanImpliedVolatility(
  option: Omit<AmericanOption, 'volatility'>,
  price: number,
  mode: AmericanMode = 'fast',
): AmericanImpliedVolatility {
  const field = invalidField(option, 0)
  if (field !== undefined) return { status: 'invalid_input', field }
  if (!(price >= 0 && price < Infinity)) return { status: 'invalid_input', field: 'price' }
  if (option.years === 0) return { status: 'expired' }
  const { spot, strike, years, rate, dividendYield } = option
  return option.type === 'call'
    ? impliedByPut(mode, strike / spot, years, dividendYield, rate, price / spot)
    : impliedByPut(mode, spot / strike, years, rate, dividendYield, price / strike)
}

/** Of a put with strike 1, which a call is with spot and strike, and rate and yield, exchanged. */
function impliedByPut(mode: AmericanMode, s: number, t: number, r: number, q: number, price: number): AmericanImpliedVolatility {
  const floor = certainPut(s, t, r, q)
  const ulp = 2.3e-16 * Math.max(price, floor === 0 ? 0 : s)
  if (price >= (r > 0 ? 1 : Math.exp(-r * t))) return { status: 'above_maximum' }
  if (Math.abs(price - floor) <= 2 * ulp) return { status: 'at_intrinsic' }
  if (price < floor) return { status: 'below_intrinsic' }
  const volatility = impliedVolatility(schemeOf(mode), s, t, r, q, price, floor)
  if (volatility === undefined) return { status: 'above_maximum' }
  return { status: price - floor < roundings * ulp ? 'low_information' : 'ok', volatility }
}
