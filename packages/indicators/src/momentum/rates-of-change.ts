import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { Lag } from '../parts/lag.ts'
import { input, period } from '../parts/parameters.ts'

type Change = (now: number, before: number) => number

class RunningChange extends SingleInputIndicator {
  readonly #lag: Lag
  readonly #change: Change

  constructor(source: SingleInput, length: number, change: Change, horizon: Horizon) {
    super(source, horizon)
    this.#lag = new Lag(this.cells, length)
    this.#change = change
  }

  protected override take(value: number, out: Float64Array): void {
    out[0] = this.#change(value, this.#lag.push(value))
  }
}

type ChangeMaker = IndicatorMaker<{ period?: number; input?: SingleInput }>

function rateOfChange(type: string, alias: string, summary: string, change: Change): ChangeMaker {
  const talib = type.toUpperCase()
  return defineIndicator({
    type,
    aliases: [alias],
    summary,
    source: `TA-Lib ${talib}`,
    talib: { function: talib, parameters: { optInTimePeriod: 'period' } },
    display: { pane: 'own' },
    schema: z.strictObject({ period: period(10, 1, 'Rows between the two values'), input: input() }),
    build({ period: length, input: source }) {
      const horizon = { warmup: length, convergence: length }
      return {
        inputs: [source],
        outputs: [type],
        ...horizon,
        create: () => new RunningChange(source, length, change, horizon),
        batch([values], [out]) {
          const [from, to] = [values as Float64Array, out as Float64Array]
          for (let i = length; i < from.length; i++) to[i] = change(from[i] as number, from[i - length] as number)
        },
      }
    },
  })
}

/** `value - before`. TA-Lib `MOM`. */
export const mom: ChangeMaker = rateOfChange('mom', 'momentum', 'Change', (now, before) => now - before)
/** `(value / before - 1) * 100`; 0 where the earlier value is 0. TA-Lib `ROC`. */
export const roc: ChangeMaker = rateOfChange('roc', 'rate-of-change', 'Change in percent', (now, before) =>
  before === 0 ? 0 : (now / before - 1) * 100,
)
/** `(value - before) / before`; 0 where the earlier value is 0. TA-Lib `ROCP`. */
export const rocp: ChangeMaker = rateOfChange('rocp', 'rate-of-change-share', 'Change as a share', (now, before) =>
  before === 0 ? 0 : (now - before) / before,
)
/** `value / before`; 0 where the earlier value is 0. TA-Lib `ROCR`. */
export const rocr: ChangeMaker = rateOfChange('rocr', 'rate-of-change-ratio', 'Ratio to an earlier value', (now, before) =>
  before === 0 ? 0 : now / before,
)
/** `value / before * 100`; 0 where the earlier value is 0. TA-Lib `ROCR100`. */
export const rocr100: ChangeMaker = rateOfChange('rocr100', 'rate-of-change-ratio-percent', 'Percent of an earlier value', (now, before) =>
  before === 0 ? 0 : (now / before) * 100,
)
