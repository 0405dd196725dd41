import { erf, erfcx } from './error-function.ts'
import { expMinusHalfSquare } from './exp-square.ts'

/** 1 / sqrt(2 pi): the density at zero. */
export const ONE_OVER_SQRT_TWO_PI = 0.3989422804014327
/** sqrt(pi / 2): the Mills ratio at zero. */
export const SQRT_HALF_PI = 1.2533141373155003
const SQRT_HALF = Math.SQRT1_2

/** The standard normal density, exp(-z^2 / 2) / sqrt(2 pi). */
export function normalDensity(z: number): number {
  return ONE_OVER_SQRT_TWO_PI * expMinusHalfSquare(z)
}

/**
 * The standard normal distribution function, to a few units in the last place in both tails.
 *
 * erfc(-z / sqrt 2) / 2 would lose z^2 / 2 units; here the exponential sees z itself and the rounded z / sqrt 2 only
 * meets the slow erfcx.
 */
export function normalDistribution(z: number): number {
  const size = Math.abs(z)
  if (size < 0.66) return 0.5 + 0.5 * erf(z * SQRT_HALF)
  const tail = 0.5 * expMinusHalfSquare(z) * erfcx(size * SQRT_HALF)
  return z < 0 ? tail : 1 - tail
}

/**
 * The Mills ratio of the left tail: distribution over density, at z. It is sqrt(pi / 2) at zero, about -1 / z far to
 * the left, and grows like exp(z^2 / 2) to the right.
 */
export function millsRatio(z: number): number {
  return SQRT_HALF_PI * erfcx(-z * SQRT_HALF)
}
