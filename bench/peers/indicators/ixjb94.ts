import { IndicatorsSync } from '@ixjb94/indicators'
import { type Entrant, type Outcome, periods } from '../../indicators/entrant.ts'
import type { Market } from '../../indicators/market.ts'

const library = new IndicatorsSync()

const over = (calculate: (lists: Market['lists']) => Outcome | undefined): NonNullable<Entrant['sma']> => ({
  batch:
    ({ lists }) =>
    () =>
      calculate(lists) ?? [],
})

const { macd, stoch } = periods

export const entrant: Entrant = {
  sma: over(({ close }) => library.sma(close, periods.sma)),
  ema: over(({ close }) => library.ema(close, periods.ema)),
  rsi: over(({ close }) => library.rsi(close, periods.rsi)),
  macd: over(({ close }) => library.macd(close, macd.fast, macd.slow, macd.signal)[0]),
  bbands: over(({ close }) => library.bbands(close, periods.bbands, periods.deviations)[2]),
  atr: over(({ high, low, close }) => library.atr(high, low, close, periods.atr)),
  stoch: over(({ high, low, close }) => library.stoch(high, low, close, stoch.window, stoch.slowing, stoch.signal)[0]),
  adx: over(({ high, low }) => library.adx(high, low, periods.adx)),
  cci: over(({ high, low, close }) => library.cci(high, low, close, periods.cci)),
  obv: over(({ close, volume }) => library.obv(close, volume)),
}
