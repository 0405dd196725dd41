import { type IndicatorState, type InputRow, type Readiness, dataError } from '@feedloom/core'
import { Cells, type SavedCells } from './cells.ts'

/** First cell of every state: rows taken in so far. */
const rowsCell = 0
export const firstFreeCell = 1

/**
 * The running part that all indicators share. A formula only writes `compute`: it reads the row, puts what it must
 * remember into `cells`, and fills `out`. A row with an unknown input (NaN) is skipped: the outputs are NaN and
 * nothing is remembered of it.
 */
export abstract class CellState implements IndicatorState {
  protected readonly cells: Cells
  readonly #warmup: number
  readonly #convergence: number

  constructor(cells: number, writes: number, warmup: number, convergence: number) {
    this.cells = new Cells(cells + firstFreeCell, writes + 1)
    this.#warmup = warmup
    this.#convergence = convergence
  }

  /** Whether all inputs of the formula are known. */
  protected abstract accepts(row: InputRow): boolean

  /** Takes the row in and fills `out`; during warm-up what it puts there is replaced by NaN. */
  protected abstract compute(row: InputRow, out: Float64Array): void

  update(row: InputRow, out: Float64Array): Readiness {
    this.cells.begin()
    return this.#step(row, out)
  }

  revise(row: InputRow, out: Float64Array): Readiness {
    this.cells.undo()
    return this.update(row, out)
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
    const rows = this.cells.values[rowsCell] as number
    if (!this.accepts(row)) {
      out.fill(Number.NaN)
      return this.#readiness(rows - 1)
    }
    this.cells.put(rowsCell, rows + 1)
    this.compute(row, out)
    if (rows < this.#warmup) out.fill(Number.NaN)
    return this.#readiness(rows)
  }

  #readiness(row: number): Readiness {
    return row < this.#warmup ? 'warming' : row < this.#convergence ? 'ready' : 'converged'
  }
}

function isSavedCells(saved: unknown): saved is SavedCells {
  if (typeof saved !== 'object' || saved === null) return false
  const { values, places, before } = saved as Partial<SavedCells>
  return Array.isArray(values) && Array.isArray(places) && Array.isArray(before)
}

/** An indicator of one series. */
export abstract class SingleInputState extends CellState {
  readonly #input: SingleInput

  constructor(input: SingleInput, cells: number, writes: number, warmup: number, convergence: number) {
    super(cells, writes, warmup, convergence)
    this.#input = input
  }

  protected abstract take(value: number, out: Float64Array): void

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row[this.#input])
  }

  protected override compute(row: InputRow, out: Float64Array): void {
    this.take(row[this.#input], out)
  }
}

/** Inputs that an indicator of one series may run over. */
export const singleInputs = ['open', 'high', 'low', 'close', 'volume', 'quoteVolume', 'price'] as const
export type SingleInput = (typeof singleInputs)[number]
