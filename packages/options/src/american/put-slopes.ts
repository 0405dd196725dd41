import { europeanSlopes, type Slopes } from './european-part.ts'
import { leastSpread, putValue } from './put-value.ts'
import { putRegime } from './regime.ts'
import type { Scheme } from './scheme.ts'

/** Of the volatility. */
const volatilityBump = 1e-3
/** Of a rate, which is bumped by no more than a twentieth of itself: early exercise comes suddenly at a rate of 0. */
const rateBump = 1e-4
const rateShare = 0.05

/**
 * Vega, rho and dividend rho of the put with strike 1: the European ones where it is European, else differences of
 * second order, which do not reach over a change of regime.
 */
export function putSlopes(scheme: Scheme, s: number, t: number, r: number, q: number, sigma: number): Slopes {
  const regime = putRegime(r, q)
  const isCertain = sigma * Math.sqrt(t) < leastSpread
  if (regime === 'european' && !isCertain) return europeanSlopes(s, t, r, q, sigma)
  const bumpR = bumpOf(r)
  const bumpQ = bumpOf(q)
  return {
    vega: isCertain ? 0 : slope((bump) => putValue(scheme, s, t, r, q, sigma + bump), volatilityBump * sigma, true),
    rho: slope((bump) => putValue(scheme, s, t, r + bump, q, sigma), bumpR, putRegime(r - bumpR, q) === regime),
    dividendRho: slope((bump) => putValue(scheme, s, t, r, q + bump, sigma), bumpQ, putRegime(r, q + bumpQ) === regime, -1),
  }
}

function bumpOf(rate: number): number {
  return rate === 0 ? rateBump : Math.min(rateBump, Math.max(rateShare * Math.abs(rate), 1e-7))
}

/** `direction`: where to look when one side is another regime. */
function slope(at: (bump: number) => number, bump: number, isCentral: boolean, direction = 1): number {
  if (isCentral) return (at(bump) - at(-bump)) / (2 * bump)
  const step = direction * bump
  return (4 * at(step) - at(2 * step) - 3 * at(0)) / (2 * step)
}
