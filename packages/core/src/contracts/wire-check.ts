import type { Field, Nested, OptionalField, ShapeChange, WireChoice, WireShape } from './wire-shape.ts'

/** Marks a `WireChoice`; names the field that tells. */
export const choiceBy: unique symbol = Symbol('choice by')
/** Marks an `OptionalField`. */
export const leftOut: unique symbol = Symbol('may be left out')

/** A part of a shape, made ready for many values. */
export interface Check {
  /** `text`, `object`, `list`, ... for people. */
  readonly name: string
  /** Bits of the types of a plain value, so that it is looked at without a call of a method; 0 for what is nested. */
  readonly types: number
  /** Quick, and true for nearly every value. */
  holds(value: unknown): boolean
  /** Adds what is different to `found`, by what it is and where. Only for values that do not hold. */
  changes(value: unknown, path: string, found: Map<string, ShapeChange>): void
}

/** What a shape asks of one of its fields. */
interface NamedField {
  readonly name: string
  readonly types: number
  readonly check: Check
  readonly required: boolean
}

type Fields = Readonly<Record<string, unknown>>

export function checkOf(field: Field): Check {
  if (typeof field === 'string') return new TypeCheck(field.replace('?', ''))
  if (isOptional(field)) return checkOf(field[leftOut])
  if (isList(field)) return field.length === 1 ? new ListCheck(checkOf(field[0])) : new RowCheck(field.map((cell) => checkOf(cell)))
  return isChoice(field) ? new ChoiceCheck(field) : new ObjectCheck(field)
}

const isOptional = (field: Nested | OptionalField): field is OptionalField => leftOut in field
const isChoice = (field: WireShape | WireChoice): field is WireChoice => choiceBy in field
const isList = (field: Nested): field is Extract<Nested, readonly unknown[]> => Array.isArray(field)

function note(found: Map<string, ShapeChange>, change: ShapeChange): void {
  const key = `${change.change} ${change.path}`
  if (!found.has(key)) found.set(key, change)
}

const types = {
  text: 1,
  blank: 2,
  decimal: 4,
  integer: 8,
  number: 16,
  id: 32,
  flag: 64,
  null: 128,
  list: 256,
  object: 512,
  any: 1024,
} as const

class TypeCheck implements Check {
  readonly name: string
  readonly types: number

  constructor(names: string) {
    this.name = names
    this.types = names.split('|').reduce((sum, name) => sum | types[name as keyof typeof types], 0)
  }

  holds(value: unknown): boolean {
    return isOf(this.types, value)
  }

  changes(value: unknown, path: string, found: Map<string, ShapeChange>): void {
    note(found, { change: 'retyped', path, expected: this.name, seen: seenAs(value) })
  }
}

function isOf(wanted: number, value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      if (value === '') return (wanted & (types.blank | types.any)) !== 0
      if ((wanted & (types.text | types.any)) !== 0) return true
      return ((wanted & types.decimal) !== 0 && isDecimal(value)) || ((wanted & types.id) !== 0 && digits.test(value))
    case 'number':
      if ((wanted & (types.integer | types.id)) !== 0 && Number.isInteger(value)) return true
      return ((wanted & types.number) !== 0 && Number.isFinite(value)) || (wanted & types.any) !== 0
    case 'boolean':
      return (wanted & (types.flag | types.any)) !== 0
    default:
      if (value === null) return (wanted & (types.null | types.any)) !== 0
      if (value === undefined) return false
      return (wanted & (Array.isArray(value) ? types.list | types.any : types.object | types.any)) !== 0
  }
}

class ObjectCheck implements Check {
  readonly name = 'object'
  readonly types = 0
  readonly #fields = new Map<string, NamedField>()
  readonly #required: number
  /** By place in the messages seen so far: names come in the same order each time. */
  readonly #order: (NamedField | undefined)[] = []

  constructor(shape: WireShape) {
    for (const [name, field] of Object.entries(shape)) {
      const required = typeof field === 'string' ? !field.endsWith('?') : !(leftOut in field)
      const check = checkOf(field)
      this.#fields.set(name, { name, types: check.types, check, required })
    }
    this.#required = [...this.#fields.values()].filter(({ required }) => required).length
  }

  holds(value: unknown): boolean {
    if (!isRecord(value)) return false
    let place = 0
    let required = 0
    for (const name in value) {
      let field = this.#order[place]
      if (field === undefined || field.name !== name) {
        field = this.#fields.get(name)
        if (field === undefined) return false
        this.#order[place] = field
      }
      if (field.types === 0 ? !field.check.holds(value[name]) : !isOf(field.types, value[name])) return false
      if (field.required) required++
      place++
    }
    return required === this.#required
  }

