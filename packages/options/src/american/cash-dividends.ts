import { invalidField, type AmericanOption, type InvalidInput } from './american-option.ts'
import { americanPrice } from './american-price.ts'
import { valueOnGrid } from './dividend-grid.ts'

/** Cash that the underlying pays: its price falls by that much. */
export interface CashDividend {
  /** From now to the ex-date; it counts after now and before expiry. */
  readonly years: number
  readonly amount: number
}

export type CashDividendPrice =
  | { readonly status: 'ok'; readonly price: number }
  | { readonly status: 'invalid_input'; readonly field: InvalidInput['field'] | 'dividends' }

/** Steps of the coarser grid; the finer has twice as many. */
const gridSteps = 800

/** Of total volatility, below which the grid would be too narrow to carry its drift. */
const leastWidth = 1e-3
const leastOfDrift = 0.1

/**
 * An American option on an underlying that pays cash, in the spot model: the price is lognormal between ex-dates and
 * falls by the amount on them (to nothing at most). Not the escrowed model, which takes the dividends out of the spot
 * beforehand and gives each expiry another underlying.
 *
 * Values just before an ex-date are those just after it at the lower price (Vellekoop and Nieuwenhuis 2006, "Efficient
 * pricing of derivatives on assets with discrete dividends"), on a trinomial grid in the logarithm whose steps end on
 * the ex-dates; two grids are extrapolated. Within 5e-5 of the strike (median 1e-7), at milliseconds a price. `dividendYield` comes
 * on top of the cash. A total volatility under 1e-3, or a tenth of the drift, is counted as that. Without dividends in its life the price is {@link americanPrice}'s.
 */
export function cashDividendPrice(option: AmericanOption, dividends: readonly CashDividend[]): CashDividendPrice {
  const field = invalidField(option, option.volatility)
  if (field !== undefined) return { status: 'invalid_input', field }
  if (!dividends.every(isSound)) return { status: 'invalid_input', field: 'dividends' }
  const { years, volatility } = option
  const within = dividends.filter((dividend) => dividend.years > 0 && dividend.years < years && dividend.amount > 0)
  if (within.length === 0) return americanPrice(option, 'accurate')
  const drift = Math.abs(option.rate - option.dividendYield) * years
  const least = Math.max(leastWidth, leastOfDrift * drift) / Math.sqrt(years)
  const widened = { ...option, volatility: Math.max(volatility, least) }
  const ordered = within.toSorted((a, b) => b.years - a.years)
  const coarse = valueOnGrid(widened, ordered, gridSteps)
  const fine = valueOnGrid(widened, ordered, 2 * gridSteps)
  return { status: 'ok', price: 2 * fine - coarse }
}

function isSound({ years, amount }: CashDividend): boolean {
  return Number.isFinite(years) && amount >= 0 && amount < Infinity
}
