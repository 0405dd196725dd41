import { type PatternMaker, candlePattern } from './candle-pattern.ts'

/** Two black candles that close at the same price. */
export const cdlmatchinglow: PatternMaker = candlePattern({
  talib: 'CDLMATCHINGLOW',
  alias: 'matching-low',
  bars: 2,
  direction: 'bullish',
  role: 'reversal',
  warmup: 6,
  rule: (c) => (c.isBlack(1) && c.isBlack(0) && c.isEqual(c.close(0), c.close(1), 1) ? 100 : 0),
})

/** Two black candles that close at the same price, and between them a white one that stays above it. */
export const cdlsticksandwich: PatternMaker = candlePattern({
  talib: 'CDLSTICKSANDWICH',
  alias: 'stick-sandwich',
  bars: 3,
  direction: 'bullish',
  role: 'reversal',
  warmup: 7,
  rule: (c) => (c.isBlack(2) && c.isWhite(1) && c.isBlack(0) && c.low(1) > c.close(2) && c.isEqual(c.close(0), c.close(2), 2) ? 100 : 0),
})

/** A long black candle, a black one whose body it holds and whose low is new, and a small white one above that low. */
export const cdlunique3river: PatternMaker = candlePattern({
  talib: 'CDLUNIQUE3RIVER',
  alias: 'unique-three-river',
  bars: 3,
  direction: 'bullish',
  role: 'reversal',
  warmup: 12,
  rule(c) {
    if (!(c.isBlack(2) && c.isBlack(1) && c.isWhite(0) && c.open(0) > c.low(1))) return 0
    const isHarami = c.close(1) > c.close(2) && c.open(1) <= c.open(2) && c.low(1) < c.low(2)
    return isHarami && c.isLong(2) && c.isShort(0) ? 100 : 0
  },
})

/** A long black candle with a long lower shadow, a smaller one like it with a higher low, and a small marubozu within that. */
export const cdl3starsinsouth: PatternMaker = candlePattern({
  talib: 'CDL3STARSINSOUTH',
  alias: 'three-stars-in-the-south',
  bars: 3,
  direction: 'bullish',
  role: 'reversal',
  warmup: 12,
  rule(c) {
    if (!(c.isBlack(2) && c.isBlack(1) && c.isBlack(0))) return 0
    const first = c.hasLongLowerShadow(2)
    const second = c.body(1) < c.body(2) && c.open(1) > c.close(2) && c.open(1) <= c.high(2)
    const low = c.low(1) < c.close(2) && c.low(1) >= c.low(2) && c.hasLowerShadow(1)
    const third = c.low(0) > c.low(1) && c.high(0) < c.high(1)
    return first && second && low && third && c.isLong(2) && c.isShort(0) && c.isShaven(0) ? 100 : 0
  },
})

/** Two black marubozus, a black one that gaps down with a shadow up into the second, and one that engulfs it, shadow and all. */
export const cdlconcealbabyswall: PatternMaker = candlePattern({
  talib: 'CDLCONCEALBABYSWALL',
  alias: 'concealing-baby-swallow',
  bars: 4,
  direction: 'bullish',
  role: 'reversal',
  warmup: 13,
  rule(c) {
    if (!(c.isBlack(3) && c.isBlack(2) && c.isBlack(1) && c.isBlack(0))) return 0
    const conceals = c.gapsDown(1, 2) && c.high(1) > c.close(2) && c.high(0) > c.high(1) && c.low(0) < c.low(1)
    if (!conceals || !c.hasUpperShadow(1)) return 0
    return c.isShaven(3) && c.isShaven(2) ? 100 : 0
  },
})

/** Three black candles with falling opens and closes, a black one with an upper shadow, and a white one that leaps above it. */
export const cdlladderbottom: PatternMaker = candlePattern({
  talib: 'CDLLADDERBOTTOM',
  alias: 'ladder-bottom',
  bars: 5,
  direction: 'bullish',
  role: 'reversal',
  warmup: 14,
  rule(c) {
    if (!(c.isBlack(4) && c.isBlack(3) && c.isBlack(2) && c.isBlack(1) && c.isWhite(0))) return 0
    const falls = c.open(4) > c.open(3) && c.open(3) > c.open(2) && c.close(4) > c.close(3) && c.close(3) > c.close(2)
    return falls && c.open(0) > c.open(1) && c.close(0) > c.high(1) && c.hasUpperShadow(1) ? 100 : 0
  },
})
