import { type PatternMaker, type PenetrationMaker, candlePattern, penetrationPattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** A long white candle, one that gaps up from it, and a black one of some size that closes far within the first. */
const isEvening = (c: Candles, penetration: number): boolean =>
  c.isWhite(2) && c.isBlack(0) && c.gapsUp(1, 2) && c.close(0) < c.close(2) - c.body(2) * penetration && c.isLong(2) && c.isLong(0)

/** The same upside down. */
const isMorning = (c: Candles, penetration: number): boolean =>
  c.isBlack(2) && c.isWhite(0) && c.gapsDown(1, 2) && c.close(0) > c.close(2) + c.body(2) * penetration && c.isLong(2) && c.isLong(0)

/** A long white candle, a small one that gaps up, and a longer black one that closes far within the first. */
export const cdleveningstar: PenetrationMaker = penetrationPattern(0.3, {
  talib: 'CDLEVENINGSTAR',
  alias: 'evening-star',
  bars: 3,
  direction: 'bearish',
  role: 'reversal',
  warmup: 12,
  rule: (c, penetration) => (isEvening(c, penetration) && !c.isLong(1) ? -100 : 0),
})

/** A long white candle, a doji that gaps up, and a longer black one that closes far within the first. */
export const cdleveningdojistar: PenetrationMaker = penetrationPattern(0.3, {
  talib: 'CDLEVENINGDOJISTAR',
  alias: 'evening-doji-star',
  bars: 3,
  direction: 'bearish',
  role: 'reversal',
  warmup: 12,
  rule: (c, penetration) => (isEvening(c, penetration) && c.isDoji(1) ? -100 : 0),
})

/** A long black candle, a small one that gaps down, and a longer white one that closes far within the first. */
export const cdlmorningstar: PenetrationMaker = penetrationPattern(0.3, {
  talib: 'CDLMORNINGSTAR',
  alias: 'morning-star',
  bars: 3,
  direction: 'bullish',
  role: 'reversal',
  warmup: 12,
  rule: (c, penetration) => (isMorning(c, penetration) && !c.isLong(1) ? 100 : 0),
})

/** A long black candle, a doji that gaps down, and a longer white one that closes far within the first. */
export const cdlmorningdojistar: PenetrationMaker = penetrationPattern(0.3, {
  talib: 'CDLMORNINGDOJISTAR',
  alias: 'morning-doji-star',
  bars: 3,
  direction: 'bullish',
  role: 'reversal',
  warmup: 12,
  rule: (c, penetration) => (isMorning(c, penetration) && c.isDoji(1) ? 100 : 0),
})

/** A long candle, a doji that lies beyond it shadows and all, and a candle back the other way, far into the first. */
export const cdlabandonedbaby: PenetrationMaker = penetrationPattern(0.3, {
  talib: 'CDLABANDONEDBABY',
  alias: 'abandoned-baby',
  bars: 3,
  direction: 'either',
  role: 'reversal',
  warmup: 12,
  rule(c, penetration) {
    const isLeft = c.isWhite(2)
      ? c.isBlack(0) && c.close(0) < c.close(2) - c.body(2) * penetration && c.jumpsUp(1, 2) && c.jumpsDown(0, 1)
      : c.isWhite(0) && c.close(0) > c.close(2) + c.body(2) * penetration && c.jumpsDown(1, 2) && c.jumpsUp(0, 1)
    return isLeft && c.isLong(2) && c.isDoji(1) && c.isLong(0) ? 100 * c.colour(0) : 0
  },
})

/** A long candle, and a doji that gaps away in its direction. */
export const cdldojistar: PatternMaker = candlePattern({
  talib: 'CDLDOJISTAR',
  alias: 'doji-star',
  bars: 2,
  direction: 'either',
  role: 'reversal',
  warmup: 11,
  rule: (c) => ((c.isWhite(1) ? c.gapsUp(0, 1) : c.gapsDown(0, 1)) && c.isLong(1) && c.isDoji(0) ? -100 * c.colour(1) : 0),
})

/** Three dojis, the middle one gapping away from the first and the third nearer again. */
export const cdltristar: PatternMaker = candlePattern({
  talib: 'CDLTRISTAR',
  alias: 'tristar',
  bars: 3,
  direction: 'either',
  role: 'reversal',
  warmup: 12,
  rule(c) {
    const falls = c.gapsUp(1, 2) && c.top(0) < c.top(1)
    const rises = c.gapsDown(1, 2) && c.bottom(0) > c.bottom(1)
    if (!falls && !rises) return 0
    // As in TA-Lib, all three are measured by what a doji was at the time of the first.
    const doji = c.dojiBody(2)
    return c.body(2) <= doji && c.body(1) <= doji && c.body(0) <= doji ? (falls ? -100 : 100) : 0
  },
})
