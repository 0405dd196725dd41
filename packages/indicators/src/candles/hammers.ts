import { type PatternMaker, candlePattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** A short body with a long lower shadow and no upper one. */
const isHammer = (c: Candles): boolean => c.hasLongLowerShadow(0) && c.isShort(0) && c.isShavenHead(0)
/** A short body with a long upper shadow and no lower one. */
const isInverted = (c: Candles): boolean => c.hasLongUpperShadow(0) && c.isShort(0) && c.isShavenBottom(0)

/** A hammer, short body and long lower shadow without an upper one, near or below the low of the candle before. */
export const cdlhammer: PatternMaker = candlePattern({
  talib: 'CDLHAMMER',
  alias: 'hammer',
  bars: 2,
  direction: 'bullish',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (isHammer(c) && c.bottom(0) <= c.low(1) + c.near(1) ? 100 : 0),
})

/** The shape of a hammer, near or above the high of the candle before. */
export const cdlhangingman: PatternMaker = candlePattern({
  talib: 'CDLHANGINGMAN',
  alias: 'hanging-man',
  bars: 2,
  direction: 'bearish',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (isHammer(c) && c.bottom(0) >= c.high(1) - c.near(1) ? -100 : 0),
})

/** A short body with a long upper shadow and no lower one, which gaps down from the candle before. */
export const cdlinvertedhammer: PatternMaker = candlePattern({
  talib: 'CDLINVERTEDHAMMER',
  alias: 'inverted-hammer',
  bars: 2,
  direction: 'bullish',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (c.gapsDown(0, 1) && isInverted(c) ? 100 : 0),
})

/** The shape of an inverted hammer, which gaps up from the candle before. */
export const cdlshootingstar: PatternMaker = candlePattern({
  talib: 'CDLSHOOTINGSTAR',
  alias: 'shooting-star',
  bars: 2,
  direction: 'bearish',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (c.gapsUp(0, 1) && isInverted(c) ? -100 : 0),
})
