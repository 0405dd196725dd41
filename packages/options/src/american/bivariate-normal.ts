import { normalDistribution } from './normal.ts'
import { gaussLegendre } from './quadrature.ts'

const rule = gaussLegendre(40)

/** P(X <= x, Y <= y) at correlation `rho` under 0.9 in size: Plackett's integral over the correlation's angle. */
export function bivariateNormal(x: number, y: number, rho: number): number {
  const angle = Math.asin(rho)
  let sum = 0
  for (let index = 0; index < rule.nodes.length; index++) {
    const sine = Math.sin((angle * (1 + rule.nodes[index]!)) / 2)
    sum += rule.weights[index]! * Math.exp((sine * x * y - 0.5 * (x * x + y * y)) / (1 - sine * sine))
  }
  return normalDistribution(x) * normalDistribution(y) + (sum * angle) / (4 * Math.PI)
}
