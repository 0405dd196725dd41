import type { Levels } from '@feedloom/core'
import { type FrameForms, type FramePart, framePart, isPart } from './scan-forms.ts'
import type { ByteNames } from './scan-names.ts'
import { decimalAt, integerAt, quote, textAt } from './scan-numbers.ts'
import { formCodes, type ObjectShape } from './scan-shape.ts'

const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const closeBrace = 0x7d

/** Bytes that stand for themselves inside of quotes. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte >= 0x20 && byte < 0x80 && byte !== quote && byte !== backslash))
const maxSlots = 32
/** A list that somebody keeps keeps 8 KB, most of them of its neighbours. */
const storeSize = 1024
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
  /** Of the memory that the last frame lies in, which is mostly that of the next one, too. */
  #view: DataView = new DataView(nothing.buffer)
  #viewed: ArrayBufferLike = nothing.buffer
  /** Of the last object, and where its values begin. */
  #forms: Uint8Array = nothing
  readonly #begins = new Int32Array(maxSlots)
  readonly #ends = new Int32Array(maxSlots)
  readonly #numbers = new Float64Array(maxSlots)
  readonly #from = new Int32Array(maxSlots)
  readonly #to = new Int32Array(maxSlots)
  readonly #levels: Levels[] = Array.from({ length: maxSlots }, () => noLevels)
  /** Levels are cut from it one after the other: memory of its own for each takes longer than its numbers. */
  #store = new Float64Array(storeSize)
  #stored = 0

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
    if (!isAt(this.#bytes, this.#at, expected)) return false
    this.#at += expected.length
    return true
  }

  /** Takes keys and values up to the end of the object, whose brace was taken before. */
  object(shape: ObjectShape): boolean {
    const bytes = this.#bytes
    const { forms, required, letters } = shape
    let at = this.#at
    let seen = 0
    for (;;) {
      let slot = -1
      if (bytes[at + 2] === quote) {
        if (bytes[at] !== quote || bytes[at + 3] !== colon) return false
        slot = letters[bytes[at + 1] as number] as number
        at += 4
      } else {
        const word = wordAt(bytes, at, shape)
        if (word === undefined) return false
        slot = word.slot
        at += 1 + word.bytes.length
      }
      const bit = 1 << slot
      if (slot < 0 || (seen & bit) !== 0) return false
      seen |= bit
      this.#begins[slot] = at
      at = this.#value(forms[slot] as number, slot, at)
      if (at < 0) return false
      this.#ends[slot] = at
      const behind = bytes[at++]
      if (behind === comma) continue
      this.#at = at
      this.#seen = seen
      this.#forms = forms
      return behind === closeBrace && (seen & required) === required
    }
  }

  /**
   * Reads the whole frame if it is written in a form that is known. Returns what was learnt with it; the values lie in
   * their slots, other than texts, which are those of the frame that was learnt.
   */
  recall<Value>(known: FrameForms<Value>): Value | undefined {
    const bytes = this.#bytes
    const { length, byteOffset } = bytes
    const { buffer } = bytes
    if (this.#viewed !== buffer) {
      this.#view = new DataView(buffer)
      this.#viewed = buffer
    }
    const view = this.#view
    const form = known.find(view, byteOffset, length)
    if (form === undefined) return undefined
    const { parts, tail } = form
    let at = 0
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as FramePart
      const begin = at + part.length
      if (begin > length || !isPart(view, byteOffset + at, part)) return undefined
      at = this.#value(part.form, part.slot, begin)
      if (at < 0) return undefined
    }
    if (at + tail.length !== length || !isAt(bytes, at, tail)) return undefined
    this.#at = length
    this.#seen = form.seen
    return form.value
  }

  /** Learns how the frame at hand is written: it was read to its end, and not by `recall`. */
  learnForm<Value>(known: FrameForms<Value>, value: Value): void {
    const bytes = this.#bytes
    const { length, byteOffset } = bytes
    const view = this.#view
    if (this.#viewed !== bytes.buffer || !known.wants(view, byteOffset, length)) return
    const slots = Array.from({ length: maxSlots }, (_, slot) => slot).filter(
      (slot) => this.has(slot) && this.#forms[slot] !== formCodes.text,
    )
    slots.sort((a, b) => (this.#begins[a] as number) - (this.#begins[b] as number))
    let at = 0
    const parts: FramePart[] = []
    for (const slot of slots) {
      const part = framePart(view, byteOffset + at, byteOffset + (this.#begins[slot] as number), this.#forms[slot] as number, slot)
      if (part === undefined) return
      parts.push(part)
      at = this.#ends[slot] as number
    }
    known.learn(view, byteOffset, { parts, tail: bytes.slice(at), seen: this.#seen, value })
  }

  /** Takes a text in quotes into a slot. */
  text(slot: number): boolean {
    const at = this.#textAt(this.#at, slot)
    if (at < 0) return false
    this.#at = at
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

  /** An array for good. */
  levels(slot: number): Levels {
    return this.#levels[slot] as Levels
  }

  string(slot: number): string {
    return textAt(this.#bytes, this.#from[slot] as number, this.#to[slot] as number)
  }

  /** What belongs to the text in a slot. */
  named<Value>(slot: number, names: ByteNames<Value>): Value | undefined {
    return names.get(this.#bytes, this.#from[slot] as number, this.#to[slot] as number)
  }

  learn<Value>(slot: number, names: ByteNames<Value>, value: Value): void {
    names.learn(this.#bytes, this.#from[slot] as number, this.#to[slot] as number, value)
  }

  // Below, a value begins at `at`; the place behind it is returned, or -1.

  #value(form: number, slot: number, at: number): number {
    switch (form) {
      case formCodes.integer:
        return integerAt(this.#bytes, at, this.#numbers, slot)
      case formCodes.decimal:
        return decimalAt(this.#bytes, at, this.#numbers, slot)
      case formCodes.flag:
        return this.#flagAt(at, slot)
      case formCodes.text:
        return this.#textAt(at, slot)
      default:
        return this.#levelsAt(at, slot)
    }
  }

  #flagAt(at: number, slot: number): number {
    const flag = isAt(this.#bytes, at, trueBytes)
    if (!flag && !isAt(this.#bytes, at, falseBytes)) return -1
    this.#numbers[slot] = flag ? 1 : 0
    return at + (flag ? trueBytes : falseBytes).length
  }

  #textAt(start: number, slot: number): number {
    const bytes = this.#bytes
    if (bytes[start] !== quote) return -1
    const from = start + 1
    let at = from
    while (plain[bytes[at] as number] === 1) at++
    if (bytes[at] !== quote || at === from) return -1
    this.#from[slot] = from
    this.#to[slot] = at
    return at + 1
  }

  #levelsAt(start: number, slot: number): number {
    const bytes = this.#bytes
    if (bytes[start] !== openBracket) return -1
    const isEmpty = bytes[start + 1] === closeBracket
    let at = isEmpty ? start + 1 : start
    let end = this.#stored
    if (!isEmpty) {
      do {
        if (end + 2 > this.#store.length) end = this.#renewStore(end)
        if (bytes[at + 1] !== openBracket) return -1
        at = decimalAt(bytes, at + 2, this.#store, end++)
        if (at < 0 || bytes[at] !== comma) return -1
        at = decimalAt(bytes, at + 1, this.#store, end++)
        if (at < 0 || bytes[at++] !== closeBracket) return -1
      } while (bytes[at] === comma)
    }
    if (bytes[at] !== closeBracket) return -1
    this.#levels[slot] = new Float64Array(this.#store.buffer, this.#stored * 8, end - this.#stored)
    this.#stored = end
    return at + 1
  }

  /** Takes the list at hand along; returns its end. */
  #renewStore(end: number): number {
    const begun = this.#store.subarray(this.#stored, end)
    this.#store = new Float64Array(Math.max(storeSize, begun.length * 2))
    this.#store.set(begun)
    this.#stored = 0
    return begun.length
  }
}

const trueBytes = Buffer.from('true')
const falseBytes = Buffer.from('false')

/** The key of several letters that comes there. */
function wordAt(bytes: Uint8Array, at: number, { words }: ObjectShape): ObjectShape['words'][number] | undefined {
  if (bytes[at] !== quote) return undefined
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as ObjectShape['words'][number]
    if (isAt(bytes, at + 1, word.bytes)) return word
  }
  return undefined
}

function isAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false
  return true
}
