import { type PatternMaker, candlePattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** Three black candles, each closing below the one before and near its low. */
const areThreeCrows = (c: Candles): boolean =>
  c.isBlack(2) &&
  c.isBlack(1) &&
  c.isBlack(0) &&
  c.close(2) > c.close(1) &&
  c.close(1) > c.close(0) &&
  c.isShavenBottom(2) &&
  c.isShavenBottom(1) &&
  c.isShavenBottom(0)

/** A long white candle, a black one that gaps up from it, and a black one from within that body into the first one's. */
export const cdl2crows: PatternMaker = candlePattern({
  talib: 'CDL2CROWS',
  alias: 'two-crows',
  bars: 3,
  direction: 'bearish',
  role: 'reversal',
  warmup: 12,
  rule(c) {
    if (!(c.isWhite(2) && c.isBlack(1) && c.isBlack(0) && c.gapsUp(1, 2))) return 0
    const opensWithin = c.open(0) < c.open(1) && c.open(0) > c.close(1)
    const closesWithin = c.close(0) > c.open(2) && c.close(0) < c.close(2)
    return opensWithin && closesWithin && c.isLong(2) ? -100 : 0
  },
})

/** A long white candle, a small black one that gaps up, and a black one that engulfs it and still closes above the first. */
export const cdlupsidegap2crows: PatternMaker = candlePattern({
  talib: 'CDLUPSIDEGAP2CROWS',
  alias: 'upside-gap-two-crows',
  bars: 3,
  direction: 'bearish',
  role: 'reversal',
  warmup: 12,
  rule(c) {
    if (!(c.isWhite(2) && c.isBlack(1) && c.isBlack(0) && c.gapsUp(1, 2))) return 0
    const engulfs = c.open(0) > c.open(1) && c.close(0) < c.close(1) && c.close(0) > c.close(2)
    return engulfs && c.isLong(2) && !c.isLong(1) ? -100 : 0
  },
})

/** After a white candle three black ones without lower shadows, each opening within the body before and closing lower. */
export const cdl3blackcrows: PatternMaker = candlePattern({
  talib: 'CDL3BLACKCROWS',
  alias: 'three-black-crows',
  bars: 4,
  direction: 'bearish',
  role: 'reversal',
  warmup: 13,
  rule(c) {
    const opensWithin = c.open(1) < c.open(2) && c.open(1) > c.close(2) && c.open(0) < c.open(1) && c.open(0) > c.close(1)
    return c.isWhite(3) && opensWithin && c.high(3) > c.close(2) && areThreeCrows(c) ? -100 : 0
  },
})

/** Three black candles without lower shadows, each opening where the one before closed. */
export const cdlidentical3crows: PatternMaker = candlePattern({
  talib: 'CDLIDENTICAL3CROWS',
  alias: 'identical-three-crows',
  bars: 3,
  direction: 'bearish',
  role: 'reversal',
  warmup: 12,
  rule: (c) => (areThreeCrows(c) && c.isEqual(c.open(1), c.close(2), 2) && c.isEqual(c.open(0), c.close(1), 1) ? -100 : 0),
})
