import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, RunningIndicator, type SingleInput } from '../parts/indicator-state.ts'
import { PairWindow } from '../parts/pair-window.ts'
import { type SecondInput, input, period, second } from '../parts/parameters.ts'

class RunningBeta extends RunningIndicator {
  readonly #input: SingleInput
  readonly #second: SecondInput
  readonly #last: number = 0
  readonly #window: PairWindow

  constructor(source: SingleInput, other: SecondInput, length: number, horizon: Horizon) {
    super(horizon)
    this.#input = source
    this.#second = other
    this.#last = this.cells.claim(2)
    this.#window = new PairWindow(this.cells, length)
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row[this.#input]) && Number.isFinite(row[this.#second])
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const { cells } = this
    const market = row[this.#input]
    const asset = row[this.#second]
    const marketBefore = cells.get(this.#last)
    const assetBefore = cells.get(this.#last + 1)
    cells.set(this.#last, market)
    cells.set(this.#last + 1, asset)
    if (index === 0) return
    this.#window.push(change(market, marketBefore), change(asset, assetBefore), index - 1)
    out[0] = this.#window.xx > 0 ? this.#window.xy / this.#window.xx : 0
  }
}

function change(now: number, before: number): number {
  return before === 0 ? 0 : (now - before) / before
}

/**
 * Beta: the slope of the returns of `second` over those of `input`, over `period` returns; 0 when `input` does not
 * move. TA-Lib `BETA`, whose first series is the market.
 */
export const beta: IndicatorMaker<{ period?: number; input?: SingleInput; second?: SecondInput }> = defineIndicator({
  type: 'beta',
  aliases: ['beta-coefficient'],
  summary: 'Slope of the returns of one series over those of another',
  source: 'TA-Lib BETA, whose first series is the market; computed without cancellation',
  talib: { function: 'BETA', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own' },
  schema: z.strictObject({ period: period(5, 1, 'Returns looked back on'), input: input(), second: second() }),
  build({ period: length, input: source, second: other }) {
    const horizon = { warmup: length, convergence: length }
    return { inputs: [source, other], outputs: ['beta'], ...horizon, create: () => new RunningBeta(source, other, length, horizon) }
  },
})
