import { type Entrant, type Outcome, periods, unknown } from '../../indicators/entrant.ts'
import type { Market } from '../../indicators/market.ts'
import { compiled } from './talib-module.ts'

const bytesOfNumber = 8

function placed(column: Float64Array): number {
  const place = compiled._malloc(column.length * bytesOfNumber)
  compiled.HEAPF64.set(column, place / bytesOfNumber)
  return place
}

/** TA-Lib's C, called directly: the columns stand in its memory before, and the outputs stay there. */
const called = (
  name: string,
  inputs: readonly (keyof Market['columns'])[],
  parameters: readonly number[],
  outputs: number,
): NonNullable<Entrant['sma']> => ({
  batch: ({ columns, length }) => {
    const places = inputs.map((input) => placed(columns[input]))
    const begins = compiled._malloc(2 * bytesOfNumber)
    const results = Array.from({ length: outputs }, () => placed(new Float64Array(length).fill(unknown)))
    const call = compiled[`_TA_${name}`] as (...numbers: number[]) => number
    const given = [0, length - 1, ...places, ...parameters, begins, begins + 4, ...results]
    return (): Outcome => {
      call(...given)
      const [first = 0] = results
      const count = new Int32Array(compiled.HEAPF64.buffer, begins, 2)[1] ?? 0
      return compiled.HEAPF64.subarray(first / bytesOfNumber, first / bytesOfNumber + count)
    }
  },
})

const { macd, stoch, deviations } = periods

export const entrant: Entrant = {
  sma: called('SMA', ['close'], [periods.sma], 1),
  ema: called('EMA', ['close'], [periods.ema], 1),
  rsi: called('RSI', ['close'], [periods.rsi], 1),
  macd: called('MACD', ['close'], [macd.fast, macd.slow, macd.signal], 3),
  bbands: called('BBANDS', ['close'], [periods.bbands, deviations, deviations, 0], 3),
  atr: called('ATR', ['high', 'low', 'close'], [periods.atr], 1),
  stoch: called('STOCH', ['high', 'low', 'close'], [stoch.window, stoch.slowing, 0, stoch.signal, 0], 2),
  adx: called('ADX', ['high', 'low', 'close'], [periods.adx], 1),
  cci: called('CCI', ['high', 'low', 'close'], [periods.cci], 1),
  obv: called('OBV', ['close', 'volume'], [], 1),
}
