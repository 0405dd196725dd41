import { millsRatio } from '../special/normal.ts'

/**
 * The time value of an out-of-the-money option per unit of its vega by total volatility: Y(h + t) - Y(h - t), with Y
 * the Mills ratio, h = -|x| / s <= 0 (x the log of forward over strike, s the total volatility) and t = s / 2.
 *
 * At small t, where the difference would cancel, it is the odd Taylor series in t; the derivatives of Y follow from
 * Y' = 1 + h Y. The recurrence amplifies rounding by exp(|h| t), so that it is used for |h| t < 1; beyond, the
 * difference loses no more than h^2 units, which is what the value owes to its inputs anyhow.
 *
 * Source: P. Jaeckel, "Let's Be Rational" (2013-2024), section on Black's function.
 */
export function millsDifference(h: number, t: number): number {
  return t < 0.25 && h * t > -1 ? taylor(h, t) : millsRatio(h + t) - millsRatio(h - t)
}

/**
 * The same to some twelve digits, at half the cost: for guesses, and for all but the last step towards a root.
 */
export function roughMillsDifference(h: number, t: number): number {
  return t > 1e-4 && h > -1e4 ? millsRatio(h + t) - millsRatio(h - t) : millsDifference(h, t)
}

/** Up to the ninth derivative for t < 0.05, else up to the fifteenth: the next term is under 1e-17. */
function taylor(h: number, t: number): number {
  const y0 = millsRatio(h)
  const y1 = 1 + h * y0
  const y2 = h * y1 + y0
  const y3 = h * y2 + 2 * y1
  const y4 = h * y3 + 3 * y2
  const y5 = h * y4 + 4 * y3
  const y6 = h * y5 + 5 * y4
  const y7 = h * y6 + 6 * y5
  const y8 = h * y7 + 7 * y6
  const y9 = h * y8 + 8 * y7
  const w = t * t
  const high = y9 / 362880 + (t < 0.05 ? 0 : w * highTerms(h, w, y8, y9))
  return 2 * t * (y1 + w * (y3 / 6 + w * (y5 / 120 + w * (y7 / 5040 + w * high))))
}

/** From the eleventh derivative on, in units of t^10. */
function highTerms(h: number, w: number, y8: number, y9: number): number {
  const y10 = h * y9 + 9 * y8
  const y11 = h * y10 + 10 * y9
  const y12 = h * y11 + 11 * y10
  const y13 = h * y12 + 12 * y11
  const y15 = h * (h * y13 + 13 * y12) + 14 * y13
  return y11 / 39916800 + w * (y13 / 6227020800 + (w * y15) / 1307674368000)
}
