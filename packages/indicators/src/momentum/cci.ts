import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { period } from '../parts/parameters.ts'
import { Recent, distancesFrom } from '../parts/recent.ts'
import { Window, windowColumn } from '../parts/window.ts'

class RunningCci extends HighLowCloseIndicator {
  readonly #window: Window
  readonly #recent: Recent
  readonly #length: number = 0

  constructor(length: number, horizon: Horizon) {
    super(horizon)
    this.#window = new Window(this.cells, length, false)
    this.#recent = new Recent(this.cells, length)
    this.#length = length
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const price = (row.high + row.low + row.close) / 3
    this.#window.push(price, index)
    this.#recent.push(price, index)
    if (index + 1 < this.#length) return
    const { mean } = this.#window
    const deviation = this.#recent.deviations(mean, price, index) / this.#length
    out[0] = deviation === 0 ? 0 : (price - mean) / (0.015 * deviation)
  }
}

function cciColumn(columns: readonly Float64Array[], length: number, out: Float64Array): void {
  const [high, low, close] = columns as [Float64Array, Float64Array, Float64Array]
  const prices = new Float64Array(close.length)
  for (let i = 0; i < prices.length; i++) prices[i] = ((high[i] as number) + (low[i] as number) + (close[i] as number)) / 3
  windowColumn(prices, length, out, undefined)
  // The deviations are summed up in the order of the ring, so that the sum is the same bit for bit.
  const ring = new Float64Array(length)
  for (let i = 0, slot = 0; i < prices.length; i++, slot = slot + 1 === length ? 0 : slot + 1) {
    const price = prices[i] as number
    ring[slot] = price
    const mean = out[i] as number
    const deviation = distancesFrom(mean, ring, 0, length) / length
    out[i] = deviation === 0 ? 0 : (price - mean) / (0.015 * deviation)
  }
}

/**
 * Commodity channel index: the distance of the typical price from its mean in units of 0.015 mean deviations; 0 when
 * nothing moves. A row costs `period` steps, which its mean deviation asks for. D. Lambert, 1980; TA-Lib 0.8 `CCI`.
 */
export const cci: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'cci',
  aliases: ['commodity-channel-index'],
  summary: 'Distance of the price from its mean in mean deviations',
  source: 'D. Lambert, "Commodity Channel Index", 1980; TA-Lib 0.8 CCI: 0 when nothing moves',
  talib: { function: 'CCI', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', levels: [-100, 100] },
  schema: z.strictObject({ period: period(14, 2, 'Rows looked back on') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['cci'],
      ...horizon,
      create: () => new RunningCci(length, horizon),
      batch: (columns, [out]) => cciColumn(columns, length, out as Float64Array),
    }
  },
})
