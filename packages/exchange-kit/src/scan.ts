import type { Levels } from '@feedloom/core'
import type { ByteNames } from './scan-names.ts'
import { formCodes, type ObjectShape } from './scan-shape.ts'

const quote = 0x22
const comma = 0x2c
const dot = 0x2e
const zero = 0x30
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const closeBrace = 0x7d

/** Bytes that stand for themselves inside of quotes. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte >= 0x20 && byte < 0x80 && byte !== quote && byte !== backslash))
/** Powers of ten; exact doubles. */
const powers = Float64Array.from({ length: 10 }, (_, i) => 10 ** i)
/** So many digits fit an int32. */
const digitsPerPart = 9
const maxSlots = 32
const nothing = new Uint8Array(0)
const noLevels: Levels = new Float64Array(0)

/**
 * Reads JSON from bytes as far as a venue's hot messages need it: known keys, plain numbers, no spaces. Whatever is
 * read equals what `JSON.parse` and `Number` make of it, bit for bit; whatever else comes makes a method return false
 * (or -1), and the frame is for `JSON.parse`. Values of an object lie in the slots of its shape until the next one.
 */
export class ByteScanner {
  #bytes: Uint8Array = nothing
  #at = 0
  #seen = 0
  readonly #numbers = new Float64Array(maxSlots)
  readonly #from = new Int32Array(maxSlots)
  readonly #to = new Int32Array(maxSlots)
  readonly #hashes = new Int32Array(maxSlots)
  readonly #levels: Levels[] = Array.from({ length: maxSlots }, () => noLevels)
  #scratch = new Float64Array(1024)

  begin(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#at = 0
  }

  /** Whether everything was read. */
  get ended(): boolean {
    return this.#at === this.#bytes.length
  }

  /** A byte ahead, 0 the next; it is not taken. */
  ahead(offset: number): number | undefined {
    return this.#bytes[this.#at + offset]
  }

  /** Takes these bytes if they come next, and nothing otherwise. */
  take(expected: Uint8Array): boolean {
    const bytes = this.#bytes
    const at = this.#at
    for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false
    this.#at = at + expected.length
    return true
  }

