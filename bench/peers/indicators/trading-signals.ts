import { ADX, ATR, BollingerBands, CCI, EMA, MACD, OBV, RSI, SMA, StochasticOscillator, WSMA } from 'trading-signals'
import { type Entrant, periods, unknown } from '../../indicators/entrant.ts'

type Bar = { readonly high: number; readonly low: number; readonly close: number; readonly open: number; readonly volume: number }
interface Streaming<Input, Result> {
  add(input: Input): Result | null
}
type Cell = NonNullable<Entrant['sma']>

const ofClose = <Result>(create: () => Streaming<number, Result>, pick: (result: Result) => number): Cell => ({
  streaming: ({ lists: { close }, length }) => {
    const out = new Float64Array(length)
    return () => {
      const indicator = create()
      for (let i = 0; i < length; i++) {
        const result = indicator.add(close[i] as number)
        out[i] = result === null ? unknown : pick(result)
      }
      return out
    }
  },
})

const ofBar = <Result>(create: () => Streaming<Bar, Result>, pick: (result: Result) => number): Cell => ({
  streaming: ({ bars, length }) => {
    const out = new Float64Array(length)
    return () => {
      const indicator = create()
      for (let i = 0; i < length; i++) {
        const result = indicator.add(bars[i] as Bar)
        out[i] = result === null ? unknown : pick(result)
      }
      return out
    }
  },
})

const itself = (value: number): number => value

export const entrant: Entrant = {
  sma: ofClose(() => new SMA(periods.sma), itself),
  ema: ofClose(() => new EMA(periods.ema), itself),
  rsi: ofClose(() => new RSI(periods.rsi, WSMA), itself),
  macd: ofClose(
    () => new MACD(new EMA(periods.macd.fast), new EMA(periods.macd.slow), new EMA(periods.macd.signal)),
    ({ macd }) => macd,
  ),
  bbands: ofClose(
    () => new BollingerBands(periods.bbands, periods.deviations),
    ({ upper }) => upper,
  ),
  atr: ofBar(() => new ATR(periods.atr, WSMA), itself),
  stoch: ofBar(
    () => new StochasticOscillator({ kPeriod: periods.stoch.window, kSlowingPeriod: periods.stoch.slowing, dPeriod: periods.stoch.signal }),
    ({ stochK }) => stochK,
  ),
  adx: ofBar(() => new ADX(periods.adx, WSMA), itself),
  cci: ofBar(() => new CCI(periods.cci), itself),
  obv: ofBar(() => new OBV(2), itself),
}
