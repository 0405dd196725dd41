/**
 * Option pricing: European and American values, Greeks and implied volatility, over numbers and typed arrays.
 *
 * @module
 */
export { americanGreeks, type AmericanGreeks } from './american/american-greeks.ts'
export { americanImpliedVolatility, type AmericanImpliedVolatility } from './american/american-implied-volatility.ts'
export type { AmericanOption, InvalidInput } from './american/american-option.ts'
export { americanPrice, type AmericanPrice } from './american/american-price.ts'
export type { AmericanMode } from './american/modes.ts'
