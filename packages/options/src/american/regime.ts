/**
 * When a put is exercised early, by the signs of the rate and the yield (Andersen and Lake 2021, "Fast American option
 * pricing: the double-boundary case"): never (`european`), at or below one boundary (`single`), or between two
 * (`double`, for `q < r < 0`). A call is the put with spot and strike, and rate and yield, exchanged.
 */
export type PutRegime = 'european' | 'single' | 'double'

export function putRegime(r: number, q: number): PutRegime {
  if (r > 0) return 'single'
  if (q >= r) return 'european'
  return r < 0 ? 'double' : 'single'
}

/** The put's boundary an instant before expiry, over the strike. */
export function expiryBoundary(r: number, q: number): number {
  return q > r ? r / q : 1
}