  /** Takes keys and values up to the end of the object, whose brace was taken before. */
  object(shape: ObjectShape): boolean {
    const bytes = this.#bytes
    const { forms, required } = shape
    let seen = 0
    for (;;) {
      const slot = this.#key(shape)
      if (slot < 0) return false
      const bit = 1 << slot
      if ((seen & bit) !== 0 || !this.#value(forms[slot] as number, slot)) return false
      seen |= bit
      const behind = bytes[this.#at++]
      if (behind === comma) continue
      this.#seen = seen
      return behind === closeBrace && (seen & required) === required
    }
  }

  /** Takes a text in quotes into a slot. */
  text(slot: number): boolean {
    const bytes = this.#bytes
    let at = this.#at
    if (bytes[at] !== quote) return false
    const from = ++at
    let hash = 0
    let byte = bytes[at] as number
    while (plain[byte] === 1) {
      hash = (Math.imul(hash, 31) + byte) | 0
      byte = bytes[++at] as number
    }
    if (byte !== quote || at === from) return false
    this.#from[slot] = from
    this.#to[slot] = at
    this.#hashes[slot] = hash
    this.#at = at + 1
    return true
  }

  /** Whether the last object had it. */
  has(slot: number): boolean {
    return (this.#seen & (1 << slot)) !== 0
  }

  /** Value of an integer or a decimal. */
  number(slot: number): number {
    return this.#numbers[slot] as number
  }

  flag(slot: number): boolean {
    return this.#numbers[slot] === 1
  }

  /** A fresh array. */
  levels(slot: number): Levels {
    return this.#levels[slot] as Levels
  }

  string(slot: number): string {
    return this.#string(this.#from[slot] as number, this.#to[slot] as number)
  }

  /** What belongs to the text in a slot. */
  named<Value>(slot: number, names: ByteNames<Value>): Value | undefined {
    return names.get(this.#bytes, this.#from[slot] as number, this.#to[slot] as number, this.#hashes[slot] as number)
  }

  learn<Value>(slot: number, names: ByteNames<Value>, value: Value): void {
    names.learn(this.#bytes, this.#from[slot] as number, this.#to[slot] as number, this.#hashes[slot] as number, value)
  }

  /** The slot of the key that comes next, or -1; the key and its colon are taken. */
  #key(shape: ObjectShape): number {
    const bytes = this.#bytes
    const at = this.#at
    if (bytes[at] !== quote) return -1
    if (bytes[at + 2] === quote) {
      if (bytes[at + 3] !== colon) return -1
      this.#at = at + 4
      return shape.letters[bytes[at + 1] as number] as number
    }
    this.#at = at + 1
    for (let i = 0; i < shape.words.length; i++) {
      const word = shape.words[i] as ObjectShape['words'][number]
      if (this.take(word.bytes)) return word.slot
    }
    return -1
  }

  #value(form: number, slot: number): boolean {
    switch (form) {
      case formCodes.integer:
        return (this.#numbers[slot] = this.#integer()) >= 0
      case formCodes.decimal:
        return (this.#numbers[slot] = this.#decimal()) >= 0
      case formCodes.flag:
        return (this.#numbers[slot] = this.#flag()) >= 0
      case formCodes.text:
        return this.text(slot)
      default:
        return this.#levelsInto(slot)
    }
  }

  /** A whole number up to 2^53 - 1; -1 for anything else. */
  #integer(): number {
    const bytes = this.#bytes
    const start = this.#at
    let at = start
    let digit = (bytes[at] as number) - zero
    let high = 0
    while (digit >= 0 && digit <= 9 && at - start < digitsPerPart) {
      high = (Math.imul(high, 10) + digit) | 0
      digit = (bytes[++at] as number) - zero
    }
    // JSON has no leading zeros.
    if (at === start || (bytes[start] === zero && at > start + 1)) return -1
    const middle = at
    let low = 0
    while (digit >= 0 && digit <= 9 && at - middle < digitsPerPart) {
      low = (Math.imul(low, 10) + digit) | 0
      digit = (bytes[++at] as number) - zero
    }
    this.#at = at
    const value = high * (powers[at - middle] as number) + low
    return value <= Number.MAX_SAFE_INTEGER ? value : -1
  }

  /**
   * A decimal in quotes; -1 for anything else. Digits up to 2^53 divided by an exact power of ten are rounded once, so
   * the quotient is the nearest double (Clinger 1990); longer ones are left to `Number`.
   */
  #decimal(): number {
    const bytes = this.#bytes
    const start = this.#at + 1
    if (bytes[this.#at] !== quote) return -1
    let at = start
    let digit = (bytes[at] as number) - zero
    let whole = 0
    while (digit >= 0 && digit <= 9) {
      whole = (Math.imul(whole, 10) + digit) | 0
      digit = (bytes[++at] as number) - zero
    }
    const end = at
    let places = 0
    let part = 0
    if (bytes[at] === dot) {
      digit = (bytes[++at] as number) - zero
      while (digit >= 0 && digit <= 9) {
        part = (Math.imul(part, 10) + digit) | 0
        digit = (bytes[++at] as number) - zero
      }
      places = at - end - 1
      if (places === 0) return -1
    }
    if (bytes[at] !== quote || end === start) return -1
    this.#at = at + 1
    if (end - start <= digitsPerPart && places <= digitsPerPart) {
      const power = powers[places] as number
      const mantissa = whole * power + part
      if (mantissa <= Number.MAX_SAFE_INTEGER) return mantissa / power
    }
    return this.#long(start, at)
  }

  #long(from: number, to: number): number {
    const value = Number(this.#string(from, to))
    return Number.isFinite(value) ? value : -1
  }

  #flag(): number {
    const bytes = this.#bytes
    const at = this.#at
    if (bytes[at] === 0x74 && bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65) {
      this.#at = at + 4
      return 1
    }
    return this.take(falseBytes) ? 0 : -1
  }

  #levelsInto(slot: number): boolean {
    const bytes = this.#bytes
    let count = 0
    if (bytes[this.#at] !== openBracket) return false
    if (bytes[++this.#at] === closeBracket) {
      this.#at++
    } else {
      do {
        if (count + 2 > this.#scratch.length) this.#grow()
        if (bytes[this.#at++] !== openBracket) return false
        const price = this.#decimal()
        if (price < 0 || bytes[this.#at++] !== comma) return false
        const size = this.#decimal()
        if (size < 0 || bytes[this.#at++] !== closeBracket) return false
        this.#scratch[count++] = price
        this.#scratch[count++] = size
      } while (bytes[this.#at++] === comma)
      if (bytes[this.#at - 1] !== closeBracket) return false
    }
    this.#levels[slot] = this.#scratch.slice(0, count)
    return true
  }

  #grow(): void {
    const larger = new Float64Array(this.#scratch.length * 2)
    larger.set(this.#scratch)
    this.#scratch = larger
  }

  /** ASCII only: the caller has looked at each byte. */
  #string(from: number, to: number): string {
    const bytes = this.#bytes
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
  }
}

const falseBytes = Buffer.from('false')
