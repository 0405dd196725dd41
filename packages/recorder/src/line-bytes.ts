/** Where a scan ended, and the number that it found. */
export interface Scanned {
  at: number
  value: number
}

const quote = 34
const comma = 44
const dot = 46
const slash = 47
const zero = 48
const nine = 57
const openBracket = 91
const backslash = 92
const openBrace = 123
const closeBrace = 125

const timeKey = Buffer.from('{"t":')
const frameKey = Buffer.from(',"frame":')
/** The quotient of two whole numbers is rounded once, as `JSON.parse` does it, while both are exact. */
const exactPowers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000]

/** The time that a line begins with, up to the comma behind it; false for any other begin, and for unusual numbers. */
export function scanTime(block: Uint8Array, start: number, end: number, found: Scanned): boolean {
  for (let i = 0; i < timeKey.length; i++) if (block[start + i] !== timeKey[i]) return false
  let at = start + timeKey.length
  const first = block[at] as number
  if (first <= zero || first > nine) return false
  let value = 0
  let point = -1
  for (; at < end; at++) {
    const byte = block[at] as number
    if (byte >= zero && byte <= nine) value = value * 10 + byte - zero
    else if (byte === dot && point < 0) point = at
    else break
  }
  if (at >= end || block[at] !== comma || value > Number.MAX_SAFE_INTEGER) return false
  const decimals = point < 0 ? 0 : at - point - 1
  const power = exactPowers[decimals]
  if (power === undefined || (point >= 0 && decimals === 0)) return false
  found.at = at
  found.value = value / power
  return true
}

/**
 * The bytes of `N,"frame":V}` that V says are its own: N of them, an object or a list, up to the brace that ends the
 * line. Undefined for everything else.
 */
export function scanSized(block: Uint8Array, start: number, end: number): Uint8Array | undefined {
  let size = 0
  let at = start
  for (; at < end; at++) {
    const byte = block[at] as number
    if (byte < zero || byte > nine) break
    size = size * 10 + byte - zero
  }
  for (let i = 0; i < frameKey.length; i++) if (block[at + i] !== frameKey[i]) return undefined
  at += frameKey.length
  const first = block[at]
  if (at + size + 1 !== end || block[end - 1] !== closeBrace || (first !== openBrace && first !== openBracket)) return undefined
  return block.subarray(at, end - 1)
}

const roomBytes = 262_144

/** Where texts stand without their escapes. */
export class TextRoom {
  #bytes: Uint8Array = new Uint8Array(0)
  #used = 0

  /** Room for `length` bytes, from `used` on. */
  for(length: number): Uint8Array {
    if (this.#used + length > this.#bytes.length) {
      this.#bytes = Buffer.allocUnsafeSlow(Math.max(roomBytes, length))
      this.#used = 0
    }
    return this.#bytes
  }

  get used(): number {
    return this.#used
  }

  /** The text that was put there. */
  take(length: number): Uint8Array {
    const from = this.#used
    this.#used += length
    return this.#bytes.subarray(from, from + length)
  }
}

/**
 * The content of a JSON string from behind its first quote, when the line ends with it (`"}`) and no other escapes than
 * `\"`, `\\` and `\/` are in it. Undefined for everything else.
 */
export function scanText(block: Uint8Array, start: number, end: number, room: TextRoom): Uint8Array | undefined {
  const stop = end - 2
  if (stop < start || block[stop] !== quote || block[stop + 1] !== closeBrace) return undefined
  const text = room.for(stop - start)
  const from = room.used
  let to = from
  let at = start
  while (at < stop) {
    let byte = block[at++] as number
    if (byte === backslash) {
      byte = block[at++] as number
      if (byte !== quote && byte !== backslash && byte !== slash) return undefined
    } else if (byte < 35 && (byte < 32 || byte === quote)) return undefined
    text[to++] = byte
  }
  return at === stop ? room.take(to - from) : undefined
}
