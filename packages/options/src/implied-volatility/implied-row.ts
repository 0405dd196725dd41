import { isNotNegative, isPositive } from '../european/european-option.ts'
import { setCarry, setMoneyness, setSides, type Legs } from '../european/legs.ts'
import { OPTION_STATUS_CODES } from '../european/option-status.ts'
import { millsRatio, ONE_OVER_SQRT_TWO_PI } from '../special/normal.ts'
import { exactRoom, exactTimeValue } from './exact-time-value.ts'
import { impliedTotalVolatility } from './total-volatility.ts'

/** Rounding of the inputs moves the volatility by more than a thousandth from this condition number on. */
const MOST_CONDITION = 1e-3 / 2.2e-16

/** Some units in the last place of a sum. */
const ROUNDINGS = 2e-15

/**
 * The volatility of one option into `out[0]`; returns the status code. `out[0]` is NaN unless the status is `ok` or
 * `low_information`, and 0 for `at_intrinsic`.
 */
export function implyRow(
  out: Float64Array,
  legs: Legs,
  sign: number,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  price: number,
): number {
  out[0] = NaN
  const isOption = (sign === 1 || sign === -1) && isPositive(spot) && isPositive(strike)
  if (!isOption || !isNotNegative(years) || !isNotNegative(price)) return OPTION_STATUS_CODES.invalid_input
  setCarry(legs, years, rate, dividendYield)
  if (!setSides(legs, spot, strike)) return OPTION_STATUS_CODES.invalid_input
  if (years === 0) return OPTION_STATUS_CODES.expired
  const { spotLeg, strikeLeg } = legs
  const intrinsic = sign * (spotLeg - strikeLeg)
  let room = (sign === 1 ? spotLeg : strikeLeg) - price
  let timeValue = intrinsic > 0 ? price - intrinsic : price
  // within some roundings of a bound only more digits can tell on which side of it a price is
  const blur = ROUNDINGS * (spotLeg + strikeLeg)
  if (Math.abs(room) < blur) room = sign === 1 ? exactRoom(spot, dividendYield, years, price) : exactRoom(strike, rate, years, price)
  if (room <= 0) return OPTION_STATUS_CODES.above_maximum
  if (intrinsic > 0 && Math.abs(timeValue) < blur) timeValue = exactTimeValue(sign, spot, strike, years, rate, dividendYield, price)
  if (timeValue < 0) return OPTION_STATUS_CODES.below_intrinsic
  if (timeValue === 0) {
    out[0] = 0
    return OPTION_STATUS_CODES.at_intrinsic
  }
  setMoneyness(legs, spot, strike)
  return solve(out, legs, sign, timeValue, price, room)
}

/** For a time value above zero, and room to the maximum. */
function solve(out: Float64Array, legs: Legs, sign: number, timeValue: number, price: number, room: number): number {
  const { spotLeg, strikeLeg, moneyness } = legs
  const spotRoot = Math.sqrt(spotLeg)
  const strikeRoot = Math.sqrt(strikeLeg)
  const unit = spotRoot * strikeRoot
  const beta = timeValue / unit
  const logBeta = beta < 1e-290 ? Math.log(timeValue) - Math.log(spotRoot) - Math.log(strikeRoot) : 0
  const x = -Math.abs(moneyness)
  const total = impliedTotalVolatility(x, beta, room / unit, logBeta)
  out[0] = total / legs.rootYears
  const isInside = sign * moneyness > 0
  return conditionOf(x, total, unit, beta, isInside ? spotLeg + strikeLeg : 0, price) > MOST_CONDITION
    ? OPTION_STATUS_CODES.low_information
    : OPTION_STATUS_CODES.ok
}

/**
 * How much larger a relative rounding of price, spot and strike is in the volatility; 0 where it is clearly small.
 *
 * @param certain both legs of an option in the money, else 0
 */
function conditionOf(x: number, s: number, unit: number, beta: number, certain: number, price: number): number {
  const h = x / s
  const t = 0.5 * s
  if (s > 1e-11 && h + t < 7 && !(beta * unit < 1e-11 * certain)) return 0
  const slope = ONE_OVER_SQRT_TWO_PI * Math.exp(-0.5 * (h * h + t * t))
  const legs = certain === 0 ? 2 * Math.min(millsRatio(h + t), 1 / Math.abs(h)) : (certain + price) / (unit * slope)
  return legs / s
}
