import { qdPlusBoundary } from './initial-boundary.ts'
import { densityAtZero, distributionOf } from './normal.ts'
import { perpetualBoundary } from './perpetual-put.ts'
import { expiryBoundary } from './regime.ts'
import type { Scheme } from './scheme.ts'

/** Above this `|r - q| / sigma^2` the fixed point A diverges (seen from 13 on), and B is used. */
const driftOfB = 6

/** How many steps are Newton's, with the slope of the terms outside the integrals. */
const newtonSteps = 2

/**
 * The exercise boundary of a put with strike 1 by Andersen, Lake and Offengenden (2016): leaves
 * `H = ln^2(B / X)`, `X = min(1, r / q)`, at the scheme's nodes in `scheme.h`.
 *
 * Steps until no node's `ln B` moves by more than the scheme's tolerance. The price is flat in the boundary, so its
 * error is of the order of the square of that.
 *
 * @returns false when neither fixed point settles within the scheme's steps.
 */
export function solveBoundary(scheme: Scheme, t: number, r: number, q: number, sigma: number): boolean {
  const limit = expiryBoundary(r, q)
  fillPoints(scheme, t, r, q, sigma)
  if (Math.abs(r - q) < driftOfB * sigma * sigma) {
    startBoundary(scheme, limit, t, r, q, sigma)
    for (let step = 0; step < scheme.steps; step++)
      if (stepA(scheme, limit, t, r, q, sigma, step < newtonSteps) < scheme.tolerance) return true
  }
  startBoundary(scheme, limit, t, r, q, sigma)
  for (let step = 0; step < scheme.steps; step++)
    if (stepB(scheme, limit, t, r, q, sigma, step < newtonSteps) < scheme.tolerance) return true
  return false
}

/** From Bjerksund and Stensland's exponential between the ends, improved by QD+. */
function startBoundary(scheme: Scheme, limit: number, t: number, r: number, q: number, sigma: number): void {
  const perpetual = perpetualBoundary(r, q, sigma)
  const hurry = limit / Math.max(limit - perpetual, 1e-9)
  for (let node = 0; node < scheme.nodes; node++) {
    const at = t * scheme.place[node]! ** 2
    const start = perpetual + (limit - perpetual) * Math.exp(-(2 * sigma * Math.sqrt(at) + Math.max(q - r, 0) * at) * hurry)
    const log = Math.log(qdPlusBoundary(start, limit, at, r, q, sigma) / limit)
    scheme.h[node] = log * log
  }
}

function fillPoints(scheme: Scheme, t: number, r: number, q: number, sigma: number): void {
  const rootT = Math.sqrt(t)
  const tilt = (r - q) / sigma - 0.5 * sigma
  let cell = 0
  for (let node = 0; node < scheme.nodes; node++) {
    const rootNode = rootT * scheme.place[node]!
    for (let point = 0; point < scheme.points; point++, cell++) {
      const back = scheme.back[point]!
      const root = rootNode * back
      const u = rootNode * rootNode * (1 - back) * (1 + back)
      scheme.drift[cell] = tilt * root
      scheme.inverse[cell] = 1 / (sigma * root)
      scheme.growthR[cell] = Math.exp(r * u)
      scheme.growthQ[cell] = q === 0 ? 1 : Math.exp(q * u)
    }
  }
}

