import { solveBoundary } from './boundary.ts'
import { certainPut } from './certain-put.ts'
import { europeanPut } from './european-part.ts'
import { extrapolatedPut } from './leisen-reimer.ts'
import { perpetualPut } from './perpetual-put.ts'
import { putPremium } from './premium.ts'
import { expiryBoundary, putRegime } from './regime.ts'
import type { Scheme } from './scheme.ts'

/** Below this total volatility the price is the certain one to 1e-8 of the strike. */
export const leastSpread = 1e-8

/** Above this total volatility the price is that of the put which never expires, to 1e-6 of the strike. */
export const mostSpread = 400

/** Steps of the tree where the integral does not reach: two boundaries, or no fixed point. */
const treeSteps = 1001

/**
 * The American put with strike 1, for inputs that are checked: `s > 0`, `t >= 0`, `sigma >= 0`, all finite.
 * Allocates nothing, but for the tree.
 */
export function putValue(scheme: Scheme, s: number, t: number, r: number, q: number, sigma: number): number {
  if (sigma * Math.sqrt(t) < leastSpread) return certainPut(s, t, r, q)
  const european = europeanPut(s, t, r, q, sigma)
  const regime = putRegime(r, q)
  if (regime === 'european') return european
  const least = Math.max(european, 1 - s)
  if (regime === 'single' && sigma * Math.sqrt(t) > mostSpread) return Math.max(least, perpetualPut(s, r, q, sigma))
  if (regime === 'double' || !solveBoundary(scheme, t, r, q, sigma)) return treeValue(least, s, t, r, q, sigma)
  if (s <= boundaryNow(scheme, r, q)) return 1 - s
  const value = european + putPremium(scheme, s, t, r, q, sigma)
  if (!Number.isFinite(value)) return treeValue(least, s, t, r, q, sigma)
  return value > least ? Math.min(value, 1) : least
}

/** The boundary of the last solution, now. */
export function boundaryNow(scheme: Scheme, r: number, q: number): number {
  return expiryBoundary(r, q) * Math.exp(-Math.sqrt(scheme.h[scheme.nodes - 1]!))
}

function treeValue(least: number, s: number, t: number, r: number, q: number, sigma: number): number {
  const value = extrapolatedPut(s, t, r, q, sigma, treeSteps)
  return value > least ? value : least
}
