import { atr, bb, cci, ema, macd, obv, rsi, sma, stoch } from 'indicatorts'
import { type Entrant, type Outcome, periods } from '../../indicators/entrant.ts'
import type { Market } from '../../indicators/market.ts'

const over = (calculate: (lists: Market['lists']) => Outcome): NonNullable<Entrant['sma']> => ({
  batch:
    ({ lists }) =>
    () =>
      calculate(lists),
})

const { window, slowing } = periods.stoch

/** It has no directional index; its stochastic smooths once: %D is the slowed %K of the others. */
export const entrant: Entrant = {
  sma: over(({ close }) => sma(close, { period: periods.sma })),
  ema: over(({ close }) => ema(close, { period: periods.ema })),
  rsi: over(({ close }) => rsi(close, { period: periods.rsi })),
  macd: over(({ close }) => macd(close, periods.macd).macdLine),
  bbands: over(({ close }) => bb(close, { period: periods.bbands }).upper),
  atr: over(({ high, low, close }) => atr(high, low, close, { period: periods.atr }).atrLine),
  stoch: over(({ high, low, close }) => stoch(high, low, close, { kPeriod: window, dPeriod: slowing }).d),
  cci: over(({ high, low, close }) => cci(high, low, close, { period: periods.cci })),
  obv: over(({ close, volume }) => obv(close, volume)),
}
