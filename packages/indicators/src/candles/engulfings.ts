import { type PatternMaker, candlePattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** Whether the body covers that of the candle before, of the other colour, one end of which it may share. */
function engulfs(c: Candles, ago: number): boolean {
  const [open, close, openBefore, closeBefore] = [c.open(ago), c.close(ago), c.open(ago + 1), c.close(ago + 1)]
  if (c.isWhite(ago) === c.isWhite(ago + 1)) return false
  return c.isWhite(ago)
    ? (close >= openBefore && open < closeBefore) || (close > openBefore && open <= closeBefore)
    : (open >= closeBefore && close < openBefore) || (open > closeBefore && close <= openBefore)
}

/** A body that covers that of the candle before, of the other colour; 80 instead of 100 where they share an end. */
export const cdlengulfing: PatternMaker = candlePattern({
  talib: 'CDLENGULFING',
  alias: 'engulfing',
  bars: 2,
  direction: 'either',
  role: 'reversal',
  warmup: 2,
  rule(c) {
    if (!engulfs(c, 0)) return 0
    const sharesAnEnd = c.open(0) === c.close(1) || c.close(0) === c.open(1)
    return (sharesAnEnd ? 80 : 100) * c.colour(0)
  },
})

/** A candle that engulfs the one before it, and one that closes beyond the close of that. */
export const cdl3outside: PatternMaker = candlePattern({
  talib: 'CDL3OUTSIDE',
  alias: 'three-outside',
  bars: 3,
  direction: 'either',
  role: 'reversal',
  warmup: 3,
  rule(c) {
    if (c.isWhite(1)) return c.isBlack(2) && c.close(1) > c.open(2) && c.open(1) < c.close(2) && c.close(0) > c.close(1) ? 100 : 0
    return c.isWhite(2) && c.open(1) > c.close(2) && c.close(1) < c.open(2) && c.close(0) < c.close(1) ? -100 : 0
  },
})

/** 100 where the newest body lies within the one before, 80 where they share an end; signed against the latter's colour. */
function contained(c: Candles): number {
  if (c.top(0) < c.top(1) && c.bottom(0) > c.bottom(1)) return -100 * c.colour(1)
  return c.top(0) <= c.top(1) && c.bottom(0) >= c.bottom(1) ? -80 * c.colour(1) : 0
}

/** A long body, and one that is not long within it; 80 instead of 100 where they share an end. */
export const cdlharami: PatternMaker = candlePattern({
  talib: 'CDLHARAMI',
  alias: 'harami',
  bars: 2,
  direction: 'either',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (c.isLong(1) && !c.isLong(0) ? contained(c) : 0),
})

/** A long body, and a doji within it; 80 instead of 100 where they share an end. */
export const cdlharamicross: PatternMaker = candlePattern({
  talib: 'CDLHARAMICROSS',
  alias: 'harami-cross',
  bars: 2,
  direction: 'either',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (c.isLong(1) && c.isDoji(0) ? contained(c) : 0),
})

/** A long black candle, and a smaller black one within its body. */
export const cdlhomingpigeon: PatternMaker = candlePattern({
  talib: 'CDLHOMINGPIGEON',
  alias: 'homing-pigeon',
  bars: 2,
  direction: 'bullish',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (c.isBlack(1) && c.isBlack(0) && c.open(0) < c.open(1) && c.close(0) > c.close(1) && c.isLong(1) && !c.isLong(0) ? 100 : 0),
})

/** A long candle, a body within it, and a candle of the other colour that closes beyond the first one's open. */
export const cdl3inside: PatternMaker = candlePattern({
  talib: 'CDL3INSIDE',
  alias: 'three-inside',
  bars: 3,
  direction: 'either',
  role: 'reversal',
  warmup: 12,
  rule(c) {
    const isWithin = c.top(1) < c.top(2) && c.bottom(1) > c.bottom(2) && c.isLong(2) && !c.isLong(1)
    if (!isWithin) return 0
    if (c.isWhite(2)) return c.isBlack(0) && c.close(0) < c.open(2) ? -100 : 0
    return c.isWhite(0) && c.close(0) > c.open(2) ? 100 : 0
  },
})
