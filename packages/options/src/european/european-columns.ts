import { holdForward } from './black-76.ts'
import { priceRow } from './european-row.ts'
import { Legs } from './legs.ts'
import { EUROPEAN_MEASURES, FIRST_ORDER_MEASURES, type EuropeanMeasure } from './measures.ts'
import { OPTION_STATUS_CODES } from './option-status.ts'

/** A column of numbers, or one number for every row. */
export type NumberColumn = Float64Array | number

/** Options as columns; every array is as long as `sign`. */
export interface EuropeanColumns {
  /** 1 for a call, -1 for a put. */
  readonly sign: Int8Array
  readonly spot: NumberColumn
  readonly strike: NumberColumn
  readonly years: NumberColumn
  readonly rate: NumberColumn
  readonly dividendYield: NumberColumn
  readonly volatility: NumberColumn
}

/** Options on forwards as columns. */
export interface ForwardColumns extends Omit<EuropeanColumns, 'spot' | 'dividendYield'> {
  readonly forward: NumberColumn
}

/** Where the results go: only the measures whose column is given are computed. */
export type EuropeanResults = { readonly [M in EuropeanMeasure]?: Float64Array } & {
  /** Of `OPTION_STATUS_CODES`; rows that are not `ok` have NaN in every column. */
  readonly status: Uint8Array
}

/** Prices a column of options by Black-Scholes-Merton into the given columns; see `blackScholes`. No allocation per row. */
export function blackScholesColumns(options: EuropeanColumns, results: EuropeanResults): void {
  fillColumns(options, results, false)
}

/** Prices a column of options on forwards into the given columns; see `black76`. */
export function black76Columns(options: ForwardColumns, results: EuropeanResults): void {
  fillColumns({ ...options, spot: options.forward, dividendYield: options.rate }, results, true)
}

/** An array to read at `row & mask`: a single number is an array of one, read with the mask 0. */
export function arrayOf(column: NumberColumn): Float64Array {
  return typeof column === 'number' ? Float64Array.of(column) : column
}

/** -1 reads each row's own cell, 0 always the first. */
export function maskOf(column: NumberColumn): number {
  return typeof column === 'number' ? 0 : -1
}

function fillColumns(options: EuropeanColumns, results: EuropeanResults, isForward: boolean): void {
  const wanted = EUROPEAN_MEASURES.map((_, slot) => slot).filter((slot) => results[EUROPEAN_MEASURES[slot] as EuropeanMeasure])
  const columns = wanted.map((slot) => results[EUROPEAN_MEASURES[slot] as EuropeanMeasure] as Float64Array)
  const isFull = wanted.some((slot) => slot >= FIRST_ORDER_MEASURES)
  const { sign } = options
  const { status } = results
  const [spot, spotMask] = [arrayOf(options.spot), maskOf(options.spot)]
  const [strike, strikeMask] = [arrayOf(options.strike), maskOf(options.strike)]
  const [years, yearsMask] = [arrayOf(options.years), maskOf(options.years)]
  const [rate, rateMask] = [arrayOf(options.rate), maskOf(options.rate)]
  const [dividend, dividendMask] = [arrayOf(options.dividendYield), maskOf(options.dividendYield)]
  const [volatility, volatilityMask] = [arrayOf(options.volatility), maskOf(options.volatility)]
  const legs = new Legs()
  const slots = new Float64Array(EUROPEAN_MEASURES.length)
  for (let row = 0; row < sign.length; row++) {
    const time = years[row & yearsMask] as number
    const isPriced = priceRow(
      slots,
      legs,
      sign[row] as number,
      spot[row & spotMask] as number,
      strike[row & strikeMask] as number,
      time,
      rate[row & rateMask] as number,
      dividend[row & dividendMask] as number,
      volatility[row & volatilityMask] as number,
      isFull,
    )
    if (isPriced && isForward) holdForward(slots, time)
    status[row] = isPriced ? OPTION_STATUS_CODES.ok : OPTION_STATUS_CODES.invalid_input
    for (let k = 0; k < columns.length; k++) (columns[k] as Float64Array)[row] = slots[wanted[k] as number] as number
  }
}
