import { type PatternMaker, type PenetrationMaker, candlePattern, penetrationPattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** A long black candle and a white one that opens below its low. */
const opensBelow = (c: Candles): boolean => c.isBlack(1) && c.isWhite(0) && c.open(0) < c.low(1) && c.isLong(1)

/** A long white candle, and a black one that opens above its high and closes far within its body. */
export const cdldarkcloudcover: PenetrationMaker = penetrationPattern(0.5, {
  talib: 'CDLDARKCLOUDCOVER',
  alias: 'dark-cloud-cover',
  bars: 2,
  direction: 'bearish',
  role: 'reversal',
  warmup: 11,
  rule(c, penetration) {
    if (!(c.isWhite(1) && c.isBlack(0) && c.open(0) > c.high(1) && c.isLong(1))) return 0
    return c.close(0) > c.open(1) && c.close(0) < c.close(1) - c.body(1) * penetration ? -100 : 0
  },
})

/** A long black candle, and a long white one that opens below its low and closes above the middle of its body. */
export const cdlpiercing: PatternMaker = candlePattern({
  talib: 'CDLPIERCING',
  alias: 'piercing',
  bars: 2,
  direction: 'bullish',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (opensBelow(c) && c.isLong(0) && c.close(0) < c.open(1) && c.close(0) > c.close(1) + c.body(1) * 0.5 ? 100 : 0),
})

/** A long black candle, and a white one that opens below its low and closes at its low. */
export const cdlonneck: PatternMaker = candlePattern({
  talib: 'CDLONNECK',
  alias: 'on-neck',
  bars: 2,
  direction: 'bearish',
  role: 'continuation',
  warmup: 11,
  rule: (c) => (opensBelow(c) && c.isEqual(c.close(0), c.low(1), 1) ? -100 : 0),
})

/** A long black candle, and a white one that opens below its low and closes at its close or just above. */
export const cdlinneck: PatternMaker = candlePattern({
  talib: 'CDLINNECK',
  alias: 'in-neck',
  bars: 2,
  direction: 'bearish',
  role: 'continuation',
  warmup: 11,
  rule: (c) => (opensBelow(c) && c.close(0) >= c.close(1) && c.close(0) <= c.close(1) + c.equal(1) ? -100 : 0),
})

/** A long black candle, and a white one that opens below its low and closes in the lower half of its body. */
export const cdlthrusting: PatternMaker = candlePattern({
  talib: 'CDLTHRUSTING',
  alias: 'thrusting',
  bars: 2,
  direction: 'bearish',
  role: 'continuation',
  warmup: 11,
  rule: (c) => (opensBelow(c) && c.close(0) > c.close(1) + c.equal(1) && c.close(0) <= c.close(1) + c.body(1) * 0.5 ? -100 : 0),
})

/** Two long candles of opposite colours that close at the same price. */
export const cdlcounterattack: PatternMaker = candlePattern({
  talib: 'CDLCOUNTERATTACK',
  alias: 'counterattack',
  bars: 2,
  direction: 'either',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (c.colour(1) !== c.colour(0) && c.isLong(1) && c.isLong(0) && c.isEqual(c.close(0), c.close(1), 1) ? 100 * c.colour(0) : 0),
})

/** Two candles of opposite colours that open at the same price, the second a belt hold. */
export const cdlseparatinglines: PatternMaker = candlePattern({
  talib: 'CDLSEPARATINGLINES',
  alias: 'separating-lines',
  bars: 2,
  direction: 'either',
  role: 'continuation',
  warmup: 11,
  rule(c) {
    if (c.colour(1) === c.colour(0) || !c.isEqual(c.open(0), c.open(1), 1) || !c.isLong(0)) return 0
    return (c.isWhite(0) ? c.isShavenBottom(0) : c.isShavenHead(0)) ? 100 * c.colour(0) : 0
  },
})

/** Two marubozus of opposite colours, the second beyond the first with all of it. */
const isKicking = (c: Candles): boolean =>
  c.colour(1) !== c.colour(0) && (c.isBlack(1) ? c.jumpsUp(0, 1) : c.jumpsDown(0, 1)) && isMarubozu(c, 1) && isMarubozu(c, 0)
const isMarubozu = (c: Candles, ago: number): boolean => c.isLong(ago) && c.isShaven(ago)

/** Two marubozus of opposite colours with a gap between them; the second gives the sign. */
export const cdlkicking: PatternMaker = candlePattern({
  talib: 'CDLKICKING',
  alias: 'kicking',
  bars: 2,
  direction: 'either',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (isKicking(c) ? 100 * c.colour(0) : 0),
})

/** Two marubozus of opposite colours with a gap between them; the longer one gives the sign. */
export const cdlkickingbylength: PatternMaker = candlePattern({
  talib: 'CDLKICKINGBYLENGTH',
  alias: 'kicking-by-length',
  bars: 2,
  direction: 'either',
  role: 'reversal',
  warmup: 11,
  rule: (c) => (isKicking(c) ? 100 * c.colour(c.body(0) > c.body(1) ? 0 : 1) : 0),
})
