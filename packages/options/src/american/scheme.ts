import { gaussLegendre } from './quadrature.ts'

/** How much work a price takes, in the words of the paper: n, l, m and p. */
export interface SchemeSize {
  /** n: Chebyshev nodes of the boundary, beside the one at expiry. */
  readonly nodes: number
  /** l: Gauss-Legendre points of the integrals in the fixed point. */
  readonly boundaryPoints: number
  /** m: fixed-point steps at most; the first ones are Newton's. */
  readonly steps: number
  /** The boundary has settled when no node's logarithm moves further. */
  readonly tolerance: number
  /** p: points of the integral of the price. */
  readonly pricePoints: number
}

/**
 * The constants of a scheme, and its working memory: solving allocates nothing.
 *
 * Times are measured as `a = sqrt(s / tau)`: the node `i` has time to expiry `tau * place[i]^2`, and a point of its
 * integral looks back over `s = tau_i * a^2`. Where a point falls among the nodes depends on neither the option nor
 * its time, so the interpolation from nodes to points is a matrix of constants.
 */
export class Scheme {
  readonly nodes: number
  readonly points: number
  readonly steps: number
  readonly tolerance: number
  readonly pricePoints: number
  /** sqrt(tau_i / tau), from expiry (exclusive) to now. */
  readonly place: Float64Array
  /** a of each point of the fixed point's integrals, and its weight, with the `a` of `ds = 2 tau a da` in `weighted`. */
  readonly back: Float64Array
  readonly weight: Float64Array
  readonly weighted: Float64Array
  /** nodes * points rows of nodes: H at the nodes -> H at the points. */
  readonly interpolation: Float64Array
  readonly priceBack: Float64Array
  readonly priceWeighted: Float64Array
  readonly priceInterpolation: Float64Array
  /** The rule of the derivatives, whose integrands peak at a ~ ln(S / B): its points crowd at a = 0. */
  readonly shapeBack: Float64Array
  readonly shapeWeighted: Float64Array
  readonly shapeInterpolation: Float64Array

  /** What the last solution left: H = ln^2(B / X) at the nodes. */
  readonly h: Float64Array
  readonly next: Float64Array
  /** By point: (mu - sigma^2 / 2) sqrt(s) / sigma, 1 / (sigma sqrt(s)), e^(ru), e^(qu). */
  readonly drift: Float64Array
  readonly inverse: Float64Array
  readonly growthR: Float64Array
  readonly growthQ: Float64Array

  constructor(size: SchemeSize) {
    const { nodes, boundaryPoints: points, steps, pricePoints } = size
    this.nodes = nodes
    this.points = points
    this.steps = steps
    this.tolerance = size.tolerance
    this.pricePoints = pricePoints
    this.place = Float64Array.from({ length: nodes }, (_, index) => placeOf(index + 1, nodes))
    const rule = gaussLegendre(points)
    this.back = rule.nodes.map(backOf)
    this.weight = rule.weights.map((weight, index) => weight * backSlope(rule.nodes[index] as number))
    this.weighted = this.weight.map((weight, index) => 2 * weight * (this.back[index] as number))
    this.interpolation = new Float64Array(nodes * points * nodes)
    for (let node = 0; node < nodes; node++) fillRows(this.interpolation, node * points, this.back, this.place[node] as number, nodes)
    const priceRule = gaussLegendre(pricePoints)
    this.priceBack = priceRule.nodes.map(backOf)
    this.priceWeighted = priceRule.weights.map(
      (weight, index) => 2 * weight * backSlope(priceRule.nodes[index] as number) * (this.priceBack[index] as number),
    )
    this.priceInterpolation = new Float64Array(pricePoints * nodes)
    fillRows(this.priceInterpolation, 0, this.priceBack, 1, nodes)
    const shapeRule = gaussLegendre(3 * pricePoints)
    this.shapeBack = shapeRule.nodes.map((node) => backOf(crowded(node)))
    this.shapeWeighted = shapeRule.weights.map((weight, index) => {
      const node = shapeRule.nodes[index] as number
      const slope = crowdedSlope(node) * backSlope(crowded(node))
      return 2 * weight * slope * (this.shapeBack[index] as number)
    })
    this.shapeInterpolation = new Float64Array(shapeRule.nodes.length * nodes)
    fillRows(this.shapeInterpolation, 0, this.shapeBack, 1, nodes)
    this.h = new Float64Array(nodes)
    this.next = new Float64Array(nodes)
    const cells = nodes * points
    this.drift = new Float64Array(cells)
    this.inverse = new Float64Array(cells)
    this.growthR = new Float64Array(cells)
    this.growthQ = new Float64Array(cells)
  }
}

/** [-1, 1] -> a, by `a = sin(angle)`: then sqrt(u) is its cosine, and neither end of the integral has a root in it. */
function backOf(node: number): number {
  return Math.sin((Math.PI / 4) * (1 + node))
}

function backSlope(node: number): number {
  return (Math.PI / 4) * Math.cos((Math.PI / 4) * (1 + node))
}

/** [-1, 1] onto itself, with the fourth power of the distance from -1. */
function crowded(node: number): number {
  return 2 * ((1 + node) / 2) ** 4 - 1
}

function crowdedSlope(node: number): number {
  return 4 * ((1 + node) / 2) ** 3
}

/** Chebyshev's extrema, moved to [0, 1]. */
function placeOf(index: number, nodes: number): number {
  return Math.sin((Math.PI * index) / (2 * nodes)) ** 2
}

/** Barycentric interpolation in sqrt(time); the node at expiry has H = 0 and no column. */
function fillRows(rows: Float64Array, first: number, back: Float64Array, place: number, nodes: number): void {
  for (let point = 0; point < back.length; point++) {
    const a = back[point] as number
    const at = place * Math.sqrt((1 - a) * (1 + a))
    const row = (first + point) * nodes
    const exact = Array.from({ length: nodes + 1 }, (_, index) => placeOf(index, nodes)).indexOf(at)
    if (exact >= 0) {
      if (exact > 0) rows[row + exact - 1] = 1
      continue
    }
    let sum = 0
    for (let index = 0; index <= nodes; index++) {
      const share = (index % 2 === 0 ? 1 : -1) * (index === 0 || index === nodes ? 0.5 : 1)
      const value = share / (at - placeOf(index, nodes))
      sum += value
      if (index > 0) rows[row + index - 1] = value
    }
    for (let index = 0; index < nodes; index++) rows[row + index] = (rows[row + index] as number) / sum
  }
}
