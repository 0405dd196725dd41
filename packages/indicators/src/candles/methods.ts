import { type PatternMaker, type PenetrationMaker, candlePattern, penetrationPattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** A long candle, three small ones of the other colour within its range, and a long one that goes on beyond its close. */
export const cdlrisefall3methods: PatternMaker = candlePattern({
  talib: 'CDLRISEFALL3METHODS',
  alias: 'rising-falling-three-methods',
  bars: 5,
  direction: 'either',
  role: 'continuation',
  warmup: 14,
  rule(c) {
    const way = c.colour(4)
    const isPause = c.colour(3) === -way && c.colour(2) === -way && c.colour(1) === -way && c.colour(0) === way
    if (!isPause || !(isWithinRange(c, 3) && isWithinRange(c, 2) && isWithinRange(c, 1))) return 0
    const fallsBack = c.close(2) * way < c.close(3) * way && c.close(1) * way < c.close(2) * way
    const goesOn = c.open(0) * way > c.close(1) * way && c.close(0) * way > c.close(4) * way
    return fallsBack && goesOn && c.isLong(4) && areSmall(c) && c.isLong(0) ? 100 * way : 0
  },
})

const isWithinRange = (c: Candles, ago: number): boolean => c.bottom(ago) < c.high(4) && c.top(ago) > c.low(4)
const areSmall = (c: Candles): boolean => c.isShort(3) && c.isShort(2) && c.isShort(1)

/** A long white candle, a small black one that gaps up, two that sink into the first, and a white one above them all. */
export const cdlmathold: PenetrationMaker = penetrationPattern(0.5, {
  talib: 'CDLMATHOLD',
  alias: 'mat-hold',
  bars: 5,
  direction: 'bullish',
  role: 'continuation',
  warmup: 14,
  rule(c, penetration) {
    if (!(c.isWhite(4) && c.isBlack(3) && c.isWhite(0) && c.gapsUp(3, 4))) return 0
    const floor = c.close(4) - c.body(4) * penetration
    const sinkIn = c.bottom(2) < c.close(4) && c.bottom(1) < c.close(4) && c.bottom(2) > floor && c.bottom(1) > floor
    const fallsBack = c.top(2) < c.open(3) && c.top(1) < c.top(2)
    const goesOn = c.open(0) > c.close(1) && c.close(0) > Math.max(c.high(3), c.high(2), c.high(1))
    return sinkIn && fallsBack && goesOn && c.isLong(4) && areSmall(c) ? 100 : 0
  },
})

/** Three candles of one colour that run on, and one of the other colour that takes all of it back. */
export const cdl3linestrike: PatternMaker = candlePattern({
  talib: 'CDL3LINESTRIKE',
  alias: 'three-line-strike',
  bars: 4,
  direction: 'either',
  role: 'continuation',
  warmup: 8,
  rule(c) {
    if (c.colour(3) !== c.colour(2) || c.colour(2) !== c.colour(1) || c.colour(1) === c.colour(0)) return 0
    const strikes = c.isWhite(1)
      ? c.close(1) > c.close(2) && c.close(2) > c.close(3) && c.open(0) > c.close(1) && c.close(0) < c.open(3)
      : c.close(1) < c.close(2) && c.close(2) < c.close(3) && c.open(0) < c.close(1) && c.close(0) > c.open(3)
    return strikes && opensInOrNear(c, 2) && opensInOrNear(c, 1) ? 100 * c.colour(1) : 0
  },
})

/** The candle opens within the body of the one before, or at most a little outside. */
function opensInOrNear(c: Candles, ago: number): boolean {
  const near = c.near(ago + 1)
  return c.open(ago) >= c.bottom(ago + 1) - near && c.open(ago) <= c.top(ago + 1) + near
}
