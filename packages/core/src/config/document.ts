import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document, Node } from 'yaml'
import type { ErrorCode } from '../contracts/errors.ts'
import { formatPath, parentPath } from './path.ts'
import { isLocal, openQuote, pastBlanks, syntaxProblem } from './syntax.ts'
import type { ConfigPath, Position } from './types.ts'

/** Something wrong in the text itself, at a place of the text or of a path. */
export interface DocumentProblem {
  readonly severity: 'error' | 'warning'
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
  readonly path: ConfigPath
  readonly position: Position
}

/** A text as plain values, with the place of each. */
export interface ConfigDocument {
  readonly text: string
  /** Maps, lists, texts, numbers, booleans, null; undefined when the text is no YAML at all. */
  readonly value: unknown
  readonly problems: readonly DocumentProblem[]
  /** Of the value, or of the key; of the nearest parent where the path is not written. */
  locate(path: string, at: 'key' | 'value'): Position
  /** Offsets of a value in `text`; undefined where the path is not written. */
  range(path: string): Range | undefined
}

interface Range {
  readonly from: number
  readonly to: number
}

interface Place {
  readonly key: Range | undefined
  readonly value: Range | undefined
}

/** YAML 1.1 words that are texts in YAML 1.2; most other tools still read them as true and false. */
const booleanWords = /^(y|n|yes|no|on|off)$/i
const maxNodes = 200_000
const maxDepth = 100

/** Reads YAML 1.2, of which JSON is a part. Never throws: what is wrong becomes a problem. */
export function readDocument(text: string): ConfigDocument {
  const counter = new LineCounter()
  const problems: DocumentProblem[] = []
  const positionOf = (range: Range): Position => {
    const { line, col } = counter.linePos(range.from)
    return { line: Math.max(1, line), column: Math.max(1, col), length: spanOnLine(text, range) }
  }
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: false, merge: true, version: '1.2' })
  const broken = reportSyntax(document, text, positionOf, problems)
  const reader = new Reader(document, positionOf, problems)
  const value = broken ? undefined : reader.read()
  return {
    text,
    value,
    problems,
    locate: (path, at) => locate(reader.places, path, at, positionOf),
    range: (path) => reader.places.get(path)?.value,
  }
}

function spanOnLine(text: string, { from, to }: Range): number {
  const end = text.indexOf('\n', from)
  return Math.max(1, Math.min(to, end === -1 ? text.length : end) - from)
}

/** One problem a line, and none after one that lets the parser lose its way: what follows would be its echo. */
function reportSyntax(
  { errors, contents }: Document.Parsed,
  text: string,
  positionOf: (range: Range) => Position,
  problems: DocumentProblem[],
): boolean {
  const seen = new Set<number>()
  for (const error of errors) {
    const position = positionOf(openQuote(error, contents) ?? pastBlanks(error, text))
    if (seen.has(position.line)) continue
    seen.add(position.line)
    const line = text.split('\n')[position.line - 1] ?? ''
    problems.push({ severity: 'error', code: 'FEEDLOOM_CONFIG_SYNTAX', ...syntaxProblem(error, line), path: [], position })
    if (!isLocal(error)) break
  }
  return errors.length > 0
}

function locate(places: ReadonlyMap<string, Place>, path: string, at: 'key' | 'value', positionOf: (range: Range) => Position): Position {
  for (let current: string | undefined = path; current !== undefined; current = parentPath(current)) {
    const place = places.get(current)
    // Of a parent the key says more than its whole value.
    const range = at === 'value' && current === path ? (place?.value ?? place?.key) : (place?.key ?? place?.value)
    if (range !== undefined && current !== '') return positionOf(range)
  }
  return { line: 1, column: 1, length: 1 }
}

/** Walks the nodes once: values out, places and problems noted. */
class Reader {
  readonly places: Map<string, Place> = new Map()
  readonly #document: Document.Parsed
  readonly #positionOf: (range: Range) => Position
  readonly #problems: DocumentProblem[]
  /** By name, the last one so far: an alias means what stands before it. */
  readonly #anchors = new Map<string, unknown>()
  #nodes = 0

  constructor(document: Document.Parsed, positionOf: (range: Range) => Position, problems: DocumentProblem[]) {
    this.#document = document
    this.#positionOf = positionOf
    this.#problems = problems
  }

  read(): unknown {
    return this.#value(this.#document.contents, [], undefined)
  }

