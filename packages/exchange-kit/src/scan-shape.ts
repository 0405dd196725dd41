import type { Field, WireShape } from '@feedloom/core'

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
  const must = Object.entries<FieldForm>(required).map(([key, form]) => ({ key, form, required: true }))
  const may = Object.entries<FieldForm>(optional ?? {}).map(([key, form]) => ({ key, form, required: false }))
  const fields = [...must, ...may]
  return compiled(
    fields.map(({ key }) => key as Required | Optional),
    fields,
  )
}

/**
 * Compiles the shape that messages are held against anyway, so that the scanner takes what it knows and nothing else.
 * `read` are the keys with the first slots, in this order, also those that this shape does not have: a decoder can then
 * serve several markets. Undefined where a value has a form that the scanner does not read.
 */
export function scanShape<Key extends string>(shape: WireShape, read: readonly Key[]): ObjectShape<Key> | undefined {
  const fields: ShapeField[] = []
  for (const [key, field] of Object.entries(shape)) {
    const form = formOf(field)
    if (form === undefined) return undefined
    fields.push({ key, form, required: typeof field !== 'string' || !field.endsWith('?') })
  }
  return compiled(read, fields)
}

interface ShapeField {
  readonly key: string
  readonly form: FieldForm
  readonly required: boolean
}

function formOf(field: Field): FieldForm | undefined {
  if (typeof field === 'string') {
    const type = field.replace('?', '')
    return type === 'integer' || type === 'decimal' || type === 'flag' || type === 'text' ? type : undefined
  }
  return JSON.stringify(field) === '[["decimal","decimal"]]' ? 'levels' : undefined
}

function compiled<Key extends string>(first: readonly Key[], fields: readonly ShapeField[]): ObjectShape<Key> {
  const keys = [...new Set<string>([...first, ...fields.map(({ key }) => key)])]
  const forms = new Uint8Array(keys.length)
  const letters = new Int8Array(256).fill(-1)
  const words: Word[] = []
  let required = 0
  for (const field of fields) {
    const slot = keys.indexOf(field.key)
    forms[slot] = formCodes[field.form]
    if (field.required) required |= 1 << slot
    if (field.key.length === 1) letters[field.key.charCodeAt(0)] = slot
    else words.push({ bytes: Buffer.from(`${field.key}":`, 'latin1'), slot })
  }
  const slots = Object.fromEntries(first.map((key, slot) => [key, slot])) as Record<Key, number>
  return { slots, forms, required, letters, words }
}
