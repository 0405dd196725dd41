/**
 * What came of an option, in words; columns carry the number.
 *
 * - `ok`
 * - `invalid_input`: an input is no number or out of its bounds, a price is negative
 * - `expired`: no time is left, so no volatility is implied
 * - `below_intrinsic`: the price is under what immediate certainty is worth: arbitrage or a stale quote
 * - `at_intrinsic`: the price is exactly that; the implied volatility is 0
 * - `above_maximum`: the price is at or over what an infinite volatility would give
 * - `low_information`: a volatility is given, and the rounding of the inputs alone moves it by more than a thousandth
 */
export const OPTION_STATUS_CODES = {
  ok: 0,
  invalid_input: 1,
  expired: 2,
  below_intrinsic: 3,
  at_intrinsic: 4,
  above_maximum: 5,
  low_information: 6,
} as const

export type OptionStatus = keyof typeof OPTION_STATUS_CODES

/** The words by their numbers. */
export const OPTION_STATUSES: readonly OptionStatus[] = Object.keys(OPTION_STATUS_CODES) as OptionStatus[]
