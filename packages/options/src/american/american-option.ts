/** What an American option is priced from. Rates and yield are continuous and may be negative. */
export interface AmericanOption {
  readonly type: 'call' | 'put'
  /** Of the underlying, over 0. */
  readonly spot: number
  /** Over 0. */
  readonly strike: number
  /** Years to expiry, by whichever day count the caller has chosen; 0 is expiry itself. */
  readonly years: number
  readonly rate: number
  readonly dividendYield: number
  /** A year; 0 is a certain future. */
  readonly volatility: number
}

/** An input that is no number, or beyond its bounds. */
export interface InvalidInput {
  readonly status: 'invalid_input'
  readonly field: keyof AmericanOption | 'price'
}

/** The first field that is not what it must be. */
export function invalidField(option: Omit<AmericanOption, 'volatility'>, volatility: number): keyof AmericanOption | undefined {
  if (option.type !== 'call' && option.type !== 'put') return 'type'
  if (!(option.spot > 0 && option.spot < Infinity)) return 'spot'
  if (!(option.strike > 0 && option.strike < Infinity)) return 'strike'
  if (!(option.years >= 0 && option.years < Infinity)) return 'years'
  if (!Number.isFinite(option.rate)) return 'rate'
  if (!Number.isFinite(option.dividendYield)) return 'dividendYield'
  if (!(volatility >= 0 && volatility < Infinity)) return 'volatility'
  return undefined
}
