import { densityAtZero, distributionOf } from './normal.ts'

/**
 * A first boundary for a put with strike 1: the QD+ equation of Li (2010, "Analytical approximations for the critical
 * stock prices of American options"), solved by a few Newton steps from `start` (some 1e-3 of the strike from the truth).
 * A step that leaves the interval (0, limit] far behind falls back to `start`.
 */
export function qdPlusBoundary(start: number, limit: number, t: number, r: number, q: number, sigma: number): number {
  const variance = sigma * sigma
  const spread = sigma * Math.sqrt(t)
  const discountR = Math.exp(-r * t)
  const discountQ = Math.exp(-q * t)
  const n = (2 * (r - q)) / variance
  const mOverH = r === 0 ? 2 / (variance * t) : (2 * r) / (variance * -Math.expm1(-r * t))
  const root = Math.sqrt((n - 1) * (n - 1) + 4 * mOverH)
  const lambda = -0.5 * (n - 1 + root)
  const curve = (mOverH * mOverH) / root
  let boundary = start
  for (let step = 0; step < 4; step++) {
    const up = (Math.log(boundary) + (r - q + 0.5 * variance) * t) / spread
    const down = up - spread
    const bellUp = Math.exp(-0.5 * up * up)
    const tailUp = discountQ * distributionOf(-up, bellUp)
    const tailDown = discountR * distributionOf(-down, Math.exp(-0.5 * down * down))
    const density = discountQ * densityAtZero * bellUp
    const gain = 1 - boundary - (tailDown - boundary * tailUp)
    const theta = r * tailDown - q * boundary * tailUp - (sigma * boundary * density) / (2 * Math.sqrt(t))
    const c0 = (-discountR / (2 * lambda + n - 1)) * (mOverH - ((2 / variance) * theta) / (discountR * gain) + curve / (2 * lambda + n - 1))
    const value = (1 - tailUp) * boundary + (lambda + c0) * gain
    const slope = 1 - tailUp + density / spread + (lambda + c0) * (tailUp - 1)
    const change = value / slope
    const moved = boundary - change
    if (!(moved > 0 && moved < limit * 1.5)) return start
    boundary = moved > limit ? 0.5 * (boundary + limit) : moved
    if (Math.abs(change) < 1e-4 * boundary) break
  }
  return boundary
}
