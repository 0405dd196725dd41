export const quote = 0x22
const dot = 0x2e
const zero = 0x30

/** Powers of ten; exact doubles. */
const powers = Float64Array.from({ length: 10 }, (_, i) => 10 ** i)
/** So many digits fit an int32. */
const digitsPerPart = 9

// Values go into an array, and the place behind them is returned: a function that returns a double makes an object of it.

/** Reads a whole number up to 2^53 - 1; -1 for anything else. */
export function integerAt(bytes: Uint8Array, start: number, into: Float64Array, slot: number): number {
  const eight = start + 8 < bytes.length ? eightDigits(bytes, start) : -1
  let at = eight < 0 ? start : start + 8
  let value = Math.max(0, eight)
  for (let digit = (bytes[at] as number) - zero; digit >= 0 && digit <= 9; digit = (bytes[at] as number) - zero) {
    value = value * 10 + digit
    at++
  }
  // JSON has no leading zeros. What was rounded on the way is beyond the limit, too.
  if (at === start || (bytes[start] === zero && at > start + 1) || value > Number.MAX_SAFE_INTEGER) return -1
  into[slot] = value
  return at
}

/**
 * Reads a decimal in quotes; -1 for anything else. Digits up to 2^53 divided by an exact power of ten are rounded once,
 * so the quotient is the nearest double (Clinger 1990); longer ones are left to `Number`.
 */
export function decimalAt(bytes: Uint8Array, start: number, into: Float64Array, slot: number): number {
  if (bytes[start] !== quote) return -1
  let at = start + 1
  let whole = 0
  for (let digit = (bytes[at] as number) - zero; digit >= 0 && digit <= 9; digit = (bytes[at] as number) - zero) {
    whole = (Math.imul(whole, 10) + digit) | 0
    at++
  }
  const point = at
  let part = 0
  if (bytes[at] === dot) {
    at++
    // Eight places are what many venues write.
    const eight = bytes[at + 8] === quote ? eightDigits(bytes, at) : -1
    if (eight >= 0) {
      part = eight
      at += 8
    } else {
      for (let digit = (bytes[at] as number) - zero; digit >= 0 && digit <= 9; digit = (bytes[at] as number) - zero) {
        part = (Math.imul(part, 10) + digit) | 0
        at++
      }
      if (at === point + 1) return -1
    }
  }
  if (bytes[at] !== quote || point === start + 1) return -1
  const places = at === point ? 0 : at - point - 1
  if (point - start - 1 <= digitsPerPart && places <= digitsPerPart) {
    const power = powers[places] as number
    const mantissa = whole * power + part
    if (mantissa <= Number.MAX_SAFE_INTEGER) {
      into[slot] = mantissa / power
      return at + 1
    }
  }
  const value = Number(textAt(bytes, start + 1, at))
  if (!Number.isFinite(value)) return -1
  into[slot] = value
  return at + 1
}

/** ASCII only: the caller has looked at each byte. */
export function textAt(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
}

/** Eight digits that lie within the bytes, as a number; -1 where one of them is none. No loop, and so no guess at its end. */
function eightDigits(bytes: Uint8Array, at: number): number {
  const a = (bytes[at] as number) - zero
  const b = (bytes[at + 1] as number) - zero
  const c = (bytes[at + 2] as number) - zero
  const d = (bytes[at + 3] as number) - zero
  const e = (bytes[at + 4] as number) - zero
  const f = (bytes[at + 5] as number) - zero
  const g = (bytes[at + 6] as number) - zero
  const h = (bytes[at + 7] as number) - zero
  if ((a | b | c | d | e | f | g | h) < 0) return -1
  if (a > 9 || b > 9 || c > 9 || d > 9 || e > 9 || f > 9 || g > 9 || h > 9) return -1
  return (a * 1_000 + b * 100 + c * 10 + d) * 10_000 + (e * 1_000 + f * 100 + g * 10 + h)
}
