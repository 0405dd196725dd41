/** Below this, adding two such numbers stays an exact integer. */
const spillAt = 2 ** 52

/** A sum of integers that never rounds: a double while it is small, spilled into a bigint when it is not. */
export class ExactSum {
  #small = 0
  #big = 0n

  /** `value` is an integer below 2^52 in size. */
  add(value: number): void {
    this.#small += value
    if (this.#small > spillAt || this.#small < -spillAt) this.#spill()
  }

  addBig(value: bigint): void {
    this.#big += value
  }

  get value(): bigint {
    this.#spill()
    return this.#big
  }

  #spill(): void {
    this.#big += BigInt(this.#small)
    this.#small = 0
  }
}

/** `units` times 10^-`decimals` as decimal text with at least `shown` digits after the point: `(150, 2, 8)` is `1.50000000`. */
export function decimalText(units: number | bigint, decimals: number, shown: number = decimals): string {
  const negative = units < 0
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = decimals === 0 ? '' : digits.slice(digits.length - decimals)
  const padded = shown > decimals ? fraction.padEnd(shown, '0') : fraction
  return `${negative ? '-' : ''}${whole}${padded === '' ? '' : `.${padded}`}`
}

/** As `decimalText`, without trailing zeros: the form of sums in a summary. */
export function plainText(units: bigint, decimals: number): string {
  const text = decimalText(units, decimals)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Reads decimal text into units of 10^-`decimals`, exactly: `('1.5', 8)` is 150000000n. */
export function unitsOf(text: string, decimals: number): bigint {
  const point = text.indexOf('.')
  if (point < 0) return BigInt(text) * 10n ** BigInt(decimals)
  const fraction = text.slice(point + 1).padEnd(decimals, '0')
  return BigInt(text.slice(0, point) + fraction.slice(0, decimals))
}
