import { inAnotherForm } from './fuzz-forms.ts'

/** One key with its value inside a JSON text, as places in it. */
interface Member {
  readonly key: string
  readonly start: number
  readonly valueStart: number
  readonly end: number
}

export interface Mutation {
  readonly payload: Buffer
  /** What was done, for people. */
  readonly done: string
  readonly way: Way
}

/**
 * What was meant to be done. `intact`: the same in another form. `otherwise`: values and bytes changed at random. Whether
 * the meaning has really changed, only `Evidence` says: a key that was removed may be one that is often left out.
 */
export type Way = (typeof semanticWays)[number] | 'truncated' | 'intact' | 'otherwise'

const semanticWays = ['renamed', 'removed', 'added', 'retyped', 'not a number', 'nested'] as const

type Random = () => number

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const below = (random: Random, end: number): number => Math.floor(random() * end)

const strange: readonly string[] = [
  'null',
  'true',
  'false',
  '""',
  '"NaN"',
  '"Infinity"',
  '"-"',
  '" "',
  '"abc"',
  '"0x10"',
  '"1e5"',
  '"1e999"',
  '"1_000"',
  '"1,5"',
  '"٣٫١٤"',
  '"１２"',
  '"\\u0031\\u0032"',
  '-1',
  '"-1"',
  '-0',
  '1.5',
  '1e3',
  '1e400',
  '9007199254740993',
  '99999999999999999999999999',
  '"99999999999999999999999999999999"',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '[["1"]]',
  '[["1","2","3"]]',
  '{"toString":1,"valueOf":1}',
  '{"__proto__":{"p":"1"}}',
  '{"length":2,"0":"1","1":"2"}',
]

