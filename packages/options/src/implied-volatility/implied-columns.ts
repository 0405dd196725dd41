import { arrayOf, maskOf, type EuropeanColumns, type ForwardColumns, type NumberColumn } from '../european/european-columns.ts'
import { Legs } from '../european/legs.ts'
import { implyRow } from './implied-row.ts'

/** Options and their prices as columns; every array is as long as `sign`. */
export interface PricedColumns extends Omit<EuropeanColumns, 'volatility'> {
  readonly price: NumberColumn
}

/** Options on forwards and their prices as columns. */
export interface PricedForwardColumns extends Omit<ForwardColumns, 'volatility'> {
  readonly price: NumberColumn
}

export interface ImpliedResults {
  /** Per square root of a year; NaN where the status gives no number. */
  readonly volatility: Float64Array
  /** Of `OPTION_STATUS_CODES`. */
  readonly status: Uint8Array
}

/** Implies the volatilities of a column of prices; see `impliedVolatility`. No allocation per row. */
export function impliedVolatilityColumns(options: PricedColumns, results: ImpliedResults): void {
  const { sign } = options
  const { volatility, status } = results
  const [spot, spotMask] = [arrayOf(options.spot), maskOf(options.spot)]
  const [strike, strikeMask] = [arrayOf(options.strike), maskOf(options.strike)]
  const [years, yearsMask] = [arrayOf(options.years), maskOf(options.years)]
  const [rate, rateMask] = [arrayOf(options.rate), maskOf(options.rate)]
  const [dividend, dividendMask] = [arrayOf(options.dividendYield), maskOf(options.dividendYield)]
  const [price, priceMask] = [arrayOf(options.price), maskOf(options.price)]
  const legs = new Legs()
  const out = new Float64Array(1)
  for (let row = 0; row < sign.length; row++) {
    status[row] = implyRow(
      out,
      legs,
      sign[row] as number,
      spot[row & spotMask] as number,
      strike[row & strikeMask] as number,
      years[row & yearsMask] as number,
      rate[row & rateMask] as number,
      dividend[row & dividendMask] as number,
      price[row & priceMask] as number,
    )
    volatility[row] = out[0] as number
  }
}

/** Implies the volatilities of a column of prices of options on forwards. */
export function impliedForwardVolatilityColumns(options: PricedForwardColumns, results: ImpliedResults): void {
  impliedVolatilityColumns({ ...options, spot: options.forward, dividendYield: options.rate }, results)
}