function stepA(scheme: Scheme, limit: number, t: number, r: number, q: number, sigma: number, isNewton: boolean): number {
  let change = 0
  const { nodes, points, h, next, interpolation, drift, inverse, growthR, growthQ, weight, weighted } = scheme
  const rootT = Math.sqrt(t)
  const logLimit = Math.log(limit)
  let cell = 0
  for (let node = 0; node < nodes; node++) {
    const rootNode = rootT * scheme.place[node]!
    const at = rootNode * rootNode
    const own = Math.sqrt(h[node]!)
    let sumN = 0
    let sumD = 0
    let sumTail = 0
    for (let point = 0; point < points; point++, cell++) {
      let there = 0
      const row = cell * nodes
      for (let index = 0; index < nodes; index++) there += interpolation[row + index]! * h[index]!
      const root = 1 / (sigma * inverse[cell]!)
      const down = (Math.sqrt(there > 0 ? there : 0) - own) * inverse[cell]! + drift[cell]!
      const up = down + sigma * root
      sumN += weight[point]! * growthR[cell]! * Math.exp(-0.5 * down * down)
      if (q !== 0) {
        const bell = Math.exp(-0.5 * up * up)
        sumD += weight[point]! * growthQ[cell]! * bell
        sumTail += weighted[point]! * growthQ[cell]! * distributionOf(up, bell)
      }
    }
    const spread = sigma * rootNode
    const log = logLimit - own
    const up = (log + (r - q) * at) / spread + 0.5 * spread
    const down = up - spread
    const bellDown = Math.exp(-0.5 * down * down)
    const bellUp = Math.exp(-0.5 * up * up)
    const scale = (2 * densityAtZero * rootNode) / sigma
    const above = (densityAtZero * bellDown) / spread + r * scale * sumN
    const below = (densityAtZero * bellUp) / spread + distributionOf(up, bellUp) + q * (scale * sumD + at * sumTail)
    const growth = Math.exp((q - r) * at)
    const image = (growth * above) / below
    let boundary = image
    if (isNewton) {
      const now = Math.exp(log)
      const slope = (-densityAtZero * down) / (now * spread * spread)
      const slopeOfImage = growth * ((slope * bellDown) / below - (above / below) * ((slope * bellUp) / below))
      boundary = now + (now - image) / (slopeOfImage - 1)
    }
    const moved = Math.log(boundary / limit)
    const root = moved < 0 ? -moved : 0.5 * own
    change = Math.max(change, Math.abs(root - own))
    next[node] = root * root
  }
  h.set(next)
  return change
}

function stepB(scheme: Scheme, limit: number, t: number, r: number, q: number, sigma: number, isNewton: boolean): number {
  let change = 0
  const { nodes, points, h, next, interpolation, drift, inverse, growthR, growthQ, weighted } = scheme
  const rootT = Math.sqrt(t)
  const logLimit = Math.log(limit)
  let cell = 0
  for (let node = 0; node < nodes; node++) {
    const rootNode = rootT * scheme.place[node]!
    const at = rootNode * rootNode
    const own = Math.sqrt(h[node]!)
    let sumN = 0
    let sumD = 0
    for (let point = 0; point < points; point++, cell++) {
      let there = 0
      const row = cell * nodes
      for (let index = 0; index < nodes; index++) there += interpolation[row + index]! * h[index]!
      const root = 1 / (sigma * inverse[cell]!)
      const down = (Math.sqrt(there > 0 ? there : 0) - own) * inverse[cell]! + drift[cell]!
      const up = down + sigma * root
      sumN += weighted[point]! * growthR[cell]! * distributionOf(down, Math.exp(-0.5 * down * down))
      if (q !== 0) sumD += weighted[point]! * growthQ[cell]! * distributionOf(up, Math.exp(-0.5 * up * up))
    }
    const spread = sigma * rootNode
    const log = logLimit - own
    const up = (log + (r - q) * at) / spread + 0.5 * spread
    const down = up - spread
    const bellDown = Math.exp(-0.5 * down * down)
    const bellUp = Math.exp(-0.5 * up * up)
    const above = distributionOf(down, bellDown) + r * at * sumN
    const below = distributionOf(up, bellUp) + q * at * sumD
    const growth = Math.exp((q - r) * at)
    const image = (growth * above) / below
    let boundary = image
    if (isNewton) {
      const now = Math.exp(log)
      const slope = densityAtZero / (now * spread)
      const slopeOfImage = growth * ((slope * bellDown) / below - (above / below) * ((slope * bellUp) / below))
      boundary = now + (now - image) / (slopeOfImage - 1)
    }
    const moved = Math.log(boundary / limit)
    const root = moved < 0 ? -moved : 0.5 * own
    change = Math.max(change, Math.abs(root - own))
    next[node] = root * root
  }
  h.set(next)
  return change
}