/** Kinds of values, so that a value can be replaced by one of another kind. */
const kindOf = (text: string): string => /^["[{]/.exec(text)?.[0] ?? (/^[-\d]/.test(text) ? '0' : 'word')

/** A key with its value, at any depth. */
function memberOf(text: string, random: Random): Member | undefined {
  const matches = [...text.matchAll(/"([A-Za-z0-9]{1,30})":/g)]
  if (matches.length === 0) return undefined
  const match = pick(random, matches)
  const valueStart = match.index + match[0].length
  const end = valueEnd(text, valueStart)
  return end > valueStart ? { key: match[1] ?? '', start: match.index, valueStart, end } : undefined
}

function valueEnd(text: string, from: number): number {
  let depth = 0
  for (let i = from; i < text.length; i++) {
    const letter = text[i]
    if (letter === '"') {
      i = text.indexOf('"', i + 1)
      if (i < 0) return from
    } else if (letter === '[' || letter === '{') depth++
    else if (letter === ']' || letter === '}') {
      if (depth === 0) return i
      depth--
    } else if (letter === ',' && depth === 0) return i
  }
  return from
}

const replaced = (text: string, from: number, to: number, by: string): string => text.slice(0, from) + by + text.slice(to)

const noNumbers = [
  '"abc"',
  '""',
  '"NaN"',
  '"-"',
  '"."',
  '"1."',
  '"1,5"',
  '"1.2.3"',
  '" 1"',
  '"0x10"',
  '"Infinity"',
  '"1e999"',
  '"۱"',
] as const

/** A row with a cell more or less, or as something else; undefined where there is none. */
function brokenRow(text: string, random: Random): readonly [string, string] | undefined {
  const rows = [...text.matchAll(/\["[^\][]*\]/g)]
  if (rows.length === 0) return undefined
  const { 0: row, index } = pick(random, rows)
  const cells = row.slice(1, -1).split(',')
  const by = pick(random, [
    `[${cells.slice(1).join()}]`,
    `[${[...cells, '"1"'].join()}]`,
    `[${cells.map((cell) => `[${cell}]`).join()}]`,
    `{"0":${cells[0]}}`,
    cells[0] ?? '',
    'null',
    '[]',
  ])
  return [replaced(text, index, index + row.length, by), `before or after, row ${row} made ${by}`]
}

type OnMember = (text: string, member: Member, random: Random) => readonly [text: string, done: string]

const semantics: Readonly<Record<(typeof semanticWays)[number], OnMember>> = {
  renamed: (text, { key, start, valueStart }, random) => {
    const name = pick(random, [
      `${key}${key}`,
      `${key}2`,
      key.toUpperCase() === key ? key.toLowerCase() : key.toUpperCase(),
      'zz',
      '',
      `${key}\\u0000`,
    ])
    return [replaced(text, start, valueStart, `"${name}":`), `renamed to '${name}'`]
  },
  removed: (text, { start, end }) => {
    const from = text[end] === ',' ? start : text[start - 1] === ',' ? start - 1 : start
    return [replaced(text, from, text[end] === ',' ? end + 1 : end, ''), 'removed']
  },
  retyped: (text, { valueStart, end }, random) => {
    const own = kindOf(text.slice(valueStart, end))
    const others = strange.filter((value) => kindOf(value) !== own)
    const quoted =
      own === '0' ? `"${text.slice(valueStart, end)}"` : own === '"' ? text.slice(valueStart + 1, end - 1) : pick(random, others)
    const by = random() < 0.4 ? quoted || 'null' : pick(random, others)
    return [replaced(text, valueStart, end, by), `retyped to ${by.slice(0, 60)}`]
  },
  added: (text, { start }, random) => {
    const key = pick(random, [
      'x',
      'zz',
      'e',
      'E',
      'M',
      'data',
      'stream',
      's',
      'toString',
      '__proto__',
      'constructor',
      'lastUpdateId',
      'é',
      '\\u0065',
    ])
    return [replaced(text, start, start, `"${key}":${pick(random, strange)},`), `new key '${key}' before it`]
  },
  'not a number': (text, _, random) => {
    const numbers = [...text.matchAll(/"-?\d+(?:\.\d+)?"(?!:)/g)]
    if (numbers.length === 0) return [text, 'left as it is']
    const { 0: number, index } = pick(random, numbers)
    const by = pick(random, noNumbers)
    return [replaced(text, index, index + number.length, by), `before or after, number ${number} made ${by}`]
  },
  nested: (text, { valueStart, end }, random) => {
    const broken = random() < 0.5 ? brokenRow(text, random) : undefined
    if (broken !== undefined) return broken
    const depth = random() < 0.01 ? 20_000 : pick(random, [1, 3, 40, 500])
    const [open, close] = pick(random, [
      ['[', ']'],
      ['{"a":', '}'],
    ])
    const inner = text.slice(valueStart, end)
    return [replaced(text, valueStart, end, open.repeat(depth) + inner + close.repeat(depth)), `nested ${depth} deep`]
  },
}

const others: readonly OnMember[] = [
  (text, { valueStart, end }, random) => {
    const by = pick(random, strange)
    return [replaced(text, valueStart, end, by), `value ${by}`]
  },
  (text, { key, start, valueStart, end }, random) => {
    const value = random() < 0.5 ? text.slice(valueStart, end) : pick(random, strange)
    return [replaced(text, start, start, `"${key}":${value},`), `given twice, first as ${value.slice(0, 40)}`]
  },
  (text, member, random) => {
    const other = memberOf(text, random) ?? member
    const [first, second] = member.start < other.start ? [member, other] : [other, member]
    if (first.end > second.valueStart) return [text, 'left as it is']
    const [a, b] = [text.slice(first.valueStart, first.end), text.slice(second.valueStart, second.end)]
    return [replaced(replaced(text, second.valueStart, second.end, a), first.valueStart, first.end, b), `exchanged with '${other.key}'`]
  },
  (text, { valueStart }, random) => {
    const odd = pick(random, ['\u0000', '\u2028', '😀', '\uD800', '\uFEFF', '\\', '\\u12', 'é', '\u00A0', '\t', '\n', ' '])
    const at = valueStart + below(random, 3)
    return [replaced(text, at, at, odd), `letter U+${(odd.codePointAt(0) ?? 0).toString(16)} put in`]
  },
]

/** Bytes that went wrong on the way. */
function damagedBytes(payload: Uint8Array, random: Random): readonly [Buffer, string] {
  const bytes = Buffer.from(payload)
  const at = below(random, Math.max(1, bytes.length))
  switch (below(random, 5)) {
    case 0:
      return [bytes.subarray(0, at), `cut at ${at}`]
    case 1:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8))
      return [bytes, `a bit flipped at ${at}`]
    case 2:
      bytes[at] = pick(random, [...Buffer.from('0123456789"{}[],:.-eE+ \\tfn\u0000\u007F'), 0xff, 0xc3])
      return [bytes, `a byte replaced at ${at}`]
    case 3:
      return [Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 6))]), `bytes missing at ${at}`]
    default: {
      const end = Math.min(bytes.length, at + 1 + below(random, 20))
      return [Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]), `bytes ${at} to ${end} given twice`]
    }
  }
}

/** One frame gone wrong: most of them in a way that changes the meaning, some in a way that must not be noticed. */
export function mutated(payload: Uint8Array, random: Random): Mutation {
  const choice = random()
  const text = Buffer.from(payload).toString()
  if (choice < 0.08) return { payload: Buffer.from(inAnotherForm(text, random)), done: 'in another form', way: 'intact' }
  if (choice < 0.18) {
    const at = below(random, payload.length)
    return { payload: Buffer.from(payload.subarray(0, at)), done: `cut at ${at}`, way: 'truncated' }
  }
  const member = choice < 0.3 ? undefined : memberOf(text, random)
  if (member === undefined) {
    const [bytes, done] = damagedBytes(payload, random)
    return { payload: bytes, done, way: 'otherwise' }
  }
  const way = choice < 0.88 ? pick(random, semanticWays) : 'otherwise'
  const [after, done] = (way === 'otherwise' ? pick(random, others) : semantics[way])(text, member, random)
  return { payload: Buffer.from(after), done: `'${member.key}' ${done}`, way }
}
