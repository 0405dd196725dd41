import { roughMillsDifference } from '../european/mills-difference.ts'
import { normalQuantile } from '../special/normal-quantile.ts'
import { millsRatio, normalDistribution, ONE_OVER_SQRT_TWO_PI } from '../special/normal.ts'
import { controlAtLeft, controlAtRight, interpolate } from './rational-cubic.ts'

const SQRT_TWO_PI = 2.5066282746310002
const SQRT_THREE = 1.7320508075688772
const TWO_PI_OVER_SQRT_27 = 1.2091995761561452

/** Which objective fits the value, with a first guess of the total volatility; written by `guess`. */
export interface Guess {
  /** -1: near zero, 0: in the middle, 1: near the maximum. */
  end: -1 | 0 | 1
  total: number
}

/** Density of the value by total volatility: exp(-(h^2 + t^2) / 2) / sqrt(2 pi). */
function slopeAt(x: number, s: number): number {
  const h = x / s
  return ONE_OVER_SQRT_TWO_PI * Math.exp(-0.5 * (h * h + 0.25 * s * s))
}

/**
 * Guesses the total volatility for x < 0 from one of four segments of the normalised value, met at the point of
 * inflection and where the tangent there cuts zero and the maximum.
 *
 * @param maximum exp(x / 2), the value at infinite volatility
 */
export function guess(out: Guess, x: number, beta: number, maximum: number, headroom: number): void {
  const centre = Math.sqrt(-2 * x)
  const centreSlope = ONE_OVER_SQRT_TWO_PI * maximum
  const centreRatio = roughMillsDifference(-0.5 * centre, 0.5 * centre)
  const centreValue = centreSlope * centreRatio
  if (beta < centreValue) {
    const low = x > -1e-20 ? -1.2533 * x : centre - centreRatio
    const lowSlope = slopeAt(x, low)
    const lowValue = lowSlope * roughMillsDifference(x / low, 0.5 * low)
    out.end = beta < lowValue ? -1 : 0
    out.total =
      out.end === -1
        ? guessNearZero(x, beta, low, lowValue)
        : between(beta, lowValue, centreValue, low, centre, 1 / lowSlope, 1 / centreSlope, true)
    return
  }
  const high = centre + SQRT_TWO_PI - centreRatio
  const highSlope = slopeAt(x, high)
  const highValue = highSlope * (millsRatio(x / high + 0.5 * high) - millsRatio(x / high - 0.5 * high))
  out.end = headroom < 0.5 * maximum ? 1 : 0
  out.total =
    beta <= highValue
      ? between(beta, centreValue, highValue, centre, high, 1 / centreSlope, 1 / highSlope, false)
      : guessNearMaximum(x, headroom, high, maximum - highValue)
}

/** Between two points of known slope, without curvature at the point of inflection. */
function between(
  beta: number,
  left: number,
  right: number,
  leftTotal: number,
  rightTotal: number,
  leftSlope: number,
  rightSlope: number,
  isCentreRight: boolean,
): number {
  const h = right - left
  const rise = rightTotal - leftTotal
  const control = isCentreRight
    ? controlAtRight(h, rise, leftSlope, rightSlope, 0, false)
    : controlAtLeft(h, rise, leftSlope, rightSlope, 0, false)
  return interpolate(beta, left, right, leftTotal, rightTotal, leftSlope, rightSlope, control)
}

/** On the map f = 2 pi |x| / sqrt(27) * N(-|x| / (sqrt(3) s))^3, which is about the value itself near zero. */
function guessNearZero(x: number, beta: number, low: number, lowValue: number): number {
  const size = -x
  const z = size / (SQRT_THREE * low)
  const y = z * z
  const square = low * low
  const mills = millsRatio(-z)
  const decay = Math.exp(-0.5 * y)
  const growth = Math.exp(0.125 * square)
  const tail = ONE_OVER_SQRT_TWO_PI * decay * mills
  const value = TWO_PI_OVER_SQRT_27 * size * tail * tail * tail
  const slope = y * mills * mills * growth
  const bracket = 8 * SQRT_THREE * low * size + (3 * square * (square - 8) - 8 * x * x) * mills
  const steepness = growth / (decay * decay)
  const second = ((Math.PI / 6) * y * tail * bracket * steepness * steepness) / (square * low)
  const control = controlAtRight(lowValue, value, 1, slope, second, true)
  let f = interpolate(beta, 0, lowValue, 0, value, 1, slope, control)
  if (!(f > 0)) {
    const t = beta / lowValue
    f = (value * t + lowValue * (1 - t)) * t
  }
  return size / (SQRT_THREE * Math.abs(normalQuantile(Math.cbrt(f / (TWO_PI_OVER_SQRT_27 * size)))))
}

/** On the map f = N(-s / 2), as a function of what is left to the maximum. */
function guessNearMaximum(x: number, headroom: number, high: number, highHeadroom: number): number {
  const w = (x / high) ** 2
  const value = normalDistribution(-0.5 * high)
  const slope = 0.5 * Math.exp(0.5 * w)
  const second = ((1.2533141373155003 * w) / high) * Math.exp(w + 0.125 * high * high)
  let f = -1
  if (second < Infinity) {
    const control = controlAtRight(highHeadroom, value, 0.5, slope, second, true)
    f = interpolate(headroom, 0, highHeadroom, 0, value, 0.5, slope, control)
  }
  if (!(f > 0)) {
    const t = headroom / highHeadroom
    f = (value * t + 0.5 * highHeadroom * (1 - t)) * t
  }
  return -2 * normalQuantile(f)
}

/** Where the value is beyond the doubles: from the leading term of its logarithm, -h^2 / 2. */
export function guessFromLogarithm(x: number, logBeta: number): number {
  return -x / Math.sqrt(-2 * logBeta)
}
