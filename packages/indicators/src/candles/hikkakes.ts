import { type PatternMaker, candlePattern } from './candle-pattern.ts'
import type { Candles } from './candles.ts'

/** The way that a trap points to which a candle ends: 1 up, -1 down, 0 none. */
type Trap = (c: Candles, ago: number) => number

/** Candles after a trap that may confirm it. */
const patience = 3

const isInside = (c: Candles, ago: number): boolean => c.high(ago) < c.high(ago + 1) && c.low(ago) > c.low(ago + 1)

/** How a candle leaves the one before it: 1 downwards, -1 upwards, as the hopes of those who follow it are to fail. */
function falseBreak(c: Candles, ago: number): number {
  if (c.high(ago) < c.high(ago + 1) && c.low(ago) < c.low(ago + 1)) return 1
  return c.high(ago) > c.high(ago + 1) && c.low(ago) > c.low(ago + 1) ? -1 : 0
}

const hikkake: Trap = (c, ago) => (isInside(c, ago + 1) ? falseBreak(c, ago) : 0)

function modifiedHikkake(c: Candles, ago: number): number {
  if (!(isInside(c, ago + 1) && isInside(c, ago + 2))) return 0
  const way = falseBreak(c, ago)
  if (way === 1) return c.close(ago + 2) <= c.low(ago + 2) + c.near(ago + 2) ? 1 : 0
  return way === -1 && c.close(ago + 2) >= c.high(ago + 2) - c.near(ago + 2) ? -1 : 0
}

/** The candle closes beyond the one before the last of the trap, the way that the trap points to. */
const confirms = (c: Candles, ago: number, trapAgo: number, way: number): boolean =>
  way > 0 ? c.close(ago) > c.high(trapAgo + 1) : c.close(ago) < c.low(trapAgo + 1)

/** 100 for a trap, 200 where the newest candle is the first to confirm the last trap. */
function follow(c: Candles, trap: Trap): number {
  const now = trap(c, 0)
  if (now !== 0) return 100 * now
  for (let ago = 1; ago <= patience; ago++) {
    const way = trap(c, ago)
    if (way === 0) continue
    for (let between = ago - 1; between > 0; between--) if (confirms(c, between, ago, way)) return 0
    return confirms(c, 0, ago, way) ? 200 * way : 0
  }
  return 0
}

/** An inside candle, and one that leaves it to one side; 200 when one of the next three closes beyond the other side. */
export const cdlhikkake: PatternMaker = candlePattern({
  talib: 'CDLHIKKAKE',
  alias: 'hikkake',
  bars: 3,
  direction: 'either',
  role: 'reversal',
  warmup: 5,
  rule: (c) => follow(c, hikkake),
})

/** A hikkake of two inside candles, of which the first closes near the end that the last one leaves by. */
export const cdlhikkakemod: PatternMaker = candlePattern({
  talib: 'CDLHIKKAKEMOD',
  alias: 'modified-hikkake',
  bars: 4,
  direction: 'either',
  role: 'reversal',
  warmup: 10,
  rule: (c) => follow(c, modifiedHikkake),
})
