import type { Legs } from './legs.ts'
import type { MeasureSlots } from './measures.ts'

const DAYS = 365

/** Writes price and first-order Greeks from the distributions; spot is that of the legs. */
export function writeFirstOrder(out: MeasureSlots, legs: Legs, sign: number, spot: number, volatility: number): void {
  const { years, density, total } = legs
  const spotPart = sign * legs.spotLeg * legs.spotWeight
  const strikePart = sign * legs.strikeLeg * legs.strikeWeight
  const decay = density === 0 ? 0 : (0.5 * density * volatility) / legs.rootYears
  const theta = legs.dividendYield * spotPart - legs.rate * strikePart - decay
  out[0] = legs.price
  out[1] = sign * legs.spotDiscount * legs.spotWeight
  out[2] = density === 0 ? 0 : density / spot / (spot * total)
  out[3] = density * legs.rootYears
  out[4] = theta
  out[5] = theta / DAYS
  out[6] = years * strikePart
  out[7] = -years * spotPart
}

/**
 * Writes the Greeks of higher order, after those of first order.
 *
 * Sources: E. G. Haug, "The Complete Guide to Option Pricing Formulas" (2007), chapter 2, with time derivatives by
 * calendar time (minus those by time to expiry).
 */
export function writeHigherOrder(out: MeasureSlots, legs: Legs, sign: number, spot: number, strike: number, volatility: number): void {
  const { years, dividendYield, d1, d2, total, density, moneyness, drift } = legs
  const certainCharm = sign * dividendYield * legs.spotDiscount * legs.spotWeight
  out[16] = -sign * legs.strikeDiscount * legs.strikeWeight
  if (density === 0) {
    out.fill(0, 8, 16)
    out[10] = certainCharm
    out[17] = 0
    return
  }
  const gamma = out[2] as number
  const vega = out[3] as number
  const perSpot = density / spot
  const product = d1 * d2
  // d(d1)/dT; the log of spot over strike is moneyness less drift
  const d1Slope = (2 * drift + 0.5 * total * total - moneyness) / (2 * years * total)
  out[8] = (-perSpot * d2) / volatility
  out[9] = (vega * product) / volatility
  out[10] = certainCharm - perSpot * d1Slope
  out[11] = vega * (dividendYield - 0.5 / years + d1 * d1Slope)
  out[12] = (-gamma / spot) * (d1 / total + 1)
  out[13] = (gamma * (product - 1)) / volatility
  out[14] = gamma * (dividendYield + 0.5 / years + d1 * d1Slope)
  out[15] = (-vega / volatility / volatility) * (product * (1 - product) + d1 * d1 + d2 * d2)
  out[17] = density / strike / (strike * total)
}

/**
 * Writes the limits without uncertainty (expired, or volatility 0): the discounted intrinsic value.
 *
 * Delta is a step, one half exactly at the money. Gamma and the other Greeks by density are 0, also at the money where
 * gamma has no finite value. At expiry time has ended: theta, charm and the Greeks by rates are 0.
 */
export function writeCertain(out: MeasureSlots, legs: Legs, sign: number): void {
  const { spotLeg, strikeLeg, years } = legs
  const distance = sign * (spotLeg - strikeLeg)
  const step = distance > 0 ? sign : distance === 0 ? 0.5 * sign : 0
  const { rate, dividendYield } = legs
  out.fill(0)
  out[0] = distance > 0 ? distance : 0
  out[1] = step * legs.spotDiscount
  out[16] = -step * legs.strikeDiscount
  if (years === 0 || step === 0) return
  const theta = step * (dividendYield * spotLeg - rate * strikeLeg)
  out[4] = theta
  out[5] = theta / DAYS
  out[6] = step * years * strikeLeg
  out[7] = -step * years * spotLeg
  out[10] = step * dividendYield * legs.spotDiscount
}
