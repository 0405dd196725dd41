import type { InputRow } from '@feedloom/core'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import type { BuiltIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { Stochastic, type StochasticOptions, stochasticColumns, stochasticHorizon } from './stochastic.ts'

class RunningStochastic extends HighLowCloseIndicator {
  readonly #stochastic: Stochastic

  constructor(options: StochasticOptions, horizon: Horizon) {
    super(horizon)
    this.#stochastic = new Stochastic(this.cells, options)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    this.#stochastic.push(row.high, row.low, row.close, index)
    out[0] = this.#stochastic.k
    out[1] = this.#stochastic.d
  }
}

/** A stochastic of the close in the range of the bars. */
export function buildStochastic(options: StochasticOptions): BuiltIndicator {
  const horizon = stochasticHorizon(options)
  const batch = stochasticColumns(options)
  return {
    inputs: ['high', 'low', 'close'],
    outputs: ['k', 'd'],
    ...horizon,
    create: () => new RunningStochastic(options, horizon),
    ...(batch === undefined ? {} : { batch }),
  }
}
