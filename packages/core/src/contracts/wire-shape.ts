/** What a field may hold. `id` is a number, or text where the number would have lost digits. */
export type FieldType = 'text' | 'number' | 'id' | 'flag' | 'list' | 'any'

/** Fields by name. A `?` behind the type: may be left out. An object inside is a shape of its own. */
export interface WireShape {
  readonly [field: string]: FieldType | `${FieldType}?` | WireShape
}

/** One way in which a message differs from what an adapter knows. */
export interface ShapeChange {
  readonly change: 'new' | 'missing' | 'retyped'
  /** `k.t` for the field `t` of the object `k`. */
  readonly path: string
  /** A `FieldType`, or `object`; undefined for a new field. */
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
const longestValue = 24

/**
 * What is new, missing or of another type in a parsed message, in the order of its fields; mostly nothing. Costs about as
 * much as reading each field once, so that it can be asked of every message that was parsed anyway.
 */
export function shapeDiff(value: unknown, shape: WireShape): readonly ShapeChange[] {
  if (!isRecord(value)) return [{ change: 'retyped', path: '', expected: 'object', seen: seenAs(value) }]
  return differs(value, shape) ? changesOf(value, shape, '') : noChanges
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

type Fields = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names of the fields that must be there, by shape: shapes are constants. */
const requiredOf = new WeakMap<WireShape, readonly string[]>()

function required(shape: WireShape): readonly string[] {
  let names = requiredOf.get(shape)
  if (names === undefined) {
    names = Object.keys(shape).filter((name) => !isOptional(shape[name]))
    requiredOf.set(shape, names)
  }
  return names
}

const isOptional = (field: WireShape[string] | undefined): boolean => typeof field === 'string' && field.endsWith('?')

function differs(value: Fields, shape: WireShape): boolean {
  for (const name in value) {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (field === undefined || !holds(value[name], field)) return true
  }
  return required(shape).some((name) => value[name] === undefined)
}

function holds(value: unknown, field: WireShape[string]): boolean {
  if (typeof field !== 'string') return isRecord(value) && !differs(value, field)
  switch (typeof value) {
    case 'string':
      return field.startsWith('text') || field.startsWith('id') || field.startsWith('any')
    case 'number':
      return field.startsWith('number') || field.startsWith('id') || field.startsWith('any')
    case 'boolean':
      return field.startsWith('flag') || field.startsWith('any')
    default:
      return field.startsWith('any') || (field.startsWith('list') && Array.isArray(value))
  }
}

function changesOf(value: Fields, shape: WireShape, prefix: string): readonly ShapeChange[] {
  const found = Object.entries(value).flatMap(([name, inside]): readonly ShapeChange[] => {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined
    const path = prefix + name
    if (field === undefined) return [{ change: 'new', path, expected: undefined, seen: seenAs(inside) }]
    if (holds(inside, field)) return []
    if (typeof field !== 'string' && isRecord(inside)) return changesOf(inside, field, `${path}.`)
    return [{ change: 'retyped', path, expected: nameOf(field), seen: seenAs(inside) }]
  })
  const missing = required(shape).filter((name) => !Object.hasOwn(value, name))
  return [...found, ...missing.map((name) => missingFrom(shape, name, prefix))]
}

function missingFrom(shape: WireShape, name: string, prefix: string): ShapeChange {
  return { change: 'missing', path: prefix + name, expected: nameOf(shape[name] as WireShape[string]), seen: undefined }
}

const nameOf = (field: WireShape[string]): string => (typeof field === 'string' ? field.replace('?', '') : 'object')

const typeNames: Readonly<Record<string, string>> = { string: 'text', boolean: 'flag' }

function seenAs(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return `list of ${value.length}`
  if (typeof value === 'object') return 'object'
  const text = JSON.stringify(value)
  return `${typeNames[typeof value] ?? typeof value} ${text.length > longestValue ? `${text.slice(0, longestValue)}…` : text}`
}
