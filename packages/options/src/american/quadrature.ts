/** Nodes and weights of a rule on [-1, 1]. */
export interface QuadratureRule {
  readonly nodes: Float64Array
  readonly weights: Float64Array
}

/**
 * Gauss-Legendre: exact for polynomials of degree `2 * count - 1`. The roots are found by Newton's method on the
 * three-term recurrence, to the last bit or two.
 */
export function gaussLegendre(count: number): QuadratureRule {
  const nodes = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let index = 0; index < count; index++) {
    let x = -Math.cos((Math.PI * (index + 0.75)) / (count + 0.5))
    let slope = 1
    for (let step = 0; step < 20; step++) {
      let [before, value] = [1, x]
      for (let degree = 2; degree <= count; degree++)
        [before, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree]
      slope = (count * (x * value - before)) / (x * x - 1)
      const change = value / slope
      x -= change
      if (Math.abs(change) < 1e-16) break
    }
    nodes[index] = x
    weights[index] = 2 / ((1 - x * x) * slope * slope)
  }
  return { nodes, weights }
}
