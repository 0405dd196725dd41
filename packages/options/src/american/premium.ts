import { densityAtZero, distributionOf } from './normal.ts'
import { expiryBoundary } from './regime.ts'
import type { Scheme } from './scheme.ts'

/** The early exercise premium of a put with strike 1 and its first two derivatives by the spot. */
export interface Premium {
  value: number
  delta: number
  gamma: number
}

/** Kim's integral (1990) over the boundary that `solveBoundary` left in the scheme, for the spot `s`. */
export function putPremium(scheme: Scheme, s: number, t: number, r: number, q: number, sigma: number): number {
  const { nodes, pricePoints, priceBack, priceWeighted, priceInterpolation, h } = scheme
  const log = Math.log(s / expiryBoundary(r, q))
  const rootT = Math.sqrt(t)
  const tilt = (r - q) / sigma - 0.5 * sigma
  let sum = 0
  for (let point = 0; point < pricePoints; point++) {
    let there = 0
    const row = point * nodes
    for (let index = 0; index < nodes; index++) there += priceInterpolation[row + index]! * h[index]!
    const root = rootT * priceBack[point]!
    const down = (log + Math.sqrt(there > 0 ? there : 0)) / (sigma * root) + tilt * root
    const up = down + sigma * root
    let part = r * Math.exp(-r * root * root) * distributionOf(-down, Math.exp(-0.5 * down * down))
    if (q !== 0) part -= q * s * Math.exp(-q * root * root) * distributionOf(-up, Math.exp(-0.5 * up * up))
    sum += priceWeighted[point]! * part
  }
  return sum * t
}

/** The same with delta and gamma, by differentiating under the integral. */
export function fillPremium(out: Premium, scheme: Scheme, s: number, t: number, r: number, q: number, sigma: number): void {
  const { nodes, shapeBack, shapeWeighted, shapeInterpolation, h } = scheme
  const log = Math.log(s / expiryBoundary(r, q))
  const rootT = Math.sqrt(t)
  const tilt = (r - q) / sigma - 0.5 * sigma
  let [value, delta, gamma] = [0, 0, 0]
  for (let point = 0; point < shapeBack.length; point++) {
    let there = 0
    const row = point * nodes
    for (let index = 0; index < nodes; index++) there += shapeInterpolation[row + index]! * h[index]!
    const root = rootT * shapeBack[point]!
    const spread = sigma * root
    const down = (log + Math.sqrt(there > 0 ? there : 0)) / spread + tilt * root
    const up = down + spread
    const bellDown = Math.exp(-0.5 * down * down)
    const bellUp = Math.exp(-0.5 * up * up)
    const strike = r * Math.exp(-r * root * root)
    const spot = q * Math.exp(-q * root * root)
    const tailUp = distributionOf(-up, bellUp)
    const weight = shapeWeighted[point]!
    const densityDown = (densityAtZero * bellDown * strike) / (spread * s)
    const densityUp = (densityAtZero * bellUp * spot) / spread
    value += weight * (strike * distributionOf(-down, bellDown) - spot * s * tailUp)
    delta += weight * (densityUp - spot * tailUp - densityDown)
    gamma += weight * ((densityDown * up) / (spread * s) - (densityUp * down) / (spread * s))
  }
  out.value = value * t
  out.delta = delta * t
  out.gamma = gamma * t
}
