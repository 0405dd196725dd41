import { erfcx } from '../special/error-function.ts'
import { expMinusHalfSquare } from '../special/exp-square.ts'
import { ONE_OVER_SQRT_TWO_PI, SQRT_HALF_PI } from '../special/normal.ts'
import { millsDifference } from './mills-difference.ts'

/** What price and Greeks of one option share. One object serves a whole column. */
export class Legs {
  years: number = NaN
  rate: number = NaN
  dividendYield: number = NaN
  rootYears: number = NaN
  /** (rate - yield) * years. */
  drift: number = NaN
  /** exp(-yield * years) and exp(-rate * years). */
  spotDiscount: number = NaN
  strikeDiscount: number = NaN
  /** The two discounted sides: what one gets and what one pays when a call is exercised for certain. */
  spotLeg: number = NaN
  strikeLeg: number = NaN
  /** Log of forward over strike, and volatility times the root of time. */
  moneyness: number = NaN
  total: number = NaN
  d1: number = NaN
  d2: number = NaN
  /** spotLeg * density(d1) = strikeLeg * density(d2): vega by total volatility. */
  density: number = NaN
  /** Distribution at d1 and d2 for a call, at their negatives for a put. */
  spotWeight: number = NaN
  strikeWeight: number = NaN
  price: number = NaN
}

/** Sets what depends on time and rates only; does nothing when they are those of the last option. */
export function setCarry(legs: Legs, years: number, rate: number, dividendYield: number): void {
  if (years === legs.years && rate === legs.rate && dividendYield === legs.dividendYield) return
  legs.years = years
  legs.rate = rate
  legs.dividendYield = dividendYield
  legs.rootYears = Math.sqrt(years)
  legs.drift = (rate - dividendYield) * years
  legs.strikeDiscount = Math.exp(-rate * years)
  legs.spotDiscount = rate === dividendYield ? legs.strikeDiscount : Math.exp(-dividendYield * years)
}

/** Sets the sides of an option; false when a discounted side is beyond the doubles. */
export function setSides(legs: Legs, spot: number, strike: number): boolean {
  legs.spotLeg = spot * legs.spotDiscount
  legs.strikeLeg = strike * legs.strikeDiscount
  return legs.spotLeg > 0 && legs.spotLeg < Infinity && legs.strikeLeg > 0 && legs.strikeLeg < Infinity
}

/** Log of forward over strike. */
export function setMoneyness(legs: Legs, spot: number, strike: number): void {
  const ratio = spot / strike
  const log = ratio > 1e-300 && ratio < 1e300 ? Math.log(ratio) : Math.log(spot) - Math.log(strike)
  legs.moneyness = log + legs.drift
}

const SQRT_HALF = Math.SQRT1_2

/**
 * Sets distributions and price, for a total volatility above zero.
 *
 * One exponential serves both densities: taken at the smaller of d1 and d2, the other follows from their ratio. The
 * price is intrinsic value plus the out-of-the-money value, which never subtracts two large numbers.
 */
export function setDistributions(legs: Legs, sign: number, volatility: number): void {
  const total = volatility * legs.rootYears
  const h = legs.moneyness / total
  const t = 0.5 * total
  const { spotLeg, strikeLeg } = legs
  const d1 = h + t
  const d2 = h - t
  const near1 = h < 0
  const density = ONE_OVER_SQRT_TWO_PI * (near1 ? spotLeg * expMinusHalfSquare(d1) : strikeLeg * expMinusHalfSquare(d2))
  const tail1 = (density / spotLeg) * SQRT_HALF_PI * erfcx(Math.abs(d1) * SQRT_HALF)
  const tail2 = (density / strikeLeg) * SQRT_HALF_PI * erfcx(Math.abs(d2) * SQRT_HALF)
  const spotWeight = sign * d1 > 0 ? 1 - tail1 : tail1
  const strikeWeight = sign * d2 > 0 ? 1 - tail2 : tail2
  legs.total = total
  legs.d1 = d1
  legs.d2 = d2
  legs.density = density
  legs.spotWeight = spotWeight
  legs.strikeWeight = strikeWeight
  legs.price = priceOf(legs, sign, h, t)
}

/** From the distributions; the series takes over where their difference would cancel. */
function priceOf(legs: Legs, sign: number, h: number, t: number): number {
  const intrinsic = sign * (legs.spotLeg - legs.strikeLeg)
  const depth = -Math.abs(h)
  if (t < 0.25 && depth * t > -1) {
    const timeValue = legs.density === 0 ? 0 : legs.density * millsDifference(depth, t)
    return sign * h > 0 && intrinsic > 0 ? intrinsic + timeValue : timeValue
  }
  const value = sign * (legs.spotLeg * legs.spotWeight - legs.strikeLeg * legs.strikeWeight)
  return value > 0 ? value : 0
}
