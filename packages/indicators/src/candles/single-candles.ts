import { type PatternMaker, candlePattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** 100 for white, -100 for black. */
const byColour = (c: Candles): number => 100 * c.colour(0)

/** A long candle that opens at its end: a white one without lower shadow, or a black one without upper shadow. */
export const cdlbelthold: PatternMaker = candlePattern({
  talib: 'CDLBELTHOLD',
  alias: 'belt-hold',
  bars: 1,
  direction: 'either',
  role: 'reversal',
  warmup: 10,
  rule: (c) => (c.isLong(0) && (c.isWhite(0) ? c.isShavenBottom(0) : c.isShavenHead(0)) ? byColour(c) : 0),
})

/** A long candle that closes at its end: a white one without upper shadow, or a black one without lower shadow. */
export const cdlclosingmarubozu: PatternMaker = candlePattern({
  talib: 'CDLCLOSINGMARUBOZU',
  alias: 'closing-marubozu',
  bars: 1,
  direction: 'either',
  role: 'candle',
  warmup: 10,
  rule: (c) => (c.isLong(0) && (c.isWhite(0) ? c.isShavenHead(0) : c.isShavenBottom(0)) ? byColour(c) : 0),
})

/** A long candle without shadows. */
export const cdlmarubozu: PatternMaker = candlePattern({
  talib: 'CDLMARUBOZU',
  alias: 'marubozu',
  bars: 1,
  direction: 'either',
  role: 'candle',
  warmup: 10,
  rule: (c) => (c.isLong(0) && c.isShaven(0) ? byColour(c) : 0),
})

/** A long body with short shadows. */
export const cdllongline: PatternMaker = candlePattern({
  talib: 'CDLLONGLINE',
  alias: 'long-line',
  bars: 1,
  direction: 'either',
  role: 'candle',
  warmup: 10,
  rule: (c) => (c.isLong(0) && c.hasShortShadows(0) ? byColour(c) : 0),
})

/** A short body with short shadows. */
export const cdlshortline: PatternMaker = candlePattern({
  talib: 'CDLSHORTLINE',
  alias: 'short-line',
  bars: 1,
  direction: 'either',
  role: 'candle',
  warmup: 10,
  rule: (c) => (c.isShort(0) && c.hasShortShadows(0) ? byColour(c) : 0),
})

/** A short body with both shadows longer than it. */
export const cdlspinningtop: PatternMaker = candlePattern({
  talib: 'CDLSPINNINGTOP',
  alias: 'spinning-top',
  bars: 1,
  direction: 'either',
  role: 'candle',
  warmup: 10,
  rule: (c) => (c.hasLongUpperShadow(0) && c.hasLongLowerShadow(0) && c.isShort(0) ? byColour(c) : 0),
})

/** A short body with both shadows longer than twice the body. */
export const cdlhighwave: PatternMaker = candlePattern({
  talib: 'CDLHIGHWAVE',
  alias: 'high-wave',
  bars: 1,
  direction: 'either',
  role: 'candle',
  warmup: 10,
  rule: (c) => (c.hasVeryLongUpperShadow(0) && c.hasVeryLongLowerShadow(0) && c.isShort(0) ? byColour(c) : 0),
})
