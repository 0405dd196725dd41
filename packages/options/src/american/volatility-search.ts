import { putValue } from './put-value.ts'
import type { Scheme } from './scheme.ts'

const mostEvaluations = 100
/** Of the logarithm of the volatility: the search is over. */
const tolerance = 1e-12
/** Total volatility at which a put is as good as its strike. */
const mostSpread = 1e9

/**
 * The volatility of a put with strike 1 from its price over `floor`, the price without volatility.
 *
 * In logarithms of volatility and time value, where a price at the money is a line and one far from it a gentle curve:
 * secants inside a bracket (Anderson and Björck 1973), halved when they leave it, or when a time value is nothing.
 *
 * @returns undefined when no volatility up to the ceiling reaches the price.
 */
export function impliedVolatility(
  scheme: Scheme,
  s: number,
  t: number,
  r: number,
  q: number,
  price: number,
  floor: number,
): number | undefined {
  const goal = Math.log(price - floor)
  const missBy = (x: number): number => {
    const extra = putValue(scheme, s, t, r, q, Math.exp(x)) - floor
    return extra > 0 ? Math.log(extra) - goal : -Infinity
  }
  const ceiling = Math.log(mostSpread / Math.sqrt(t))
  let high = Math.log(firstGuess(s, t, price, floor))
  let highMiss = missBy(high)
  let [low, lowMiss, stride] = [high, highMiss, 0.1]
  while (highMiss < 0) {
    ;[low, lowMiss] = [high, highMiss]
    if (high >= ceiling) return undefined
    high += nextStride(highMiss, stride)
    stride *= 2
    highMiss = missBy(high)
  }
  stride = 0.1
  while (lowMiss > 0 && low > -50) {
    ;[high, highMiss] = [low, lowMiss]
    low -= nextStride(lowMiss, stride)
    stride *= 2
    lowMiss = missBy(low)
  }
  return Math.exp(rootWithin(missBy, low, lowMiss, high, highMiss))
}

/** A little beyond where a line of slope 1 would end, or as far as has not been tried. */
function nextStride(miss: number, stride: number): number {
  const size = Math.abs(miss) * 1.1
  return size < stride ? Math.max(size, 1e-6) : stride
}

/** Brenner and Subrahmanyam's line (1988) for the time value at the money, and the distance from it. */
function firstGuess(s: number, t: number, price: number, floor: number): number {
  const distance = Math.abs(Math.log(s))
  const line = (2.5066 * (price - floor)) / Math.min(1, s)
  return Math.max(Math.min(line, 3), distance / 3, 1e-4) / Math.sqrt(t)
}

function rootWithin(missBy: (x: number) => number, low: number, lowMiss: number, high: number, highMiss: number): number {
  let lowHeight = lowMiss
  let highHeight = highMiss
  for (let count = 0; count < mostEvaluations && high - low > tolerance; count++) {
    let x = low - (lowHeight * (high - low)) / (highHeight - lowHeight)
    if (!(x > low && x < high)) x = 0.5 * (low + high)
    const miss = missBy(x)
    if (miss === 0) return x
    if (miss > 0) {
      lowHeight = loosened(lowHeight, miss, highHeight)
      ;[high, highHeight] = [x, miss]
    } else {
      highHeight = loosened(highHeight, miss, lowHeight)
      ;[low, lowHeight] = [x, miss]
    }
    if (Math.abs(miss) < 1e-14) return x
  }
  return Math.abs(lowHeight) < highHeight ? low : high
}

/** Anderson and Björck's weight for the end that stays. */
function loosened(staying: number, miss: number, replaced: number): number {
  const share = 1 - miss / replaced
  return staying * (share > 0 ? share : 0.5)
}
