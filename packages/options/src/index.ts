/**
 * Option pricing: European and American values, Greeks and implied volatility, over numbers and typed arrays.
 *
 * @module
 */
export type { AmericanOption, InvalidInput } from './american/american-option.ts'
export { americanPrice, type AmericanPrice } from './american/american-price.ts'
export type { AmericanMode } from './american/modes.ts'
