const SPLITTER = 134217729 // 2^27 + 1 (Dekker 1971): cuts a double into two halves of 26 bits

/** What `z * z` loses by rounding, exactly, for |z| < 1e150. */
function squareRemainder(z: number, square: number): number {
  const cut = SPLITTER * z
  const high = cut - (cut - z)
  const low = z - high
  return high * high - square + 2 * high * low + low * low
}

/**
 * exp(-z^2 / 2) to about one unit in the last place, at any z.
 *
 * The plain form loses z^2 / 2 units; here the part that z^2 loses by rounding is put back to first order, which costs
 * no second exponential (Cody 1969 splits z instead).
 */
export function expMinusHalfSquare(z: number): number {
  if (!(z > -39 && z < 39)) return Number.isNaN(z) ? z : 0
  const square = z * z
  return Math.exp(-0.5 * square) * (1 - 0.5 * squareRemainder(z, square))
}

/** exp(-y^2) to about one unit in the last place, at any y. */
export function expMinusSquare(y: number): number {
  if (!(y > -27.3 && y < 27.3)) return Number.isNaN(y) ? y : 0
  const square = y * y
  return Math.exp(-square) * (1 - squareRemainder(y, square))
}

/** exp(y^2) to about one unit in the last place; infinite from |y| = 26.64 on. */
export function expSquare(y: number): number {
  if (!(y > -27 && y < 27)) return Number.isNaN(y) ? y : Infinity
  const square = y * y
  return Math.exp(square) * (1 + squareRemainder(y, square))
}
