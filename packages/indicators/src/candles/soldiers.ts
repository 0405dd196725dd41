import { type PatternMaker, candlePattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** Three white candles, each closing above the one before. */
const areThreeWhites = (c: Candles): boolean =>
  c.isWhite(2) && c.isWhite(1) && c.isWhite(0) && c.close(0) > c.close(1) && c.close(1) > c.close(2)

/** The candle opens within the body of the one before, or at most a little above it. */
const opensInOrNear = (c: Candles, ago: number): boolean =>
  c.open(ago) > c.open(ago + 1) && c.open(ago) <= c.close(ago + 1) + c.near(ago + 1)

/** Three white candles without upper shadows, none far shorter than the one before, each opening in or near its body. */
export const cdl3whitesoldiers: PatternMaker = candlePattern({
  talib: 'CDL3WHITESOLDIERS',
  alias: 'three-white-soldiers',
  bars: 3,
  direction: 'bullish',
  role: 'reversal',
  warmup: 12,
  rule(c) {
    const advance = areThreeWhites(c) && opensInOrNear(c, 1) && opensInOrNear(c, 0)
    if (!advance || !(c.isShavenHead(2) && c.isShavenHead(1) && c.isShavenHead(0))) return 0
    const keepUp = c.body(1) > c.body(2) - c.far(2) && c.body(0) > c.body(1) - c.far(1)
    return keepUp && c.isLong(0) ? 100 : 0
  },
})

/** Three white candles that rise ever more feebly: shrinking bodies, or growing upper shadows. */
export const cdladvanceblock: PatternMaker = candlePattern({
  talib: 'CDLADVANCEBLOCK',
  alias: 'advance-block',
  bars: 3,
  direction: 'bearish',
  role: 'reversal',
  warmup: 12,
  rule(c) {
    const advance = areThreeWhites(c) && opensInOrNear(c, 1) && opensInOrNear(c, 0)
    return advance && c.isLong(2) && c.hasShortUpperShadow(2) && weakens(c) ? -100 : 0
  },
})

function weakens(c: Candles): boolean {
  const [first, second, third] = [c.body(2), c.body(1), c.body(0)]
  if (second < first - c.far(2) && third < second + c.near(1)) return true
  if (third < second - c.far(1)) return true
  if (third >= second) return false
  if (second < first && (c.upperShadow(0) > c.meanShadow(0) || c.upperShadow(1) > c.meanShadow(1))) return true
  return c.hasLongUpperShadow(0)
}

/** Two long white candles, the second without upper shadow, and a small one that rides on its shoulder. */
export const cdlstalledpattern: PatternMaker = candlePattern({
  talib: 'CDLSTALLEDPATTERN',
  alias: 'stalled-pattern',
  bars: 3,
  direction: 'bearish',
  role: 'reversal',
  warmup: 12,
  rule(c) {
    if (!(areThreeWhites(c) && opensInOrNear(c, 1) && c.isLong(2) && c.isLong(1) && c.isShavenHead(1))) return 0
    return c.isShort(0) && c.open(0) >= c.close(1) - c.body(0) - c.near(1) ? -100 : 0
  },
})
