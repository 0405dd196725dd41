/** What a plain value is, by how it is written; digits in quotes are a `decimal`. */
type Class = 'null' | 'flag' | 'integer' | 'fraction' | 'infinite' | 'blank' | 'decimal' | 'text' | 'list' | 'object'

/** All that was seen at one place of frames of one sort. */
interface Place {
  readonly classes: Set<Class>
  /** Of objects: how often each key was there. */
  readonly keys: Map<string, number>
  objects: number
  /** Of lists within lists. */
  readonly lengths: Set<number>
}

const decimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function classOf(value: unknown): Class {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'boolean':
      return 'flag'
    case 'number':
      return Number.isInteger(value) ? 'integer' : Number.isFinite(value) ? 'fraction' : 'infinite'
    case 'string':
      return value === '' ? 'blank' : decimal.test(value) && Number.isFinite(Number(value)) ? 'decimal' : 'text'
    default:
      return 'object'
  }
}

/**
 * What frames of each sort look like, learnt from good ones and from nothing else: which keys an object has always or
 * sometimes, what stands behind each, how long rows are. A frame that differs from it means something else than anything
 * that was seen, or nothing: that is what a **semantic** change is here. It holds for a key that was renamed, removed or
 * added, for a value of another type, for a number in quotes that is none, for a row with other cells and for other
 * nesting. What is left are other values in a known form, and other forms of the same value.
 */
export class Evidence {
  readonly #sorts = new Map<string, Map<string, Place>>()

  learn(sort: string, value: unknown): void {
    let places = this.#sorts.get(sort)
    if (places === undefined) this.#sorts.set(sort, (places = new Map()))
    for (const [path, part] of partsOf(value)) learnAt(places, path, part, false)
  }

  /** The first semantic difference to what was seen of this sort, for people; undefined where there is none. */
  difference(sort: string, value: unknown): string | undefined {
    const places = this.#sorts.get(sort)
    if (places === undefined) return `no ${sort} was ever seen`
    for (const [path, part] of partsOf(value)) {
      const difference = differenceAt(places, path, part, false)
      if (difference !== undefined) return difference
    }
    return undefined
  }
}

/** A wrapper and the message in it, which comes without a wrapper, too. */
function partsOf(value: unknown): readonly (readonly [path: string, part: unknown])[] {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'data')) return [['message', value]]
  const { data, ...others } = value as { readonly data: unknown; readonly stream?: unknown }
  // Only some streams send lists: with another name, the list is strange.
  const name = Array.isArray(data) && typeof others.stream === 'string' ? /^!(\w+)@arr/.exec(others.stream)?.[1] : undefined
  return [
    ['wrapper', name === undefined ? others : { ...others, [`list of ${name}`]: true }],
    ['message', data],
  ]
}

const fieldsOf = (value: unknown): readonly [string, unknown][] => Object.entries(value as object)

/** Fields that say which others an object has: the type of a message, and of a filter of an instrument. */
const tags = ['e', 'filterType'] as const

function tagged(path: string, value: unknown): string {
  if (typeof value !== 'object' || value === null) return path
  const tag = tags.find((name) => Object.hasOwn(value, name))
  if (tag === undefined) return path
  const word = (value as Readonly<Record<string, unknown>>)[tag]
  return typeof word === 'string' ? `${path}(${word})` : `${path}(no ${tag})`
}

function placeAt(places: Map<string, Place>, path: string): Place {
  let place = places.get(path)
  if (place === undefined) places.set(path, (place = { classes: new Set(), keys: new Map(), objects: 0, lengths: new Set() }))
  return place
}

function learnAt(places: Map<string, Place>, at: string, value: unknown, inList: boolean): void {
  const path = tagged(at, value)
  // Without its tag, an object has no key that was seen.
  placeAt(places, at).classes.add(classOf(value))
  const place = placeAt(places, path)
  place.classes.add(classOf(value))
  if (Array.isArray(value)) {
    if (inList) place.lengths.add(value.length)
    for (const [i, item] of value.entries()) {
      learnAt(places, `${path}[]`, item, true)
      if (inList) learnAt(places, `${path}[${i}]`, item, true)
    }
  } else if (typeof value === 'object' && value !== null) {
    place.objects++
    for (const [key, item] of fieldsOf(value)) {
      place.keys.set(key, (place.keys.get(key) ?? 0) + 1)
      learnAt(places, `${path}.${key}`, item, false)
    }
  }
}

function differenceAt(places: ReadonlyMap<string, Place>, at: string, value: unknown, inList: boolean): string | undefined {
  const path = tagged(at, value)
  const place = places.get(path)
  // Lists that were empty whenever they were seen say nothing of what they hold.
  if (place === undefined) return at.endsWith('[]') && !places.has(at) ? undefined : `${path} was never seen`
  const found = classOf(value)
  if (!isKnown(place.classes, found)) return `${path} is ${found}, not ${[...place.classes].join(' or ')}`
  if (Array.isArray(value)) return differenceInList(places, place, path, value, inList)
  return found === 'object' ? differenceInObject(places, place, path, value) : undefined
}

function isKnown(classes: ReadonlySet<Class>, found: Class): boolean {
  if (classes.has(found)) return true
  // A text may look like a number, and a number of any size may be whole.
  return (found === 'decimal' && classes.has('text')) || (found === 'integer' && classes.has('fraction'))
}

function differenceInList(
  places: ReadonlyMap<string, Place>,
  place: Place,
  path: string,
  value: readonly unknown[],
  inList: boolean,
): string | undefined {
  // Rows of one length, all of them: each cell has a meaning of its own.
  const isRow = inList && place.lengths.size === 1
  if (isRow && !place.lengths.has(value.length)) return `${path} has ${value.length} cells, not ${[...place.lengths].join()}`
  for (const [i, item] of value.entries()) {
    const difference = differenceAt(places, isRow ? `${path}[${i}]` : `${path}[]`, item, true)
    if (difference !== undefined) return difference
  }
  return undefined
}

function differenceInObject(places: ReadonlyMap<string, Place>, place: Place, path: string, value: unknown): string | undefined {
  const fields = fieldsOf(value)
  if (place.objects === 0) return `${path} lacks the field that tells what it is`
  for (const [key, item] of fields) {
    if (!place.keys.has(key)) return `${path}.${key} is new`
    const difference = differenceAt(places, `${path}.${key}`, item, false)
    if (difference !== undefined) return difference
  }
  const names = new Set(fields.map(([key]) => key))
  for (const [key, times] of place.keys) if (times === place.objects && !names.has(key)) return `${path}.${key} is missing`
  return undefined
}
