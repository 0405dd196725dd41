/**
 * A sum kept as two doubles, `high + low`, of about 106 bits: adding a value and taking it away again later leaves no
 * trace, so that a window can slide for ever. Knuth's TwoSum and Dekker's product: T. J. Dekker, "A floating-point
 * technique for extending the available precision", 1971.
 */
export class ExactSum {
  high = 0
  low = 0

  set(high: number, low: number): void {
    this.high = high
    this.low = low
  }

  add(value: number): void {
    const { high } = this
    const sum = high + value
    const part = sum - high
    const low = this.low + (high - (sum - part) + (value - part))
    this.high = sum + low
    this.low = low - (this.high - sum)
  }

  /** Adds `sign * value * value` with its rounding error. */
  addSquare(value: number, sign: 1 | -1): void {
    const square = value * value
    this.add(sign * square)
    this.low += sign * productError(value, value, square)
  }
}

const splitter = 134_217_729

/** The rounding error of `a * b`: together with the product it is exact (Dekker). */
export function productError(a: number, b: number, product: number): number {
  const aSplit = splitter * a
  const aHigh = aSplit - (aSplit - a)
  const aLow = a - aHigh
  const bSplit = splitter * b
  const bHigh = bSplit - (bSplit - b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}
