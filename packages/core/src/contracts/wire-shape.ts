import { type Check, checkOf, choiceBy, leftOut } from './wire-check.ts'

/**
 * What a value may be: `text` is not empty (`blank` is), `decimal` is a number written as text, `integer` is whole, `id`
 * is an integer or digits as text (where the number would have lost some); `list` and `object` hold anything.
 */
export type FieldType = 'text' | 'blank' | 'decimal' | 'integer' | 'number' | 'id' | 'flag' | 'null' | 'list' | 'object' | 'any'

/** One type, or either of two: `decimal|blank`. */
export type FieldTypes = FieldType | `${FieldType}|${FieldType}`

/** A `?` behind the type: may be left out (`optional` says so of what is no type). */
export type Field = FieldTypes | `${FieldTypes}?` | Nested | OptionalField

/** What is not a plain value. */
export type Nested = WireShape | WireList | WireChoice

/** Fields by name. */
export interface WireShape {
  readonly [field: string]: Field
}

/** One entry: a list of that, of any length. Several: a row with these cells. */
export type WireList = readonly [Field, ...Field[]]

/** Objects whose shape is told by one of their fields; see `choice`. */
export interface WireChoice {
  readonly [choiceBy]: string
  readonly shapes: Readonly<Record<string, WireShape>>
}

/** See `optional`. */
export interface OptionalField {
  readonly [leftOut]: Nested
}

/** The shape of an object by the text in its field `by`, which every one of the shapes has. */
export function choice(by: string, shapes: Readonly<Record<string, WireShape>>): WireChoice {
  return { [choiceBy]: by, shapes }
}

/** An object or a list that may be left out. */
export function optional(nested: Nested): OptionalField {
  return { [leftOut]: nested }
}

/** One way in which a message differs from what an adapter knows. */
export interface ShapeChange {
  readonly change: 'new' | 'missing' | 'retyped'
  /** `k.t` for the field `t` of the object `k`, `symbols[].status` for one of the objects in a list. */
  readonly path: string
  /** `FieldTypes`, `object`, `list` or `row of 2`; undefined for a new field. */
  readonly expected: string | undefined
  /** What is there, with the begin of its value: `text "61685.99"`; undefined for a missing field. */
  readonly seen: string | undefined
}

/** A message that does not have the shape that its adapter knows; nothing says yet that what it knows is wrong. */
export interface WireDrift {
  /** What the adapter takes the message for: `trade`, `depthUpdate`, ... */
  readonly message: string
  readonly changes: readonly ShapeChange[]
}

const noChanges: readonly ShapeChange[] = Object.freeze([])
/** Of one message: a list may hold thousands of objects. */
const mostChanges = 20

/** Shapes are constants: each is made ready once. */
const checks = new WeakMap<Nested, Check>()

/**
 * What is new, missing or of another type in a parsed message, in the order of its fields, the same thing in several
 * objects of a list once; mostly nothing. Costs about as much as reading each field once, so that it can be asked of
 * every message that was parsed anyway.
 */
export function shapeDiff(value: unknown, shape: Nested): readonly ShapeChange[] {
  let check = checks.get(shape)
  if (check === undefined) {
    check = checkOf(shape)
    checks.set(shape, check)
  }
  if (check.holds(value)) return noChanges
  const found = new Map<string, ShapeChange>()
  check.changes(value, '', found)
  return [...found.values()].slice(0, mostChanges)
}

/** In words, for logs and messages: `new st (number 1), missing pu, p is number 1.5 instead of text`. */
export function formatShapeDiff(changes: readonly ShapeChange[]): string {
  return changes
    .map(({ change, path, expected, seen }) => {
      const name = path === '' ? 'the message' : path
      if (change === 'new') return `new ${name} (${seen})`
      return change === 'missing' ? `missing ${name} (${expected})` : `${name} is ${seen} instead of ${expected}`
    })
    .join(', ')
}
