import { Adx, Atr, Bands, Cci, Ema, Macd, Obv, Rsi, Sma, Stoch } from './classes-by-hand.ts'
import { type Entrant, periods } from './entrant.ts'

type Cell = NonNullable<Entrant['sma']>

interface OfClose {
  next(close: number): number
}
interface OfBar {
  next(high: number, low: number, close: number): number
}

const closes = (create: () => OfClose): Cell => ({
  streaming: ({ columns: { close }, length }) => {
    const out = new Float64Array(length)
    return () => {
      const indicator = create()
      for (let i = 0; i < length; i++) out[i] = indicator.next(close[i] as number)
      return out
    }
  },
})

const ranges = (create: () => OfBar): Cell => ({
  streaming: ({ columns: { high, low, close }, length }) => {
    const out = new Float64Array(length)
    return () => {
      const indicator = create()
      for (let i = 0; i < length; i++) out[i] = indicator.next(high[i] as number, low[i] as number, close[i] as number)
      return out
    }
  },
})

const volumes = (create: () => Obv): Cell => ({
  streaming: ({ columns: { close, volume }, length }) => {
    const out = new Float64Array(length)
    return () => {
      const indicator = create()
      for (let i = 0; i < length; i++) out[i] = indicator.next(close[i] as number, volume[i] as number)
      return out
    }
  },
})

export const entrant: Entrant = {
  sma: closes(() => new Sma(periods.sma)),
  ema: closes(() => new Ema(periods.ema)),
  rsi: closes(() => new Rsi(periods.rsi)),
  macd: closes(() => new Macd()),
  bbands: closes(() => new Bands(periods.bbands)),
  atr: ranges(() => new Atr(periods.atr)),
  stoch: ranges(() => new Stoch()),
  adx: ranges(() => new Adx(periods.adx)),
  cci: ranges(() => new Cci(periods.cci)),
  obv: volumes(() => new Obv()),
}
