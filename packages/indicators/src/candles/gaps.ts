import { type PatternMaker, candlePattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** After a gap, two white candles of about the same size that open at the same price. */
export const cdlgapsidesidewhite: PatternMaker = candlePattern({
  talib: 'CDLGAPSIDESIDEWHITE',
  alias: 'gap-side-by-side-white',
  bars: 3,
  direction: 'either',
  role: 'continuation',
  warmup: 7,
  rule(c) {
    if (!(c.isWhite(1) && c.isWhite(0))) return 0
    const isAbove = c.gapsUp(1, 2) && c.gapsUp(0, 2)
    const isBelow = c.gapsDown(1, 2) && c.gapsDown(0, 2)
    if (!(isAbove || isBelow) || !c.isEqual(c.open(0), c.open(1), 1)) return 0
    const near = c.near(1)
    const isAsLong = c.body(0) >= c.body(1) - near && c.body(0) <= c.body(1) + near
    return isAsLong ? (isAbove ? 100 : -100) : 0
  },
})

/** After a gap, a candle of its direction, and one of the same size that opens in its body and closes within the gap. */
export const cdltasukigap: PatternMaker = candlePattern({
  talib: 'CDLTASUKIGAP',
  alias: 'tasuki-gap',
  bars: 3,
  direction: 'either',
  role: 'continuation',
  warmup: 7,
  rule(c) {
    if (c.colour(1) === c.colour(0)) return 0
    const isInGap = c.isWhite(1)
      ? c.gapsUp(1, 2) && c.open(0) < c.close(1) && c.open(0) > c.open(1) && c.close(0) < c.open(1) && c.close(0) > c.top(2)
      : c.gapsDown(1, 2) && c.open(0) < c.open(1) && c.open(0) > c.close(1) && c.close(0) > c.open(1) && c.close(0) < c.bottom(2)
    return isInGap && Math.abs(c.body(1) - c.body(0)) < c.near(1) ? 100 * c.colour(1) : 0
  },
})

/** Two candles of one colour with a gap between them, and one of the other colour from the second body into the first. */
export const cdlxsidegap3methods: PatternMaker = candlePattern({
  talib: 'CDLXSIDEGAP3METHODS',
  alias: 'gap-three-methods',
  bars: 3,
  direction: 'either',
  role: 'continuation',
  warmup: 2,
  rule(c) {
    if (c.colour(2) !== c.colour(1) || c.colour(1) === c.colour(0)) return 0
    const closesGap = c.open(0) < c.top(1) && c.open(0) > c.bottom(1) && c.close(0) < c.top(2) && c.close(0) > c.bottom(2)
    return closesGap && (c.isWhite(2) ? c.gapsUp(1, 2) : c.gapsDown(1, 2)) ? 100 * c.colour(2) : 0
  },
})

const isHigher = (c: Candles, ago: number): boolean => c.high(ago) > c.high(ago + 1) && c.low(ago) > c.low(ago + 1)
const isLower = (c: Candles, ago: number): boolean => c.high(ago) < c.high(ago + 1) && c.low(ago) < c.low(ago + 1)

/** A long candle, three that gap away and run on in its direction, and one back that closes within the gap. */
export const cdlbreakaway: PatternMaker = candlePattern({
  talib: 'CDLBREAKAWAY',
  alias: 'breakaway',
  bars: 5,
  direction: 'either',
  role: 'reversal',
  warmup: 14,
  rule(c) {
    if (c.colour(4) !== c.colour(3) || c.colour(3) !== c.colour(1) || c.colour(1) === c.colour(0)) return 0
    const breaksBack = c.isBlack(4)
      ? c.gapsDown(3, 4) && isLower(c, 2) && isLower(c, 1) && c.close(0) > c.open(3) && c.close(0) < c.close(4)
      : c.gapsUp(3, 4) && isHigher(c, 2) && isHigher(c, 1) && c.close(0) < c.open(3) && c.close(0) > c.close(4)
    return breaksBack && c.isLong(4) ? 100 * c.colour(0) : 0
  },
})
