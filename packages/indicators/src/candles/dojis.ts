import { type PatternMaker, candlePattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** A candle that closes next to where it opened. */
export const cdldoji: PatternMaker = candlePattern({
  talib: 'CDLDOJI',
  alias: 'doji',
  bars: 1,
  direction: 'neutral',
  role: 'candle',
  warmup: 10,
  rule: (c) => (c.isDoji(0) ? 100 : 0),
})

/** A doji with a lower shadow and no upper one. */
export const cdldragonflydoji: PatternMaker = candlePattern({
  talib: 'CDLDRAGONFLYDOJI',
  alias: 'dragonfly-doji',
  bars: 1,
  direction: 'neutral',
  role: 'reversal',
  warmup: 10,
  rule: (c) => (c.isDoji(0) && c.isShavenHead(0) && c.hasLowerShadow(0) ? 100 : 0),
})

/** A doji with an upper shadow and no lower one. */
export const cdlgravestonedoji: PatternMaker = candlePattern({
  talib: 'CDLGRAVESTONEDOJI',
  alias: 'gravestone-doji',
  bars: 1,
  direction: 'neutral',
  role: 'reversal',
  warmup: 10,
  rule: (c) => (c.isDoji(0) && c.isShavenBottom(0) && c.hasUpperShadow(0) ? 100 : 0),
})

/** A doji with at least one long shadow. */
export const cdllongleggeddoji: PatternMaker = candlePattern({
  talib: 'CDLLONGLEGGEDDOJI',
  alias: 'long-legged-doji',
  bars: 1,
  direction: 'neutral',
  role: 'candle',
  warmup: 10,
  rule: (c) => ((c.hasLongLowerShadow(0) || c.hasLongUpperShadow(0)) && c.isDoji(0) ? 100 : 0),
})

/** A doji with two long shadows, and its body near the middle of them. */
export const cdlrickshawman: PatternMaker = candlePattern({
  talib: 'CDLRICKSHAWMAN',
  alias: 'rickshaw-man',
  bars: 1,
  direction: 'neutral',
  role: 'candle',
  warmup: 10,
  rule: (c) => (c.hasLongLowerShadow(0) && c.hasLongUpperShadow(0) && c.isDoji(0) && isInTheMiddle(c) ? 100 : 0),
})

/** A doji with no upper shadow and a very long lower one: a dragonfly that reaches far down. */
export const cdltakuri: PatternMaker = candlePattern({
  talib: 'CDLTAKURI',
  alias: 'takuri',
  bars: 1,
  direction: 'neutral',
  role: 'reversal',
  warmup: 10,
  rule: (c) => (c.hasVeryLongLowerShadow(0) && c.isDoji(0) && c.isShavenHead(0) ? 100 : 0),
})

function isInTheMiddle(c: Candles): boolean {
  const middle = c.low(0) + c.range(0) / 2
  const near = c.near(0)
  return c.bottom(0) <= middle + near && c.top(0) >= middle - near
}
