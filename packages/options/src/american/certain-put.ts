/**
 * The American put with strike 1 when nothing is uncertain: the best of exercising now, at expiry, and at the one time
 * between where waiting stops to pay, `r e^(-rt) = q s e^(-qt)`. It is the floor of all prices.
 */
export function certainPut(s: number, t: number, r: number, q: number): number {
  let best = Math.max(0, 1 - s, gainAt(s, t, r, q))
  const turn = r === q ? 0 : Math.log((q * s) / r) / (q - r)
  if (turn > 0 && turn < t) best = Math.max(best, gainAt(s, turn, r, q))
  return best
}

function gainAt(s: number, t: number, r: number, q: number): number {
  return Math.exp(-r * t) - s * Math.exp(-q * t)
}
