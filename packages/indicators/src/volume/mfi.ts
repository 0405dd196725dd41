import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseVolumeIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Window } from '../parts/window.ts'

class RunningMfi extends HighLowCloseVolumeIndicator {
  readonly #last: number = 0
  readonly #rising: Window
  readonly #falling: Window

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#last = this.cells.claim(1)
    this.#rising = new Window(this.cells, length, false)
    this.#falling = new Window(this.cells, length, false)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const price = (row.high + row.low + row.close) / 3
    const before = this.cells.get(this.#last)
    this.cells.set(this.#last, price)
    if (index === 0) return
    const flow = price * row.volume
    this.#rising.push(price > before ? flow : 0, index - 1)
    this.#falling.push(price < before ? flow : 0, index - 1)
    const total = this.#rising.sum + this.#falling.sum
    out[0] = total === 0 ? 0 : 100 * (this.#rising.sum / total)
  }
}

/** Money flow index: the share of the traded value on rising rows, 0 to 100; 0 when nothing flowed. TA-Lib 0.8 `MFI`. */
export const mfi: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'mfi',
  aliases: ['money-flow-index'],
  summary: 'Share of the traded value on rising rows',
  source: 'G. Quong and A. Soudack, 1989; TA-Lib 0.8 MFI, which has no least flow',
  talib: { function: 'MFI', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', levels: [20, 80], range: [0, 100] },
  schema: z.strictObject({ period: period(14, 2, 'Changes looked back on') }),
  build({ period: length }) {
    const horizon = { warmup: length, convergence: length }
    return { inputs: ['high', 'low', 'close', 'volume'], outputs: ['mfi'], ...horizon, create: () => new RunningMfi(length, horizon) }
  },
})
