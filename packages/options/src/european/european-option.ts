/**
 * What a European option on a paying asset is priced from. Rate and yield are continuously compounded, per year, and
 * may be negative.
 */
export interface EuropeanOption {
  readonly type: 'call' | 'put'
  /** Price of the underlying, over 0. */
  readonly spot: number
  /** Over 0. */
  readonly strike: number
  /** Years to expiry, by whichever day count the caller has chosen; 0 is expiry itself. */
  readonly years: number
  readonly rate: number
  readonly dividendYield: number
  /** Per square root of a year, 0.2 is twenty percent; 0 is a certain future. */
  readonly volatility: number
}

/** What a European option on a forward or a future is priced from. */
export interface ForwardOption {
  readonly type: 'call' | 'put'
  /** Price of the forward for the day of expiry, over 0. */
  readonly forward: number
  readonly strike: number
  readonly years: number
  /** Only discounts: continuously compounded, per year. */
  readonly rate: number
  readonly volatility: number
}

/** 1 for a call, -1 for a put, 0 for what is neither: an unknown word never falls through to a put. */
export function signOf(type: string): number {
  return type === 'call' ? 1 : type === 'put' ? -1 : 0
}

/** A number above zero that is not infinite. */
export function isPositive(value: number): boolean {
  return value > 0 && value < Infinity
}

/** A number from zero on that is not infinite. */
export function isNotNegative(value: number): boolean {
  return value >= 0 && value < Infinity
}