  changes(value: unknown, path: string, found: Map<string, ShapeChange>): void {
    if (!isRecord(value)) {
      note(found, { change: 'retyped', path, expected: this.name, seen: seenAs(value) })
      return
    }
    const prefix = path === '' ? '' : `${path}.`
    for (const [name, inside] of Object.entries(value)) {
      const field = this.#fields.get(name)
      if (field === undefined) note(found, { change: 'new', path: prefix + name, expected: undefined, seen: seenAs(inside) })
      else if (!field.check.holds(inside)) field.check.changes(inside, prefix + name, found)
    }
    for (const { name, check, required } of this.#fields.values()) {
      if (required && !Object.hasOwn(value, name)) {
        note(found, { change: 'missing', path: prefix + name, expected: check.name, seen: undefined })
      }
    }
  }
}

class ListCheck implements Check {
  readonly name = 'list'
  readonly types = 0
  readonly #row: Check

  constructor(row: Check) {
    this.#row = row
  }

  holds(value: unknown): boolean {
    if (!Array.isArray(value)) return false
    for (let i = 0; i < value.length; i++) if (!this.#row.holds(value[i])) return false
    return true
  }

  changes(value: unknown, path: string, found: Map<string, ShapeChange>): void {
    if (!Array.isArray(value)) {
      note(found, { change: 'retyped', path, expected: this.name, seen: seenAs(value) })
      return
    }
    for (const row of value) if (!this.#row.holds(row)) this.#row.changes(row, `${path}[]`, found)
  }
}

class RowCheck implements Check {
  readonly name: string
  readonly types = 0
  readonly #cells: readonly Check[]
  readonly #types: readonly number[]

  constructor(cells: readonly Check[]) {
    this.#cells = cells
    this.#types = cells.map((cell) => cell.types)
    this.name = `row of ${cells.length}`
  }

  holds(value: unknown): boolean {
    const wanted = this.#types
    if (!Array.isArray(value) || value.length !== wanted.length) return false
    for (let i = 0; i < wanted.length; i++) {
      const type = wanted[i] as number
      if (type === 0 ? !(this.#cells[i] as Check).holds(value[i]) : !isOf(type, value[i])) return false
    }
    return true
  }

  changes(value: unknown, path: string, found: Map<string, ShapeChange>): void {
    if (!Array.isArray(value) || value.length !== this.#cells.length) {
      note(found, { change: 'retyped', path, expected: this.name, seen: seenAs(value) })
      return
    }
    for (const [i, cell] of this.#cells.entries()) if (!cell.holds(value[i])) cell.changes(value[i], `${path}[${i}]`, found)
  }
}

class ChoiceCheck implements Check {
  readonly name = 'object'
  readonly types = 0
  readonly #by: string
  readonly #shapes: ReadonlyMap<unknown, Check>

  constructor(field: WireChoice) {
    this.#by = field[choiceBy]
    this.#shapes = new Map(Object.entries(field.shapes).map(([word, shape]) => [word, new ObjectCheck(shape)]))
  }

  holds(value: unknown): boolean {
    if (!isRecord(value)) return false
    return this.#shapes.get(value[this.#by])?.holds(value) ?? false
  }

  changes(value: unknown, path: string, found: Map<string, ShapeChange>): void {
    const word = isRecord(value) ? value[this.#by] : undefined
    const check = this.#shapes.get(word)
    if (check !== undefined) check.changes(value, `${path}(${String(word)})`, found)
    else if (isRecord(value)) this.#unknown(word, `${path}.${this.#by}`, found)
    else note(found, { change: 'retyped', path, expected: this.name, seen: seenAs(value) })
  }

  #unknown(word: unknown, path: string, found: Map<string, ShapeChange>): void {
    const expected = `one of ${this.#shapes.size} known words`
    if (word === undefined) note(found, { change: 'missing', path, expected, seen: undefined })
    // Each unknown word is a thing of its own.
    else note(found, { change: 'retyped', path: `${path}(${seenAs(word)})`, expected, seen: seenAs(word) })
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const digits = /^\d+$/
const withExponent = /^-?\d+(?:\.\d+)?[eE][+-]?\d+$/
/** So many digits are below the largest double, whatever they are. */
const longestPlain = 300

/** Digits with at most one point inside, which is what venues write; an exponent is the same value in another form. */
function isDecimal(text: string): boolean {
  const { length } = text
  if (length > longestPlain) return false
  let at = text.charCodeAt(0) === 45 ? 1 : 0
  const first = at
  let point = -1
  for (; at < length; at++) {
    const letter = text.charCodeAt(at)
    if (letter >= 48 && letter <= 57) continue
    if (letter !== 46 || point >= 0) return withExponent.test(text) && Number.isFinite(Number(text))
    point = at
  }
  return first < length && point !== first && point !== length - 1
}

const longestValue = 24
const typeNames: Readonly<Record<string, string>> = { string: 'text', boolean: 'flag' }

function seenAs(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return `list of ${value.length}`
  if (typeof value === 'object') return 'object'
  // A number too large for a double is `Infinity` by now.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return `${typeNames[typeof value] ?? typeof value} ${text.length > longestValue ? `${text.slice(0, longestValue)}…` : text}`
}
