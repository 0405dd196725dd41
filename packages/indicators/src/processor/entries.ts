import { type SingleInput, singleInputs } from '../parts/indicator-state.ts'

/** A series that an entry names in place of the column of its own bars. */
type SeriesTerm =
  | { readonly kind: 'entry'; readonly name: string; readonly output: string | undefined }
  | { readonly kind: 'column'; readonly column: SingleInput }
  | { readonly kind: 'instrument'; readonly symbol: string }

/** A term, and where it stands below the entry. */
export interface PlacedTerm {
  readonly term: SeriesTerm
  /** As it is written. */
  readonly text: string
  readonly path: readonly (string | number)[]
}

/** One entry of `compute:`: `{ rsi: { period: 14 } }`, with `of:` and `second:` for the series that it runs over. */
export interface ComputeEntry {
  readonly name: string
  /** Plugin type: `rsi`. */
  readonly type: string
  readonly parameters: unknown
  /** One for each input of the indicator, in their order; undefined = the column of the own bars. None: all of them. */
  readonly terms: readonly (PlacedTerm | undefined)[]
}

type WrittenEntry = Readonly<Record<string, unknown>>
export type Compute = Readonly<Record<string, WrittenEntry>>

const ownKeys: ReadonlySet<string> = new Set(['of', 'second'])

/** The indicators of an entry: one, when it is right. */
export function typesIn(entry: WrittenEntry): readonly string[] {
  return Object.keys(entry).filter((key) => !ownKeys.has(key))
}

/** Inputs first: an entry comes after those that it runs over. Circles are left to the checker of the whole config. */
export function entriesOf(compute: Compute): ComputeEntry[] {
  const waiting = Object.keys(compute).map((name) => entryOf(name, compute))
  const ordered: ComputeEntry[] = []
  while (waiting.length > 0) {
    const free = waiting.findIndex((entry) => !inputsOf(entry).some((name) => waiting.some((other) => other.name === name)))
    ordered.push(...waiting.splice(Math.max(free, 0), 1))
  }
  return ordered
}

/** The entries that one runs over, by name. */
export function inputsOf({ terms }: ComputeEntry): readonly string[] {
  return terms.flatMap((placed) => (placed?.term.kind === 'entry' ? [placed.term.name] : []))
}

function entryOf(name: string, compute: Compute): ComputeEntry {
  const entry = compute[name] as WrittenEntry
  const type = typesIn(entry)[0] ?? ''
  return { name, type, parameters: entry[type] ?? {}, terms: termsOf(entry, compute) }
}

function termsOf({ of, second }: WrittenEntry, compute: Compute): readonly (PlacedTerm | undefined)[] {
  const firsts = Array.isArray(of)
    ? of.map((text: unknown, i) => placed(text, ['of', i], compute))
    : of === undefined
      ? []
      : [placed(of, ['of'], compute)]
  return second === undefined ? firsts : [firsts[0], placed(second, ['second'], compute)]
}

function placed(text: unknown, path: readonly (string | number)[], compute: Compute): PlacedTerm {
  return { term: termOf(String(text), compute), text: String(text), path }
}

/** A symbol has a slash; an entry goes before a column of the same name. */
function termOf(text: string, compute: Compute): SeriesTerm {
  if (text.includes('/')) return { kind: 'instrument', symbol: text }
  const column = singleInputs.find((name) => name === text)
  if (column !== undefined && !Object.hasOwn(compute, text)) return { kind: 'column', column }
  const dot = text.indexOf('.')
  return dot < 0
    ? { kind: 'entry', name: text, output: undefined }
    : { kind: 'entry', name: text.slice(0, dot), output: text.slice(dot + 1) }
}

interface Issue {
  readonly message: string
  readonly path: (string | number)[]
}

/** Series that are not there. */
export function strays(compute: Compute): Issue[] {
  return Object.keys(compute).flatMap((name) =>
    entryOf(name, compute).terms.flatMap((one) =>
      one?.term.kind !== 'entry' || Object.hasOwn(compute, one.term.name)
        ? []
        : [{ message: `there is no entry \`${one.term.name}\``, path: ['compute', name, ...one.path] }],
    ),
  )
}
