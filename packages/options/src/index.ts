/**
 * Option pricing: European and American values, Greeks and implied volatility, over numbers and typed arrays.
 *
 * @module
 */
export { americanGreeks, type AmericanGreeks } from './american/american-greeks.ts'
export { americanImpliedVolatility, type AmericanImpliedVolatility } from './american/american-implied-volatility.ts'
export type { AmericanOption, InvalidInput } from './american/american-option.ts'
export { americanPrice, type AmericanPrice } from './american/american-price.ts'
export { cashDividendPrice, type CashDividend, type CashDividendPrice } from './american/cash-dividends.ts'
export type { AmericanMode } from './american/modes.ts'
export { black76 } from './european/black-76.ts'
export { blackScholes } from './european/black-scholes.ts'
export {
  black76Columns,
  blackScholesColumns,
  type EuropeanColumns,
  type EuropeanResults,
  type ForwardColumns,
  type NumberColumn,
} from './european/european-columns.ts'
export type { EuropeanOption, ForwardOption } from './european/european-option.ts'
export { createEuropeanValue, type EuropeanValue } from './european/european-value.ts'
export { EUROPEAN_MEASURES, type EuropeanMeasure } from './european/measures.ts'
export { OPTION_STATUS_CODES, OPTION_STATUSES, type OptionStatus } from './european/option-status.ts'
export { erf, erfc, erfcx } from './special/error-function.ts'
export { normalQuantile } from './special/normal-quantile.ts'
export { millsRatio, normalDensity, normalDistribution } from './special/normal.ts'
export { impliedForwardVolatility, impliedVolatility, type ImpliedVolatility } from './implied-volatility/european-implied-volatility.ts'
export {
  impliedForwardVolatilityColumns,
  impliedVolatilityColumns,
  type ImpliedResults,
  type PricedColumns,
  type PricedForwardColumns,
} from './implied-volatility/implied-columns.ts'
export { impliedTotalVolatility } from './implied-volatility/total-volatility.ts'
