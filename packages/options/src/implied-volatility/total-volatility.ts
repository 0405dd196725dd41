import { millsDifference, roughMillsDifference } from '../european/mills-difference.ts'
import { normalQuantileFromMedian } from '../special/normal-quantile.ts'
import { millsRatio } from '../special/normal.ts'
import { guess, guessFromLogarithm, type Guess } from './first-guess.ts'

const SQRT_TWO_PI = 2.5066282746310002
const LOG_SQRT_TWO_PI = 0.9189385332046727
/** Steps are of fourth order: after one of this relative size the next would be below rounding. */
const SETTLED = 1e-5
const MOST_STEPS = 12

const found: Guess = { end: 0, total: NaN }

/** A Householder step of third order for an objective of one root (fourth order of convergence). */
function householder(newton: number, halley: number, third: number): number {
  return (newton * (1 + 0.5 * halley * newton)) / (1 + newton * (halley + (third * newton) / 6))
}

/** Near zero: the objective 1 / ln b. Only the logarithm is needed, so that values below the doubles converge too. */
function stepNearZero(x: number, s: number, beta: number, logBeta: number, isRough: boolean): number {
  const h = x / s
  const t = 0.5 * s
  const ratio = isRough ? roughMillsDifference(h, t) : millsDifference(h, t)
  const exponent = 0.5 * (h * h + t * t)
  // the quotient keeps the digits that a difference of logarithms would lose; far out those digits do not matter
  const isFar = isRough || logBeta < -100
  const logRatio = isFar
    ? logBeta - Math.log(ratio) + exponent + LOG_SQRT_TWO_PI
    : Math.log((beta * SQRT_TWO_PI * Math.exp(exponent)) / ratio)
  const logValue = logBeta - logRatio
  const perValue = 1 / ratio
  const newton = (logRatio * logValue * ratio) / logBeta
  const curve = (h * h) / s - 0.25 * s
  const halley = curve - perValue * (1 + 2 / logValue)
  const bend = curve * curve - 3 * (h / s) * (h / s) - 0.25
  const third = bend + 2 * perValue * perValue * (1 + (3 / logValue) * (1 + 1 / logValue)) - 3 * curve * perValue * (1 + 2 / logValue)
  return householder(newton, halley, third)
}

/** In the middle: the objective b - beta. */
function stepInMiddle(x: number, s: number, beta: number, isRough: boolean): number {
  const h = x / s
  const t = 0.5 * s
  const ratio = isRough ? roughMillsDifference(h, t) : millsDifference(h, t)
  const newton = beta * SQRT_TWO_PI * Math.exp(0.5 * (h * h + t * t)) - ratio
  const curve = (h * h) / s - 0.25 * s
  return householder(newton, curve, curve * curve - 3 * (h / s) * (h / s) - 0.25)
}

/** Near the maximum: the objective ln(maximum - b), whose complement is a sum of two tails. */
function stepNearMaximum(x: number, s: number, headroom: number): number {
  const h = x / s
  const t = 0.5 * s
  const ratio = millsRatio(-h - t) + millsRatio(h - t)
  const exponent = 0.5 * (h * h + t * t)
  const g = Math.log((headroom * SQRT_TWO_PI * Math.exp(exponent)) / ratio)
  const perRoom = 1 / ratio
  const curve = (h * h) / s - 0.25 * s
  const bend = curve * curve - 3 * (h / s) * (h / s) - 0.25
  return householder(-g * ratio, curve + perRoom, bend + perRoom * (2 * perRoom + 3 * curve))
}

/**
 * The total volatility (volatility times the root of time) that gives an out-of-the-money option its normalised value.
 *
 * It is as precise as the value itself allows, in every region: near zero (down to values whose logarithm alone is a
 * double), around the point of inflection, and near the maximum.
 *
 * Source: P. Jaeckel, "Let's Be Rational", Wilmott 75 (2015) and its revision of 2024: four segments with rational
 * guesses, three objectives, Householder steps.
 *
 * @param x minus the size of the log of forward over strike, at most 0
 * @param beta undiscounted value over sqrt(forward * strike), over 0
 * @param headroom exp(x / 2) - beta, over 0, by the caller, who may have it without cancellation
 * @param logBeta the logarithm of beta, asked for where beta is below 1e-290
 */
export function impliedTotalVolatility(x: number, beta: number, headroom: number, logBeta: number): number {
  if (x === 0) return 2 * normalQuantileFromMedian(0.5 * beta)
  if (beta < 1e-290) {
    found.end = -1
    found.total = guessFromLogarithm(x, logBeta)
  } else guess(found, x, beta, Math.exp(0.5 * x), headroom)
  const { end } = found
  const logarithm = end === -1 && beta >= 1e-290 ? Math.log(beta) : logBeta
  let s = found.total
  for (let k = 0; k < MOST_STEPS; k++) {
    const isRough = k === 0
    const step =
      end === 0
        ? stepInMiddle(x, s, beta, isRough)
        : end === 1
          ? stepNearMaximum(x, s, headroom)
          : stepNearZero(x, s, beta, logarithm, isRough)
    s = s + step > 0 ? s + step : 0.5 * s
    if (!isRough && Math.abs(step) <= SETTLED * s) break
  }
  return s
}
