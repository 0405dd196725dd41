/** Where a put with strike 1 that never expires is exercised (Merton 1973). */
export function perpetualBoundary(r: number, q: number, sigma: number): number {
  const power = powerOf(r, q, sigma)
  return power / (power - 1)
}

/** And what it is worth. */
export function perpetualPut(s: number, r: number, q: number, sigma: number): number {
  const boundary = perpetualBoundary(r, q, sigma)
  if (s <= boundary) return 1 - s
  return boundary > 0 ? (1 - boundary) * (s / boundary) ** powerOf(r, q, sigma) : 1
}

/** The negative root of the pricing equation without time, in the form without cancellation. */
function powerOf(r: number, q: number, sigma: number): number {
  const half = (r - q) / (sigma * sigma) - 0.5
  const root = Math.sqrt(half * half + (2 * r) / (sigma * sigma))
  return half > 0 ? -half - root : (-2 * r) / (sigma * sigma) / (root - half)
}
