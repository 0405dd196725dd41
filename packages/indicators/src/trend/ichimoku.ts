import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import { HighLowCloseIndicator } from '../parts/bar-indicator.ts'
import type { Cells } from '../parts/cells.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { Highest, Lowest } from '../parts/extremes.ts'
import type { Horizon } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { period } from '../parts/parameters.ts'

/** Whether the bar itself is one of those that the cloud lies ahead. */
type Flavour = 'classic' | 'tradingview'

interface Lengths {
  readonly conversion: number
  readonly base: number
  readonly span: number
  /** Rows from the bar that knows a span to the bar that it is drawn at. */
  readonly ahead: number
}

/** The middle of the range of the last rows. */
class Middle {
  readonly #highest: Highest
  readonly #lowest: Lowest

  constructor(cells: Cells, length: number) {
    this.#highest = new Highest(cells, length)
    this.#lowest = new Lowest(cells, length)
  }

  push({ high, low }: InputRow, index: number): number {
    return (this.#highest.push(high, index) + this.#lowest.push(low, index)) / 2
  }
}

class RunningIchimoku extends HighLowCloseIndicator {
  readonly #conversion: Middle
  readonly #base: Middle
  readonly #span: Middle
  readonly #lengths: Lengths
  readonly #earlierA: Lag
  readonly #earlierB: Lag

  constructor(lengths: Lengths, horizon: Horizon) {
    super(horizon)
    this.#conversion = new Middle(this.cells, lengths.conversion)
    this.#base = new Middle(this.cells, lengths.base)
    this.#span = new Middle(this.cells, lengths.span)
    this.#lengths = lengths
    this.#earlierA = new Lag(this.cells, lengths.ahead)
    this.#earlierB = new Lag(this.cells, lengths.ahead)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    const { conversion, base, span, ahead } = this.#lengths
    const tenkan = this.#conversion.push(row, index)
    const kijun = this.#base.push(row, index)
    const leadA = (tenkan + kijun) / 2
    const leadB = this.#span.push(row, index)
    const rowsA = index + 1 - Math.max(conversion, base)
    const rowsB = index + 1 - span
    out[0] = index + 1 < conversion ? Number.NaN : tenkan
    out[1] = index + 1 < base ? Number.NaN : kijun
    out[2] = known(this.#earlierA.push(leadA), rowsA - ahead)
    out[3] = known(this.#earlierB.push(leadB), rowsB - ahead)
    out[4] = known(leadA, rowsA)
    out[5] = known(leadB, rowsB)
    out[6] = row.close
  }
}

/** `rows`: since the value is known, below 0 before. */
function known(value: number, rows: number): number {
  return rows < 0 ? Number.NaN : value
}

interface IchimokuParameters {
  tenkan?: number
  kijun?: number
  senkouB?: number
  displacement?: number
  flavour?: Flavour
}

/**
 * Ichimoku: middles of three ranges, and the cloud between the spans A and B. `senkouA` and `senkouB` are the cloud at
 * this bar, made `displacement` bars ago; `leadA` and `leadB` are made now and will be the cloud so many bars later.
 * `chikou` is the close, which a chart draws so many bars back: nothing looks ahead.
 */
export const ichimoku: IndicatorMaker<IchimokuParameters> = defineIndicator({
  type: 'ichimoku',
  aliases: ['ichimoku-cloud'],
  summary: 'Ichimoku cloud',
  source: 'G. Hosoda, 1969. TradingView counts the bar itself among those that lines are moved by: 25 for a displacement of 26',
  schema: z.strictObject({
    tenkan: period(9, 1, 'Rows of the conversion line'),
    kijun: period(26, 1, 'Rows of the base line'),
    senkouB: period(52, 1, 'Rows of the slow span'),
    displacement: period(26, 2, 'Bars that the cloud lies ahead, and the lagging line back'),
    flavour: z.enum(['classic', 'tradingview']).default('classic').describe('`tradingview` moves lines by one bar less'),
  }),
  build({ tenkan, kijun, senkouB, displacement, flavour }) {
    const ahead = flavour === 'tradingview' ? displacement - 1 : displacement
    const lengths = { conversion: tenkan, base: kijun, span: senkouB, ahead }
    const convergence = Math.max(tenkan, kijun, senkouB) - 1 + ahead
    const horizon = { warmup: Math.min(tenkan, kijun, senkouB) - 1, convergence }
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['tenkan', 'kijun', 'senkouA', 'senkouB', 'leadA', 'leadB', 'chikou'],
      ...horizon,
      display: {
        pane: 'price',
        styles: { leadA: 'hidden', leadB: 'hidden', chikou: 'dashed' },
        shifts: { leadA: ahead, leadB: ahead, chikou: -ahead },
        fill: ['senkouA', 'senkouB'],
      },
      create: () => new RunningIchimoku(lengths, horizon),
    }
  },
})
