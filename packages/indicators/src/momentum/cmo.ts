import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period, unstable } from '../parts/parameters.ts'
import { Wilder, rowsToForget } from '../parts/smoothing.ts'

class RunningCmo extends SingleInputIndicator {
  readonly #last: number = 0
  readonly #gain: Wilder
  readonly #loss: Wilder

  constructor(source: SingleInput, length: number, horizon: Horizon) {
    super(source, horizon)
    this.#last = this.cells.claim(1)
    this.#gain = new Wilder(this.cells, length)
    this.#loss = new Wilder(this.cells, length)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const change = value - this.cells.get(this.#last)
    this.cells.set(this.#last, value)
    if (index === 0) return
    const gain = this.#gain.push(change > 0 ? change : 0, index - 1)
    const loss = this.#loss.push(change < 0 ? -change : 0, index - 1)
    out[0] = gain + loss === 0 ? 0 : 100 * ((gain - loss) / (gain + loss))
  }
}

/** Chande momentum oscillator with Wilder's means, -100 to 100; 0 when nothing has moved. TA-Lib `CMO`. */
export const cmo: IndicatorMaker<{ period?: number; input?: SingleInput; unstable?: number }> = defineIndicator({
  type: 'cmo',
  aliases: ['chande-momentum-oscillator'],
  summary: 'Gains less losses as a share of both',
  source: 'T. Chande, "The New Technical Trader", 1994; TA-Lib CMO, which takes means of Wilder instead of plain sums',
  talib: { function: 'CMO', parameters: { optInTimePeriod: 'period' } },
  display: { pane: 'own', levels: [-50, 50], range: [-100, 100] },
  schema: z.strictObject({ period: period(14, 2, 'Changes in the first mean'), input: input(), unstable: unstable() }),
  build({ period: length, input: source, unstable: skipped }) {
    const warmup = length + skipped
    const horizon = { warmup, convergence: Math.max(warmup, length + rowsToForget(1 / length)) }
    return { inputs: [source], outputs: ['cmo'], ...horizon, create: () => new RunningCmo(source, length, horizon) }
  },
})
