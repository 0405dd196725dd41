import { ADX, ATR, BollingerBands, CCI, EMA, MACD, RSI, SMA, Stochastic } from '@debut/indicators'
import { type Entrant, periods, unknown } from '../../indicators/entrant.ts'

type Cell = NonNullable<Entrant['sma']>

const ofClose = <Result>(create: () => { nextValue(value: number): Result }, pick: (result: Result) => number | undefined): Cell => ({
  streaming: ({ lists: { close }, length }) => {
    const out = new Float64Array(length)
    return () => {
      const indicator = create()
      for (let i = 0; i < length; i++) out[i] = pick(indicator.nextValue(close[i] as number)) ?? unknown
      return out
    }
  },
})

const ofBar = <Result>(
  create: () => { nextValue(high: number, low: number, close: number): Result },
  pick: (result: Result) => number | undefined,
): Cell => ({
  streaming: ({ lists: { high, low, close }, length }) => {
    const out = new Float64Array(length)
    return () => {
      const indicator = create()
      for (let i = 0; i < length; i++)
        out[i] = pick(indicator.nextValue(high[i] as number, low[i] as number, close[i] as number)) ?? unknown
      return out
    }
  },
})

const itself = (value: number | undefined): number | undefined => value

/** It has no on-balance volume; its stochastic smooths once: %D is the slowed %K of the others. */
export const entrant: Entrant = {
  sma: ofClose(() => new SMA(periods.sma), itself),
  ema: ofClose(() => new EMA(periods.ema), itself),
  rsi: ofClose(() => new RSI(periods.rsi), itself),
  macd: ofClose(
    () => new MACD(periods.macd.fast, periods.macd.slow, periods.macd.signal),
    (result) => result?.macd,
  ),
  bbands: ofClose(
    () => new BollingerBands(periods.bbands, periods.deviations),
    (result) => result?.upper,
  ),
  atr: ofBar(() => new ATR(periods.atr), itself),
  stoch: ofBar(
    () => new Stochastic(periods.stoch.window, periods.stoch.slowing),
    (result) => result?.d,
  ),
  adx: ofBar(
    () => new ADX(periods.adx),
    (result) => result?.adx,
  ),
  cci: ofBar(() => new CCI(periods.cci), itself),
}