  #value(node: unknown, path: ConfigPath, alias: Range | undefined): unknown {
    const range = alias ?? rangeOf(node)
    const anchor = (node as { readonly anchor?: string } | null)?.anchor
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    // What an alias stands for has the place of the alias, which is its nearest parent.
    if (alias === undefined) this.#place(path, range)
    if (++this.#nodes > maxNodes || path.length > maxDepth) return this.#tooLarge(path, range)
    if (isAlias(node)) return this.#alias(node, path, alias)
    if (isMap(node)) return this.#map(node.items, path, alias)
    if (isSeq(node)) return node.items.map((item, index) => this.#value(item, [...path, index], alias))
    return isScalar(node) ? scalarValue(node.value) : null
  }

  #alias(
    node: Node & { readonly source: string; resolve(document: Document): unknown },
    path: ConfigPath,
    alias: Range | undefined,
  ): unknown {
    const range = alias ?? rangeOf(node)
    const target = this.#anchors.get(node.source)
    if (target !== undefined) return this.#value(target, path, range)
    this.#report('FEEDLOOM_CONFIG_SYNTAX', path, range, {
      message: `\`*${node.source}\` is an alias in YAML, and no \`&${node.source}\` stands before it`,
      hint: `A pattern needs quotes: "*${node.source}".`,
    })
    return undefined
  }

  #place(path: ConfigPath, value: Range | undefined): void {
    const text = formatPath(path)
    this.places.set(text, { key: this.places.get(text)?.key, value })
  }

  #map(items: readonly { readonly key: unknown; readonly value: unknown }[], path: ConfigPath, alias: Range | undefined): unknown {
    const entries: Record<string, unknown> = {}
    const merged: unknown[] = []
    for (const { key, value } of items) {
      const name = nameOf(key)
      const range = alias ?? rangeOf(key)
      if (name === undefined) this.#notAKey(path, range)
      else if (name === '<<') merged.push(this.#value(value, [...path, '<<'], alias))
      else if (this.#isNew(entries, name, path, range)) {
        this.#checkKey(key, name, path, range)
        if (alias === undefined) this.places.set(formatPath([...path, name]), { key: range, value: undefined })
        put(entries, name, this.#value(value, [...path, name], alias))
      }
    }
    for (const other of merged.flat())
      for (const [name, value] of Object.entries(other ?? {})) if (!Object.hasOwn(entries, name)) put(entries, name, value)
    return entries
  }

  #isNew(entries: object, name: string, path: ConfigPath, range: Range | undefined): boolean {
    if (!Object.hasOwn(entries, name)) return true
    const first = this.places.get(formatPath([...path, name]))?.key
    const line = first === undefined ? '' : `; it was first written on line ${this.#positionOf(first).line}`
    const isComponent = path.length === 1 && ['sources', 'processors', 'sinks', 'caches'].includes(String(path[0]))
    this.#report('FEEDLOOM_CONFIG_DUPLICATE_KEY', [...path, name], range, {
      message: `the key \`${name}\` stands here twice${line}`,
      hint: isComponent ? `Remove one of them, or give the second a name: \`${name}/second\`.` : 'Remove one of them.',
    })
    return false
  }

  #checkKey(key: unknown, name: string, path: ConfigPath, range: Range | undefined): void {
    if (name.includes('${')) {
      this.#report('FEEDLOOM_CONFIG_INTERPOLATION_IN_KEY', [...path, name], range, {
        message: `\`${name}\` has a \`\${…}\` in a key; only values are interpolated`,
        hint: 'Write the key out.',
      })
    }
    const quoted = isScalar(key) && (key.type === 'QUOTE_DOUBLE' || key.type === 'QUOTE_SINGLE')
    if (quoted || !booleanWords.test(name)) return
    const position = this.#positionOf(range ?? { from: 0, to: 0 })
    this.#problems.push({
      severity: 'warning',
      code: 'FEEDLOOM_CONFIG_BOOLEAN_WORD',
      message: `the key \`${name}\` is a text here, but YAML 1.1 tools read it as ${/^(y|yes|on)$/i.test(name) ? 'true' : 'false'}`,
      hint: `Choose another name, or quote it: "${name}".`,
      path: [...path, name],
      position,
    })
  }

  #notAKey(path: ConfigPath, range: Range | undefined): void {
    this.#report('FEEDLOOM_CONFIG_SYNTAX', path, range, {
      message: 'a list or a map cannot be a key',
      hint: 'Write the key as a plain word; quote a text that begins with `[`, `{` or `*`.',
    })
  }

  #tooLarge(path: ConfigPath, range: Range | undefined): undefined {
    if (this.#nodes <= maxNodes + 1 || path.length > maxDepth) {
      this.#report('FEEDLOOM_CONFIG_TOO_LARGE', path.slice(0, 3), range, {
        message: 'the config is too deep or too large; an alias may contain itself',
        hint: 'Write it out without nested aliases.',
      })
    }
    this.#nodes = Number.POSITIVE_INFINITY
    return undefined
  }

  #report(code: ErrorCode, path: ConfigPath, range: Range | undefined, text: { readonly message: string; readonly hint: string }): void {
    this.#problems.push({ severity: 'error', code, ...text, path, position: this.#positionOf(range ?? { from: 0, to: 0 }) })
  }
}

/** The merge key `<<` is a symbol to the parser. */
function nameOf(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined
  return typeof key.value === 'symbol' ? '<<' : String(key.value)
}

/** `__proto__` too becomes an ordinary key, which is then unknown. */
function put(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
}

function rangeOf(node: unknown): Range | undefined {
  const range = (node as { readonly range?: readonly number[] | null } | null | undefined)?.range
  return range === null || range === undefined ? undefined : { from: range[0] ?? 0, to: range[1] ?? 0 }
}

/** Only what JSON knows, so that nothing unexpected reaches a schema. */
function scalarValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value) ?? ''
}
