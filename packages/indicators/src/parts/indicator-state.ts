import { type IndicatorState, type InputRow, type Readiness, dataError } from '@feedloom/core'
import { Cells, type SavedCells } from './cells.ts'

/** When an indicator has its first value and when its beginning no longer matters, in rows. */
export interface Horizon {
  readonly warmup: number
  readonly convergence: number
}

/** What a running indicator saves: its cells, and the rows until the last one and with it. */
interface SavedState extends SavedCells {
  readonly rows: readonly [before: number, now: number]
}

/**
 * The running part that all indicators share. A formula only writes `compute`: it reads the row, puts what it must
 * remember into `cells`, and fills `out`. A row with an unknown input (NaN) is skipped: the outputs are NaN and
 * nothing is remembered of it.
 *
 * A class whose `compute` runs on every row gives its fields of numbers a number at once (`#period = 0`): a field that
 * was undefined first is kept boxed for good.
 */
export abstract class RunningIndicator implements IndicatorState {
  protected readonly cells: Cells = new Cells()
  /** Rows with the last one, and before it; those that were skipped do not count. */
  #rows = 0
  #rowsBefore = 0
  readonly #warmup: number = 0
  readonly #convergence: number = 0

  constructor(horizon: Horizon) {
    this.#warmup = horizon.warmup
    this.#convergence = horizon.convergence
  }

  /** Whether all inputs of the formula are known. */
  protected abstract accepts(row: InputRow): boolean

  /**
   * Takes the row in and fills `out`; during warm-up what it puts there is replaced by NaN. `index` counts the rows
   * before this one.
   */
  protected abstract compute(row: InputRow, out: Float64Array, index: number): void

  update(row: InputRow, out: Float64Array): Readiness {
    this.cells.begin()
    const index = this.#rows
    this.#rowsBefore = index
    if (!this.accepts(row)) return this.#skip(out, index)
    this.#rows = index + 1
    this.compute(row, out, index)
    return index < this.#convergence ? this.#unsettled(out, index) : 'converged'
  }

  revise(row: InputRow, out: Float64Array): Readiness {
    const index = this.#rowsBefore
    this.#rows = index
    if (!this.accepts(row)) return this.#skip(out, index)
    this.#rows = index + 1
    this.compute(row, out, index)
    return this.#unsettled(out, index)
  }

  preview(row: InputRow, out: Float64Array): Readiness {
    const { cells } = this
    cells.beginTrial()
    const index = this.#rows
    const accepts = this.accepts(row)
    if (accepts) this.compute(row, out, index)
    const readiness = accepts ? this.#unsettled(out, index) : this.#skip(out, index)
    cells.endTrial()
    return readiness
  }

  reset(): void {
    this.#rows = 0
    this.#rowsBefore = 0
    this.cells.clear()
  }

  save(): unknown {
    return { rows: [this.#rowsBefore, this.#rows], ...this.cells.save() } satisfies SavedState
  }

  /** Throws `FEEDLOOM_INDICATOR_STATE_INVALID` for what another indicator, or the same with other parameters, saved. */
  restore(saved: unknown): void {
    if (!isSavedState(saved) || !this.cells.restore(saved)) {
      throw dataError('FEEDLOOM_INDICATOR_STATE_INVALID', 'the saved state is not of this indicator with these parameters', {
        hint: 'Begin anew and warm up from history.',
      })
    }
    ;[this.#rowsBefore, this.#rows] = saved.rows
  }

  /** What is known before the beginning is forgotten. */
  #unsettled(out: Float64Array, index: number): Readiness {
    if (index < this.#warmup) out.fill(Number.NaN)
    return this.#readiness(index)
  }

  #skip(out: Float64Array, index: number): Readiness {
    this.cells.keep()
    out.fill(Number.NaN)
    return this.#readiness(index - 1)
  }

  #readiness(index: number): Readiness {
    return index < this.#warmup ? 'warming' : index < this.#convergence ? 'ready' : 'converged'
  }
}

function isSavedState(saved: unknown): saved is SavedState {
  if (typeof saved !== 'object' || saved === null) return false
  const { rows, now, before, series } = saved as Partial<SavedState>
  return Array.isArray(now) && Array.isArray(before) && Array.isArray(series) && Array.isArray(rows) && rows.every(Number.isSafeInteger)
}

/** Inputs that an indicator of one series may run over. */
export const singleInputs = ['open', 'high', 'low', 'close', 'volume', 'quoteVolume', 'price'] as const
export type SingleInput = (typeof singleInputs)[number]

/** An indicator of one series. */
export abstract class SingleInputIndicator extends RunningIndicator {
  readonly #input: SingleInput

  constructor(input: SingleInput, horizon: Horizon) {
    super(horizon)
    this.#input = input
  }

  protected abstract take(value: number, out: Float64Array, index: number): void

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row[this.#input])
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    this.take(row[this.#input], out, index)
  }
}
