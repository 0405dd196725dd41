import type { BarSpec, EpochMs } from './time.ts'

/**
 * What an indicator reads. Bars give `openTime` to `quoteVolume`; trades give `price` and `volume`. `second` is a
 * second series (the market of a beta), `period` a period that varies by row.
 */
export type IndicatorInput = 'openTime' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'quoteVolume' | 'price' | 'second' | 'period'

/** One row of inputs. The caller reuses the object: read, do not keep. Inputs that were not asked for are NaN. */
export type InputRow = { readonly [K in IndicatorInput]: number }
/** Columns of equal length, for those inputs that the indicator asked for. */
export type InputColumns = { readonly [K in IndicatorInput]?: Float64Array }

/**
 * `warming`: too few inputs, outputs are NaN. `ready`: the formula has what it needs. `converged`: what came before
 * the first input no longer matters: it could change a value by less than 1e-6 of the largest that the series takes.
 * Sums since the first row (OBV and its like) have no other beginning than that row, and converge with it.
 */
export type Readiness = 'warming' | 'ready' | 'converged'

/**
 * One running indicator over one series. Outputs go into `out`, in the order of `Indicator.outputs`; no call allocates.
 */
export interface IndicatorState {
  /** Commits a closed row. */
  update(row: InputRow, out: Float64Array): Readiness
  /** Replaces the row of the last `update` (a corrected bar) and answers anew. */
  revise(row: InputRow, out: Float64Array): Readiness
  /** Answers for a row that may still change; leaves the state alone. */
  preview(row: InputRow, out: Float64Array): Readiness
  reset(): void
  /** Plain JSON; `restore` continues as if there had been no break. */
  save(): unknown
  restore(saved: unknown): void
}

/**
 * How a chart draws an indicator. All of it is optional: without it a chart judges by the values, and draws over the
 * candles what moves where the prices are, and everything else in a pane of its own.
 */
export interface IndicatorDisplay {
  /** `price`: over the candles. `own`: in a pane below them. `marks`: signs at the bars where the value is not 0 (patterns). */
  readonly pane?: 'price' | 'own' | 'marks'
  /** By output; a line where nothing is said. `hidden` outputs are not drawn. */
  readonly styles?: Readonly<Record<string, IndicatorStyle>>
  /** By output: rows from the bar that knows a value to the bar at which it is drawn; below 0 for an earlier one. */
  readonly shifts?: Readonly<Record<string, number>>
  /** Two outputs between which the area is shaded, e.g. the bands. */
  readonly fill?: readonly [string, string]
  /** Horizontal lines in a pane of its own, e.g. 30 and 70. */
  readonly levels?: readonly number[]
  /** The values that such a pane shows at least, e.g. 0 and 100. */
  readonly range?: readonly [low: number, high: number]
}

/** `steps` hold each value until the next one, `dots` stand alone, a `histogram` rises from 0. */
export type IndicatorStyle = 'line' | 'dashed' | 'steps' | 'dots' | 'histogram' | 'hidden'

/** What an `indicator` plugin creates: one definition with its parameters, any number of running states. */
export interface Indicator {
  readonly inputs: readonly IndicatorInput[]
  readonly outputs: readonly string[]
  /** Rows before the first value: the value of row `warmup` (counted from 0) is the first. */
  readonly warmup: number
  /**
   * Rows until `converged`, as `Readiness` has it: the value of row `convergence` (counted from 0) is the first that has
   * forgotten the beginning. Equals `warmup` for indicators with a finite window.
   */
  readonly convergence: number
  readonly parameters: Readonly<Record<string, number | string | boolean>>
  readonly display?: IndicatorDisplay
  create(): IndicatorState
  /** Whole series at once into preallocated outputs; rows before warm-up are NaN. Equal to `update`, bit for bit. */
  batch(columns: InputColumns, outputs: readonly Float64Array[]): void
}

/** Which series an indicator runs over; pairs name a second one. */
export interface SeriesRef {
  readonly venue: string | undefined
  readonly symbol: string
  readonly interval: BarSpec
  readonly from?: EpochMs
}
