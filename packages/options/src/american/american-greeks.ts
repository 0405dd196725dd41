import { invalidField, type AmericanOption, type InvalidInput } from './american-option.ts'
import { americanValue } from './american-price.ts'
import { solveBoundary } from './boundary.ts'
import { fillEuropeanPut } from './european-part.ts'
import { schemeOf, type AmericanMode } from './modes.ts'
import { fillPremium, type Premium } from './premium.ts'
import { boundaryNow, leastSpread, mostSpread, putValue } from './put-value.ts'
import { putSlopes } from './put-slopes.ts'
import { putRegime } from './regime.ts'
import type { Scheme } from './scheme.ts'

/** Per unit of spot, of volatility (1 = 100 points), of rate and of yield; theta per year, as calendar time passes. */
export interface AmericanGreeks {
  readonly status: 'ok'
  readonly price: number
  readonly delta: number
  readonly gamma: number
  readonly theta: number
  readonly vega: number
  readonly rho: number
  readonly dividendRho: number
  /** The spot is in the exercise region: the price is the intrinsic value, delta 1 or -1, all else 0. */
  readonly isExercised: boolean
}

/** The spot is bumped so far where there is no integral to differentiate. */
const spotBump = 1e-3

/**
 * Price and Greeks.
 *
 * Delta and gamma are the integral's own derivatives, theta follows from the pricing equation; vega, rho and dividend
 * rho are differences of the price. Errors in the accurate mode, over the strike, on rows like a market's: delta 1e-6,
 * vega and the rhos 1e-5 in 99 of 100. Gamma jumps at the boundary, and is inexact as near to it as the boundary is.
 *
 * At expiry delta is a step (a half at the money) and the others are 0. Without volatility gamma and vega are 0.
 */
export function americanGreeks(option: AmericanOption, mode: AmericanMode = 'accurate'): AmericanGreeks | InvalidInput {
  const field = invalidField(option, option.volatility)
  if (field !== undefined) return { status: 'invalid_input', field }
  const { spot, strike, years, rate, dividendYield, volatility } = option
  const isCall = option.type === 'call'
  const scheme = schemeOf(mode)
  const price = americanValue(scheme, isCall, spot, strike, years, rate, dividendYield, volatility)
  if (years === 0) return steps(isCall, spot, strike, price, false)
  if (price > 0 && price === (isCall ? spot - strike : strike - spot)) return steps(isCall, spot, strike, price, true)
  const { delta, gamma } = isCall ? callShape(scheme, option) : putShape(scheme, option)
  const drift = (rate - dividendYield) * spot * delta
  const theta = rate * price - drift - 0.5 * (volatility * spot) ** 2 * gamma
  const slopes = isCall
    ? putSlopes(scheme, strike / spot, years, dividendYield, rate, volatility)
    : putSlopes(scheme, spot / strike, years, rate, dividendYield, volatility)
  const unit = isCall ? spot : strike
  return {
    status: 'ok',
    price,
    delta,
    gamma,
    theta,
    vega: unit * slopes.vega,
    rho: unit * (isCall ? slopes.dividendRho : slopes.rho),
    dividendRho: unit * (isCall ? slopes.rho : slopes.dividendRho),
    isExercised: false,
  }
}

function steps(isCall: boolean, spot: number, strike: number, price: number, isExercised: boolean): AmericanGreeks {
  const step = spot === strike ? 0.5 : price > 0 ? 1 : 0
  const delta = isCall || step === 0 ? step : -step
  return { status: 'ok', price, delta, gamma: 0, theta: 0, vega: 0, rho: 0, dividendRho: 0, isExercised }
}

function putShape(scheme: Scheme, option: AmericanOption): Premium {
  const { spot, strike, years, rate, dividendYield, volatility } = option
  const shape = shapeOf(scheme, spot / strike, years, rate, dividendYield, volatility)
  return { value: shape.value, delta: shape.delta, gamma: shape.gamma / strike }
}

/** The call is `spot * P(strike / spot)`: its derivatives by the chain rule. */
function callShape(scheme: Scheme, option: AmericanOption): Premium {
  const { spot, strike, years, rate, dividendYield, volatility } = option
  const s = strike / spot
  const { value, delta, gamma } = shapeOf(scheme, s, years, dividendYield, rate, volatility)
  return { value, delta: value - s * delta, gamma: (s * s * gamma) / spot }
}

/** Value, delta and gamma of the put with strike 1. */
function shapeOf(scheme: Scheme, s: number, t: number, r: number, q: number, sigma: number): Premium {
  const out = { value: 0, delta: 0, gamma: 0 }
  const spread = sigma * Math.sqrt(t)
  const regime = putRegime(r, q)
  const hasIntegral = regime === 'single' && spread >= leastSpread && spread <= mostSpread
  if (hasIntegral && solveBoundary(scheme, t, r, q, sigma) && s > boundaryNow(scheme, r, q)) {
    fillPremium(out, scheme, s, t, r, q, sigma)
    const { value, delta, gamma } = out
    fillEuropeanPut(out, s, t, r, q, sigma)
    return { value: out.value + value, delta: out.delta + delta, gamma: out.gamma + gamma }
  }
  if (regime === 'european' && spread >= leastSpread) {
    fillEuropeanPut(out, s, t, r, q, sigma)
    return out
  }
  const bump = spotBump * s
  const value = putValue(scheme, s, t, r, q, sigma)
  const high = putValue(scheme, s + bump, t, r, q, sigma)
  const low = putValue(scheme, s - bump, t, r, q, sigma)
  // Without uncertainty the value is a chain of lines, and its curvature none.
  const gamma = spread < leastSpread ? 0 : (high - 2 * value + low) / (bump * bump)
  return { value, delta: (high - low) / (2 * bump), gamma }
}
