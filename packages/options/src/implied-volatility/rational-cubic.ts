/**
 * Rational cubic interpolation that keeps monotonicity and convexity, with the control parameter chosen to fit a
 * second derivative at one end.
 *
 * Source: R. Delbourgo and J. A. Gregory, "Shape preserving piecewise rational interpolation", SIAM J. Sci. Stat.
 * Comput. 6 (1985), in the use of P. Jaeckel, "Let's Be Rational".
 */

const LEAST = -(1 - 1.5e-8)
const MOST = 1e16

/** The interpolant at x over [left, right], given values and slopes at both ends and the control parameter. */
export function interpolate(
  x: number,
  left: number,
  right: number,
  leftValue: number,
  rightValue: number,
  leftSlope: number,
  rightSlope: number,
  control: number,
): number {
  const h = right - left
  if (!(h > 0)) return 0.5 * (leftValue + rightValue)
  const t = (x - left) / h
  const u = 1 - t
  if (control >= MOST) return rightValue * t + leftValue * u
  const inner = (control * rightValue - h * rightSlope) * t + (control * leftValue + h * leftSlope) * u
  return (rightValue * t * t * t + inner * t * u + leftValue * u * u * u) / (1 + (control - 3) * t * u)
}

/** The control that fits `second` at the right end, bounded so that a convex shape stays convex. */
export function controlAtRight(
  h: number,
  rise: number,
  leftSlope: number,
  rightSlope: number,
  second: number,
  isShapeFirst: boolean,
): number {
  const slope = rise / h
  return bounded(0.5 * h * second + (rightSlope - leftSlope), rightSlope - slope, leftSlope, rightSlope, slope, isShapeFirst)
}

/** The control that fits `second` at the left end. */
export function controlAtLeft(
  h: number,
  rise: number,
  leftSlope: number,
  rightSlope: number,
  second: number,
  isShapeFirst: boolean,
): number {
  const slope = rise / h
  return bounded(0.5 * h * second + (rightSlope - leftSlope), slope - leftSlope, leftSlope, rightSlope, slope, isShapeFirst)
}

function bounded(above: number, below: number, left: number, right: number, slope: number, isShapeFirst: boolean): number {
  const fitted = above === 0 ? 0 : below === 0 ? (above > 0 ? MOST : -MOST) : above / below
  return Math.max(fitted, leastControl(left, right, slope, isShapeFirst))
}

/** The least control that keeps the shape the data have. */
function leastControl(left: number, right: number, slope: number, isShapeFirst: boolean): number {
  const isMonotonic = left * slope >= 0 && right * slope >= 0
  const isCurved = (left <= slope && slope <= right) || (left >= slope && slope >= right)
  if (!isMonotonic && !isCurved) return LEAST
  let least = LEAST
  if (isMonotonic) {
    if (slope !== 0) least = Math.max(least, (right + left) / slope)
    else if (isShapeFirst) least = MOST
  }
  if (isCurved) {
    const fromLeft = slope - left
    const fromRight = right - slope
    if (fromLeft !== 0 && fromRight !== 0) {
      least = Math.max(least, Math.abs((right - left) / fromRight), Math.abs((right - left) / fromLeft))
    } else if (isShapeFirst) least = MOST
  } else if (isMonotonic && isShapeFirst) least = MOST
  return least
}
