import { taCore } from 'oakscriptjs'
import { type Entrant, type Outcome, periods } from '../../indicators/entrant.ts'
import type { Market } from '../../indicators/market.ts'

const over = (calculate: (lists: Market['lists']) => Outcome): NonNullable<Entrant['sma']> => ({
  batch:
    ({ lists }) =>
    () =>
      calculate(lists),
})

const { macd, stoch } = periods

/** It has no on-balance volume; the stochastic is slowed as its scripts do. */
export const entrant: Entrant = {
  sma: over(({ close }) => taCore.sma(close, periods.sma)),
  ema: over(({ close }) => taCore.ema(close, periods.ema)),
  rsi: over(({ close }) => taCore.rsi(close, periods.rsi)),
  macd: over(({ close }) => taCore.macd(close, macd.fast, macd.slow, macd.signal)[0]),
  bbands: over(({ close }) => taCore.bb(close, periods.bbands, periods.deviations)[1]),
  atr: over(({ high, low, close }) => taCore.atr(periods.atr, high, low, close)),
  stoch: over(({ high, low, close }) => {
    const slowed = taCore.sma(taCore.stoch(close, high, low, stoch.window), stoch.slowing)
    taCore.sma(slowed, stoch.signal)
    return slowed
  }),
  adx: over(({ high, low, close }) => taCore.dmi(periods.adx, periods.adx, high, low, close)[2]),
  cci: over(({ high, low, close }) =>
    taCore.cci(
      close.map((price, i) => ((high[i] as number) + (low[i] as number) + price) / 3),
      periods.cci,
    ),
  ),
}
