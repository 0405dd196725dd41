import { ADX, ATR, BBANDS, CCI, EMA, MACD, OBV, RSI, SMA, STOCH } from 'talib-web'
import { type Entrant, type Outcome, periods } from '../../indicators/entrant.ts'
import type { Market } from '../../indicators/market.ts'
import './talib-module.ts'

/** `warmUp`: rows without a value. Its columns begin with the first value and are filled up at their end with what lay in memory. */
const over = (warmUp: number, calculate: (lists: Market['lists']) => number[]): NonNullable<Entrant['sma']> => ({
  batch:
    ({ lists, length }) =>
    (): Outcome => {
      const values = calculate(lists)
      return { length: length - warmUp, at: (i) => values[i] }
    },
})

const { macd, stoch } = periods

/** TA-Lib as WebAssembly, by the functions of the package: lists go in and come out. */
export const entrant: Entrant = {
  sma: over(periods.sma - 1, ({ close }) => SMA({ inReal: close, timePeriod: periods.sma }).output),
  ema: over(periods.ema - 1, ({ close }) => EMA({ inReal: close, timePeriod: periods.ema }).output),
  rsi: over(periods.rsi, ({ close }) => RSI({ inReal: close, timePeriod: periods.rsi }).output),
  macd: over(
    macd.slow + macd.signal - 2,
    ({ close }) => MACD({ inReal: close, fastPeriod: macd.fast, slowPeriod: macd.slow, signalPeriod: macd.signal }).MACD,
  ),
  bbands: over(
    periods.bbands - 1,
    ({ close }) =>
      BBANDS({ inReal: close, timePeriod: periods.bbands, nbDevUp: periods.deviations, nbDevDn: periods.deviations }).upperBand,
  ),
  atr: over(periods.atr, ({ high, low, close }) => ATR({ high, low, close, timePeriod: periods.atr }).output),
  stoch: over(
    stoch.window + stoch.slowing + stoch.signal - 3,
    ({ high, low, close }) =>
      STOCH({ high, low, close, fastK_Period: stoch.window, slowK_Period: stoch.slowing, slowD_Period: stoch.signal }).slowK,
  ),
  adx: over(2 * periods.adx - 1, ({ high, low, close }) => ADX({ high, low, close, timePeriod: periods.adx }).output),
  cci: over(periods.cci - 1, ({ high, low, close }) => CCI({ high, low, close, timePeriod: periods.cci }).output),
  obv: over(0, ({ close, volume }) => OBV({ inReal: close, volume }).output),
}
