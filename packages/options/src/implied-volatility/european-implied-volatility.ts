import { signOf, type EuropeanOption, type ForwardOption } from '../european/european-option.ts'
import { Legs } from '../european/legs.ts'
import { OPTION_STATUSES, type OptionStatus } from '../european/option-status.ts'
import { implyRow } from './implied-row.ts'

/** What a price says about volatility. */
export interface ImpliedVolatility {
  status: OptionStatus
  /**
   * Per square root of a year: there for `ok` and `low_information`, 0 for `at_intrinsic`, undefined otherwise. It has
   * no ceiling: a second before expiry it may be thousands.
   */
  volatility: number | undefined
}

const legs = new Legs()
const out = new Float64Array(1)

/**
 * The volatility at which Black-Scholes-Merton gives this price, to the precision that the inputs allow.
 *
 * ```ts
 * const { status, volatility } = impliedVolatility(
 *   { type: 'put', spot: 100, strike: 95, years: 0.25, rate: 0.05, dividendYield: 0.01 }, 1.37)
 * ```
 *
 * Source: P. Jaeckel, "Let's Be Rational", Wilmott 75 (2015), revision of 2024.
 *
 * @param price of the option, not discounted further
 * @param result is filled and returned; without it a new one is made
 */
export function impliedVolatility(
  option: Omit<EuropeanOption, 'volatility'>,
  price: number,
  result: ImpliedVolatility = { status: 'invalid_input', volatility: undefined },
): ImpliedVolatility {
  const { spot, strike, years, rate, dividendYield } = option
  return resultOf(result, implyRow(out, legs, signOf(option.type), spot, strike, years, rate, dividendYield, price))
}

/** The volatility at which Black-76 gives this (discounted) price; see `impliedVolatility`. */
export function impliedForwardVolatility(
  option: Omit<ForwardOption, 'volatility'>,
  price: number,
  result: ImpliedVolatility = { status: 'invalid_input', volatility: undefined },
): ImpliedVolatility {
  const { forward, strike, years, rate } = option
  return resultOf(result, implyRow(out, legs, signOf(option.type), forward, strike, years, rate, rate, price))
}

function resultOf(result: ImpliedVolatility, code: number): ImpliedVolatility {
  const volatility = out[0] as number
  result.status = OPTION_STATUSES[code] as OptionStatus
  result.volatility = Number.isNaN(volatility) ? undefined : volatility
  return result
}
