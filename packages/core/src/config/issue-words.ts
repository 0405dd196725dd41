import type { ErrorCode } from '../contracts/errors.ts'
import type { SchemaIssue } from '../contracts/schema.ts'

/** A zod issue as far as it is used here; other libraries give `message` and `path` only. */
export interface RichIssue {
  readonly message: string
  readonly path?: SchemaIssue['path']
  readonly code?: string
  readonly expected?: string
  readonly keys?: readonly string[]
  readonly values?: readonly unknown[]
  readonly options?: readonly unknown[]
  readonly origin?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly errors?: readonly (readonly RichIssue[])[]
  readonly issues?: readonly RichIssue[]
  readonly params?: { readonly feedloom?: { readonly code: ErrorCode; readonly hint: string } }
}

/** What a schema wants, in plain words. */
export const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  tuple: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  null: 'nothing',
}

const formatNames: Readonly<Record<string, string>> = {
  url: 'an address of the right kind',
  email: 'an e-mail address',
  ipv4: 'an IPv4 address',
}

/** What is wrong with a value, as the end of a sentence that begins with its name. */
export function complaint(issue: RichIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `wants ${typeNames[issue.expected ?? ''] ?? issue.expected ?? 'something else'}`
    case 'too_small':
    case 'too_big':
      return limit(issue)
    case 'invalid_format':
      return `is not ${formatNames[issue.format ?? ''] ?? 'written as it should be'}`
    default:
      return issue.message
  }
}

function limit({ code, origin, minimum, maximum }: RichIssue): string {
  const bound = code === 'too_small' ? `at least ${minimum}` : `at most ${maximum}`
  if (origin === 'string') return minimum === 1 && code === 'too_small' ? 'must not be empty' : `must have ${bound} letters`
  if (origin === 'array' || origin === 'set')
    return minimum === 1 && code === 'too_small' ? 'must not be an empty list' : `must have ${bound} items`
  return `must be ${bound}`
}

/** What people who come from YAML 1.1, or from quotes everywhere, write. */
export function typeHint(written: unknown, expected: string | undefined, patterned: boolean): string | undefined {
  if (written === null) return 'Give it a value, or remove the key.'
  if (expected === 'array' && written !== undefined && typeof written !== 'object') return 'Put it in brackets: `[…]`.'
  if (expected === 'array' && written !== undefined) return 'Begin each item on a line of its own with `- `.'
  if (expected === 'string' && !patterned && (typeof written === 'number' || typeof written === 'boolean'))
    return `Quote it: "${String(written)}".`
  if (typeof written !== 'string') return undefined
  if (expected === 'boolean' && /^(y|yes|on|true)$/i.test(written)) return 'Write `true`, without quotes; YAML 1.2 knows no other word.'
  if (expected === 'boolean' && /^(n|no|off|false)$/i.test(written)) return 'Write `false`, without quotes; YAML 1.2 knows no other word.'
  const number = written.replaceAll(/[_,]/g, '')
  if ((expected === 'number' || expected === 'int') && number.trim() !== '' && Number.isFinite(Number(number)))
    return `Write \`${number}\`, without quotes or separators.`
  return undefined
}

/** A value, short enough for a sentence. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map of keys'
  if (typeof value !== 'string') return `\`${JSON.stringify(value) ?? typeof value}\``
  return value === '' ? 'an empty text' : `the text \`${value.length > 60 ? `${value.slice(0, 60)}…` : value}\``
}
