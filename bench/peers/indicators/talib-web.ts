import { ADX, ATR, BBANDS, CCI, EMA, MACD, OBV, RSI, SMA, STOCH } from 'talib-web'
import { type Entrant, type Outcome, periods } from '../../indicators/entrant.ts'
import type { Market } from '../../indicators/market.ts'
import './talib-module.ts'

const over = (calculate: (lists: Market['lists']) => Outcome): NonNullable<Entrant['sma']> => ({
  batch:
    ({ lists }) =>
    () =>
      calculate(lists),
})

const { macd, stoch } = periods

/** TA-Lib as WebAssembly, by the functions of the package: lists go in and come out. */
export const entrant: Entrant = {
  sma: over(({ close }) => SMA({ inReal: close, timePeriod: periods.sma }).output),
  ema: over(({ close }) => EMA({ inReal: close, timePeriod: periods.ema }).output),
  rsi: over(({ close }) => RSI({ inReal: close, timePeriod: periods.rsi }).output),
  macd: over(({ close }) => MACD({ inReal: close, fastPeriod: macd.fast, slowPeriod: macd.slow, signalPeriod: macd.signal }).MACD),
  bbands: over(
    ({ close }) =>
      BBANDS({ inReal: close, timePeriod: periods.bbands, nbDevUp: periods.deviations, nbDevDn: periods.deviations }).upperBand,
  ),
  atr: over(({ high, low, close }) => ATR({ high, low, close, timePeriod: periods.atr }).output),
  stoch: over(
    ({ high, low, close }) =>
      STOCH({ high, low, close, fastK_Period: stoch.window, slowK_Period: stoch.slowing, slowD_Period: stoch.signal }).slowK,
  ),
  adx: over(({ high, low, close }) => ADX({ high, low, close, timePeriod: periods.adx }).output),
  cci: over(({ high, low, close }) => CCI({ high, low, close, timePeriod: periods.cci }).output),
  obv: over(({ close, volume }) => OBV({ inReal: close, volume }).output),
}
