import { densityAtZero, distributionOf } from './normal.ts'
import type { Premium } from './premium.ts'

/** The European put with strike 1, for the premium to stand on. */
export function europeanPut(s: number, t: number, r: number, q: number, sigma: number): number {
  const spread = sigma * Math.sqrt(t)
  const up = (Math.log(s) + (r - q) * t) / spread + 0.5 * spread
  const down = up - spread
  const tailUp = distributionOf(-up, Math.exp(-0.5 * up * up))
  const tailDown = distributionOf(-down, Math.exp(-0.5 * down * down))
  const value = Math.exp(-r * t) * tailDown - (tailUp === 0 ? 0 : s * Math.exp(-q * t) * tailUp)
  return value > 0 ? value : 0
}

/** The same with delta and gamma. */
export function fillEuropeanPut(out: Premium, s: number, t: number, r: number, q: number, sigma: number): void {
  const spread = sigma * Math.sqrt(t)
  const up = (Math.log(s) + (r - q) * t) / spread + 0.5 * spread
  const bell = Math.exp(-0.5 * up * up)
  const discount = Math.exp(-q * t)
  out.value = europeanPut(s, t, r, q, sigma)
  out.delta = -discount * distributionOf(-up, bell)
  out.gamma = (discount * densityAtZero * bell) / (s * spread)
}

/** Its derivatives by volatility, rate and yield. */
export interface Slopes {
  readonly vega: number
  readonly rho: number
  readonly dividendRho: number
}

export function europeanSlopes(s: number, t: number, r: number, q: number, sigma: number): Slopes {
  const spread = sigma * Math.sqrt(t)
  const up = (Math.log(s) + (r - q) * t) / spread + 0.5 * spread
  const down = up - spread
  const bell = Math.exp(-0.5 * up * up)
  const spot = s * Math.exp(-q * t)
  return {
    vega: spot * densityAtZero * bell * Math.sqrt(t),
    rho: -t * Math.exp(-r * t) * distributionOf(-down, Math.exp(-0.5 * down * down)),
    dividendRho: t * spot * distributionOf(-up, bell),
  }
}
