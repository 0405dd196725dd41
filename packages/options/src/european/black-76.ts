import { signOf, type ForwardOption } from './european-option.ts'
import { priceRow } from './european-row.ts'
import { copyMeasures, createEuropeanValue, type EuropeanValue } from './european-value.ts'
import { Legs } from './legs.ts'
import { EUROPEAN_MEASURES, type MeasureSlots } from './measures.ts'

const legs = new Legs()
const slots = new Float64Array(EUROPEAN_MEASURES.length)

/**
 * Price and Greeks of a European option on a forward or future: Black-Scholes-Merton with a yield equal to the rate.
 *
 * Delta, gamma, speed and the mixed Greeks are by the forward, undiscounted moves of it; theta and the other time
 * derivatives hold the forward; rho is -years * price, since the rate only discounts; the dividend rho is 0.
 *
 * Source: F. Black, "The pricing of commodity contracts", J. Fin. Econ. 3 (1976).
 *
 * @param value is filled and returned; without it a new one is made
 */
export function black76(option: ForwardOption, value: EuropeanValue = createEuropeanValue()): EuropeanValue {
  const { forward, strike, years, rate, volatility } = option
  const isPriced = priceRow(slots, legs, signOf(option.type), forward, strike, years, rate, rate, volatility, true)
  if (isPriced) holdForward(slots, years)
  value.status = isPriced ? 'ok' : 'invalid_input'
  copyMeasures(value, slots)
  return value
}

/** The rate of a forward option only discounts. */
export function holdForward(out: MeasureSlots, years: number): void {
  out[6] = -years * (out[0] as number)
  out[7] = 0
}
