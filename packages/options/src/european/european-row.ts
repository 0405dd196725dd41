import { isNotNegative, isPositive } from './european-option.ts'
import { writeCertain, writeFirstOrder, writeHigherOrder } from './greeks.ts'
import { setCarry, setDistributions, setMoneyness, setSides, type Legs } from './legs.ts'
import type { MeasureSlots } from './measures.ts'

/**
 * Prices one option into the slots. False, and every slot NaN, when an input is no number, out of its bounds, or so
 * large that a discounted leg is beyond the doubles.
 *
 * @param sign 1 for a call, -1 for a put
 * @param isFull whether the Greeks of higher order are wanted; without, their slots keep what they had
 */
export function priceRow(
  out: MeasureSlots,
  legs: Legs,
  sign: number,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  volatility: number,
  isFull: boolean,
): boolean {
  const isPriceable = (sign === 1 || sign === -1) && isPositive(spot) && isPositive(strike) && isNotNegative(years)
  if (!isPriceable || !isNotNegative(volatility)) return refuse(out)
  setCarry(legs, years, rate, dividendYield)
  if (!setSides(legs, spot, strike)) return refuse(out)
  setMoneyness(legs, spot, strike)
  if (!(volatility * legs.rootYears > 1e-150)) {
    writeCertain(out, legs, sign)
    return true
  }
  setDistributions(legs, sign, volatility)
  writeFirstOrder(out, legs, sign, spot, volatility)
  if (isFull) writeHigherOrder(out, legs, sign, spot, strike, volatility)
  return true
}

function refuse(out: MeasureSlots): false {
  out.fill(NaN)
  return false
}
