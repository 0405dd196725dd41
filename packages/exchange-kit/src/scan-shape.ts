/**
 * How a value is written: `integer` 123, `decimal` "1.50", `flag` true, `text` "BTCUSDT", `levels` [["1.5","2"],…].
 * All other forms of the same value (signs, exponents, escapes, spaces, empty text) are not for the scanner.
 */
export type FieldForm = keyof typeof formCodes

export const formCodes = { integer: 0, decimal: 1, flag: 2, text: 3, levels: 4 } as const

/** The keys of one type of message, compiled for the scanner. The slot of a key is its place in the declaration. */
export interface ObjectShape<Key extends string = string> {
  readonly slots: Readonly<Record<Key, number>>
  /** Code of the form by slot. */
  readonly forms: Uint8Array
  /** A bit for each slot that must be there. */
  readonly required: number
  /** Slots of keys of one letter by character; -1 for none. */
  readonly letters: Int8Array
  /** The other keys with the quote and the colon behind them. */
  readonly words: readonly Word[]
}

interface Word {
  readonly bytes: Uint8Array
  readonly slot: number
}

/**
 * Compiles a shape: keys that every message has, and keys that may be there. Their order does not matter, as in JSON;
 * any other key, and a key that comes twice, makes the scanner give up. Slots are bits of an integer: a shape of more
 * than 30 keys fits no message.
 */
export function objectShape<Required extends string, Optional extends string = never>(
  required: Readonly<Record<Required, FieldForm>>,
  optional?: Readonly<Record<Optional, FieldForm>>,
): ObjectShape<Required | Optional> {
  const fields = Object.entries<FieldForm>({ ...required, ...optional })
  const letters = new Int8Array(256).fill(-1)
  const words: Word[] = []
  for (const [slot, [key]] of fields.entries()) {
    if (key.length === 1) letters[key.charCodeAt(0)] = slot
    else words.push({ bytes: Buffer.from(`${key}":`, 'latin1'), slot })
  }
  return {
    slots: Object.fromEntries(fields.map(([key], slot) => [key, slot])) as Record<Required | Optional, number>,
    forms: Uint8Array.from(fields, ([, form]) => formCodes[form]),
    required: 2 ** Object.keys(required).length - 1,
    letters,
    words,
  }
}
