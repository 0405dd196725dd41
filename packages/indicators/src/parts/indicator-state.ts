import { type IndicatorState, type InputRow, type Readiness, dataError } from '@feedloom/core'
import { Cells, type SavedCells } from './cells.ts'

/** When an indicator has its first value and when its beginning no longer matters, in rows. */
export interface Horizon {
  readonly warmup: number
  readonly convergence: number
}

/**
 * The running part that all indicators share. A formula only writes `compute`: it reads the row, puts what it must
 * remember into `cells`, and fills `out`. A row with an unknown input (NaN) is skipped: the outputs are NaN and
 * nothing is remembered of it.
 */
export abstract class RunningIndicator implements IndicatorState {
  protected readonly cells: Cells = new Cells()
  readonly #rows: number
  readonly #warmup: number
  readonly #convergence: number

  constructor(horizon: Horizon) {
    this.#rows = this.cells.claim(1)
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
    return this.#step(row, out)
  }

  revise(row: InputRow, out: Float64Array): Readiness {
    return this.#step(row, out)
  }

  preview(row: InputRow, out: Float64Array): Readiness {
    this.cells.beginTrial()
    const readiness = this.#step(row, out)
    this.cells.endTrial()
    return readiness
  }

  reset(): void {
    this.cells.clear()
  }

  save(): unknown {
    return this.cells.save()
  }

  /** Throws `FEEDLOOM_INDICATOR_STATE_INVALID` for what another indicator, or the same with other parameters, saved. */
  restore(saved: unknown): void {
    if (!isSavedCells(saved) || !this.cells.restore(saved)) {
      throw dataError('FEEDLOOM_INDICATOR_STATE_INVALID', 'the saved state is not of this indicator with these parameters', {
        hint: 'Begin anew and warm up from history.',
      })
    }
  }

  #step(row: InputRow, out: Float64Array): Readiness {
    const { cells } = this
    const index = cells.get(this.#rows)
    if (!this.accepts(row)) {
      cells.keep()
      out.fill(Number.NaN)
      return this.#readiness(index - 1)
    }
    cells.set(this.#rows, index + 1)
    this.compute(row, out, index)
    if (index < this.#warmup) out.fill(Number.NaN)
    return this.#readiness(index)
  }

  #readiness(index: number): Readiness {
    return index < this.#warmup ? 'warming' : index < this.#convergence ? 'ready' : 'converged'
  }
}

function isSavedCells(saved: unknown): saved is SavedCells {
  if (typeof saved !== 'object' || saved === null) return false
  const { now, before, series } = saved as Partial<SavedCells>
  return Array.isArray(now) && Array.isArray(before) && Array.isArray(series)
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
