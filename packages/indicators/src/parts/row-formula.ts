import type { IndicatorInput, InputRow } from '@feedloom/core'
import type { BuiltIndicator } from './define-indicator.ts'
import { RunningIndicator } from './indicator-state.ts'

const immediately = { warmup: 0, convergence: 0 }

/** What an indicator makes of one row alone. Arguments that it does not read are NaN. */
export type RowFormula = (a: number, b: number, c: number, d: number) => number

class RunningFormula extends RunningIndicator {
  readonly #a: IndicatorInput
  readonly #b: IndicatorInput | undefined
  readonly #c: IndicatorInput | undefined
  readonly #d: IndicatorInput | undefined
  readonly #formula: RowFormula

  constructor(inputs: readonly IndicatorInput[], formula: RowFormula) {
    super(immediately)
    this.#a = inputs[0] as IndicatorInput
    this.#b = inputs[1]
    this.#c = inputs[2]
    this.#d = inputs[3]
    this.#formula = formula
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row[this.#a]) && isKnown(row, this.#b) && isKnown(row, this.#c) && isKnown(row, this.#d)
  }

  protected override compute(row: InputRow, out: Float64Array): void {
    out[0] = this.#formula(row[this.#a], valueOf(row, this.#b), valueOf(row, this.#c), valueOf(row, this.#d))
  }
}

function isKnown(row: InputRow, input: IndicatorInput | undefined): boolean {
  return input === undefined || Number.isFinite(row[input])
}

function valueOf(row: InputRow, input: IndicatorInput | undefined): number {
  return input === undefined ? Number.NaN : row[input]
}

/** An indicator without memory. */
export function rowIndicator(inputs: readonly IndicatorInput[], output: string, formula: RowFormula): BuiltIndicator {
  return {
    inputs,
    outputs: [output],
    ...immediately,
    create: () => new RunningFormula(inputs, formula),
    batch(columns, [out]) {
      const [a, b, c, d] = columns
      const result = out as Float64Array
      for (let i = 0; i < result.length; i++) result[i] = formula(at(a, i), at(b, i), at(c, i), at(d, i))
    },
  }
}

function at(column: Float64Array | undefined, i: number): number {
  return column === undefined ? Number.NaN : (column[i] as number)
}
