import type { AmericanOption } from './american-option.ts'
import type { CashDividend } from './cash-dividends.ts'

/** Standard deviations of the logarithm on either side. */
const reach = 7

/**
 * The value on a grid of log prices around the strike, walked back from expiry by trinomial steps that end on the
 * ex-dates: three steps' variance is one spacing squared, which cancels the leading error.
 *
 * @param dividends within the life of the option, the last one first.
 */
export function valueOnGrid(option: AmericanOption, dividends: readonly CashDividend[], steps: number): number {
  const { spot, strike, years, volatility } = option
  const spacing = volatility * Math.sqrt((3 * years) / steps)
  const width = reach * volatility * Math.sqrt(years) + Math.abs(driftOf(option)) * years
  const half = Math.ceil((width + Math.abs(Math.log(spot / strike))) / spacing) + 3
  const spots = Float64Array.from({ length: 2 * half + 1 }, (_, index) => strike * Math.exp((index - half) * spacing))
  const exercised = spots.map((price) => Math.max(0, option.type === 'call' ? price - strike : strike - price))
  const grid: Grid = { option, spacing, spots, exercised, steps }
  let values: Float64Array = exercised.slice()
  let at = years
  for (const dividend of dividends) {
    values = walkedBack(grid, values, at - dividend.years)
    values = beforeDividend(grid, values, dividend.amount)
    at = dividend.years
  }
  return valueAt(grid, walkedBack(grid, values, at), spot)
}

interface Grid {
  readonly option: AmericanOption
  readonly spacing: number
  readonly spots: Float64Array
  readonly exercised: Float64Array
  readonly steps: number
}

function driftOf({ rate, dividendYield, volatility }: AmericanOption): number {
  return rate - dividendYield - 0.5 * volatility * volatility
}

/** `values` is used up. */
function walkedBack(grid: Grid, values: Float64Array, years: number): Float64Array {
  const { option, spacing, exercised } = grid
  const count = Math.max(1, Math.ceil((grid.steps * years) / option.years - 1e-9))
  const step = years / count
  const drift = driftOf(option) * step
  const discount = Math.exp(-option.rate * step)
  const spread = (option.volatility ** 2 * step + drift * drift) / (spacing * spacing)
  const up = 0.5 * discount * (spread + drift / spacing)
  const down = 0.5 * discount * (spread - drift / spacing)
  const stay = discount * (1 - spread)
  const last = values.length - 1
  const growth = Math.exp(spacing)
  let [from, to]: [Float64Array, Float64Array] = [values, new Float64Array(values.length)]
  for (let row = 0; row < count; row++) {
    for (let index = 1; index < last; index++) {
      const kept = down * from[index - 1]! + stay * from[index]! + up * from[index + 1]!
      const now = exercised[index]!
      to[index] = kept > now ? kept : now
    }
    // Beyond the ends the value is a line in the price.
    to[0] = to[1]! - (to[2]! - to[1]!) / growth
    to[last] = to[last - 1]! + (to[last - 1]! - to[last - 2]!) * growth
    ;[from, to] = [to, from]
  }
  return from
}

function beforeDividend(grid: Grid, values: Float64Array, amount: number): Float64Array {
  return values.map((_, index) => Math.max(grid.exercised[index]!, valueAt(grid, values, grid.spots[index]! - amount)))
}

/** By the cubic through the four nearest values; below the grid by a line to the price 0. */
function valueAt(grid: Grid, values: Float64Array, spot: number): number {
  const { spots, spacing } = grid
  if (spot <= spots[0]!) {
    const slope = (values[1]! - values[0]!) / (spots[1]! - spots[0]!)
    return Math.max(0, values[0]! + slope * (Math.max(spot, 0) - spots[0]!))
  }
  const place = Math.log(spot / spots[0]!) / spacing
  const first = Math.min(Math.max(Math.floor(place) - 1, 0), values.length - 4)
  const x = place - first
  const [a, b, c, d] = [values[first]!, values[first + 1]!, values[first + 2]!, values[first + 3]!]
  const outer = (d * x * (x - 1) * (x - 2) - a * (x - 1) * (x - 2) * (x - 3)) / 6
  return outer + (b * x * (x - 2) * (x - 3) - c * x * (x - 1) * (x - 3)) / 2
}
