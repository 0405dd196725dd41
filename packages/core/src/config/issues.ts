import type { ErrorCode } from '../contracts/errors.ts'
import type { SchemaIssue } from '../contracts/schema.ts'
import { formatPath, shortName } from './path.ts'
import { durationHint } from './parts.ts'
import { descriptionAt, isSecretAt, keysAt, schemasAt } from './schema-at.ts'
import type { JsonSchema } from './schema-at.ts'
import { didYouMean, listed } from './suggest.ts'
import type { ConfigPath, FindingFields } from './types.ts'

/** What is known around a value whose schema complains. */
export interface IssueScene {
  /** Where the value stands in the config. */
  readonly base: ConfigPath
  readonly value: unknown
  readonly json: JsonSchema | undefined
  /** Keys that are allowed beside those of the schema (`type`, `subscribe`, …). */
  readonly commonKeys: readonly string[]
  /** Who reads it, for messages: `the source binance`. */
  readonly owner: string
}

/** A zod issue as far as it is used here; other libraries give `message` and `path` only. */
interface RichIssue {
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

/** The findings of one complaint of a schema. */
export function findingsOf(issue: SchemaIssue, scene: IssueScene): readonly FindingFields[] {
  return translate(issue, keysOf(issue.path), scene)
}

/** The steps of a Standard Schema path. */
export function keysOf(path: SchemaIssue['path']): ConfigPath {
  return (path ?? []).map((step) => {
    const key = typeof step === 'object' ? step.key : step
    return typeof key === 'number' ? key : String(key)
  })
}

function translate(issue: RichIssue, path: ConfigPath, scene: IssueScene): readonly FindingFields[] {
  const written = valueAt(scene.value, path)
  const own = issue.params?.feedloom
  if (own !== undefined)
    return [at(path, scene, own.code, `${shortName(fullPath(path, scene))} ${issue.message}${shown(written, path, scene, ':')}`, own.hint)]
  switch (issue.code) {
    case 'unrecognized_keys':
      return (issue.keys ?? []).map((key) => unknownKey([...path, key], scene))
    case 'invalid_union':
      return union(issue, path, scene)
    case 'invalid_key':
      return (issue.issues ?? []).slice(0, 1).map(() => ({
        ...at(
          path,
          scene,
          'FEEDLOOM_CONFIG_UNKNOWN_KEY',
          `${shortName(fullPath(path, scene))} is not a key that may stand here`,
          describe(path.slice(0, -1), scene),
        ),
        at: 'key' as const,
      }))
    case 'invalid_value':
      return [choice(path, scene, (issue.values ?? []).map(String))]
    default:
      return [written === undefined && path.length > 0 ? missingKey(path, scene) : plain(issue, path, scene)]
  }
}

/** One finding for a key that nobody reads. */
export function unknownKey(path: ConfigPath, scene: IssueScene): FindingFields {
  const key = String(path.at(-1))
  const allowed = [...keysAt(scene.json, path.slice(0, -1)), ...(path.length === 1 ? scene.commonKeys : [])].toSorted()
  const hint = didYouMean(key, allowed) ?? (allowed.length > 0 ? `The keys are ${listed(allowed)}.` : 'Remove it.')
  const where = path.length === 1 ? scene.owner : shortName(fullPath(path.slice(0, -1), scene))
  return { ...at(path, scene, 'FEEDLOOM_CONFIG_UNKNOWN_KEY', `${where} has no key \`${key}\``, hint), at: 'key' }
}

function missingKey(path: ConfigPath, scene: IssueScene): FindingFields {
  const owner = path.length === 1 ? scene.owner : shortName(fullPath(path.slice(0, -1), scene))
  const meaning = descriptionAt(scene.json, path)
  const example = exampleAt(path, scene)
  const hint = `Add \`${String(path.at(-1))}: ${example ?? '…'}\`${meaning === undefined ? '.' : ` (${withoutDot(meaning)}).`}`
  const parent = fullPath(path.slice(0, -1), scene)
  return {
    code: 'FEEDLOOM_CONFIG_MISSING_KEY',
    message: `${owner} lacks the key \`${String(path.at(-1))}\``,
    hint,
    path: parent,
    at: 'key',
  }
}

function choice(path: ConfigPath, scene: IssueScene, values: readonly string[]): FindingFields {
  const written = valueAt(scene.value, path)
  if (written === undefined) return missingKey(path, scene)
  const near = typeof written === 'string' ? didYouMean(written, values) : undefined
  const message = `${shortName(fullPath(path, scene))} must be ${listed(values, 'or')}${shown(written, path, scene)}`
  const code = typeof written === 'string' || values.length === 1 ? 'FEEDLOOM_CONFIG_VALUE_INVALID' : 'FEEDLOOM_CONFIG_TYPE_INVALID'
  return at(path, scene, code, message, near ?? (values.length === 1 ? `Write \`${values[0]}\`.` : describe(path, scene)))
}

/** The complaint of the alternative that the value comes nearest to; of plain alternatives, all in one sentence. */
function union(issue: RichIssue, path: ConfigPath, scene: IssueScene): readonly FindingFields[] {
  const options = issue.options?.map(String)
  if (options !== undefined && options.length > 0) return [choice(path, scene, options)]
  const branches = (issue.errors ?? []).filter((branch) => branch.length > 0)
  const deep = branches.filter((branch) =>
    branch.every((inner) => (inner.path ?? []).length > 0 || inner.code === 'unrecognized_keys' || inner.params !== undefined),
  )
  const best = deep.toSorted((a, b) => a.length - b.length)[0]
  if (best !== undefined) return best.flatMap((inner) => translate(inner, [...path, ...keysOf(inner.path)], scene))
  const wanted = [...new Set(branches.flatMap((branch) => branch.flatMap(wantedBy)))]
  if (wanted.length === 0) return [plain(issue, path, scene)]
  const written = valueAt(scene.value, path)
  if (written === undefined && path.length > 0) return [missingKey(path, scene)]
  const message = `${shortName(fullPath(path, scene))} wants ${wanted.join(' or ')}${shown(written, path, scene)}`
  return [at(path, scene, 'FEEDLOOM_CONFIG_TYPE_INVALID', message, describe(path, scene))]
}

function wantedBy(issue: RichIssue): readonly string[] {
  if (issue.code === 'invalid_value') return (issue.values ?? []).map((value) => `\`${String(value)}\``)
  return issue.expected === undefined ? [] : [typeNames[issue.expected] ?? issue.expected]
}

const typeNames: Readonly<Record<string, string>> = {
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

function plain(issue: RichIssue, path: ConfigPath, scene: IssueScene): FindingFields {
  const name = shortName(fullPath(path, scene))
  const written = valueAt(scene.value, path)
  if (isDurationAt(path, scene))
    return at(
      path,
      scene,
      'FEEDLOOM_CONFIG_DURATION_INVALID',
      `${name} is not a duration${shown(written, path, scene, ':')}`,
      durationHint(written),
    )
  const found = shown(written, path, scene)
  if (issue.code === 'invalid_type') {
    const wants = typeNames[issue.expected ?? ''] ?? issue.expected ?? 'something else'
    return at(
      path,
      scene,
      'FEEDLOOM_CONFIG_TYPE_INVALID',
      `${name} wants ${wants}${found}`,
      typeHint(written, issue.expected, hasPattern(path, scene)) ?? describe(path, scene),
    )
  }
  if (issue.code === 'too_small' || issue.code === 'too_big')
    return at(
      path,
      scene,
      'FEEDLOOM_CONFIG_VALUE_INVALID',
      `${name} ${limit(issue)}${isEmpty(written) ? '' : found}`,
      describe(path, scene),
    )
  if (issue.code === 'invalid_format')
    return at(
      path,
      scene,
      'FEEDLOOM_CONFIG_VALUE_INVALID',
      `${name} is not ${formatNames[issue.format ?? ''] ?? 'written as it should be'}${found}`,
      describe(path, scene),
    )
  return at(
    path,
    scene,
    'FEEDLOOM_CONFIG_VALUE_INVALID',
    `${name}${/^(is|are|has|must|wants|needs|may|cannot)\b/.test(issue.message) ? '' : ':'} ${issue.message}`,
    describe(path, scene),
  )
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0)
}

const formatNames: Readonly<Record<string, string>> = {
  url: 'an address of the right kind',
  email: 'an e-mail address',
  ipv4: 'an IPv4 address',
}

/** A plugin may have a duration of its own making: the pattern gives it away. */
function isDurationAt(path: ConfigPath, scene: IssueScene): boolean {
  if (scene.json === undefined) return false
  return schemasAt(scene.json, path).some(({ pattern }) => typeof pattern === 'string' && pattern.includes('(ms|s|m|h|d'))
}

function hasPattern(path: ConfigPath, scene: IssueScene): boolean {
  return scene.json !== undefined && schemasAt(scene.json, path).some(({ pattern }) => pattern !== undefined)
}

function limit({ code, origin, minimum, maximum }: RichIssue): string {
  const bound = code === 'too_small' ? `at least ${minimum}` : `at most ${maximum}`
  if (origin === 'string') return minimum === 1 && code === 'too_small' ? 'must not be empty' : `must have ${bound} letters`
  if (origin === 'array' || origin === 'set')
    return minimum === 1 && code === 'too_small' ? 'must not be an empty list' : `must have ${bound} items`
  return `must be ${bound}`
}

/** What people who come from YAML 1.1, or from quotes everywhere, write. */
function typeHint(written: unknown, expected: string | undefined, patterned: boolean): string | undefined {
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

/** The description of the field, with examples: the last resort of a hint. */
function describe(path: ConfigPath, scene: IssueScene): string {
  const owners = path.map((_, length) => path.slice(0, path.length - length))
  const meaning = owners.map((owner) => descriptionAt(scene.json, owner)).find((text) => text !== undefined)
  const example = exampleAt(path, scene)
  const parts = [
    ...(meaning === undefined ? [] : [`${withoutDot(meaning)}.`]),
    ...(example === undefined ? [] : [`For example \`${example}\`.`]),
  ]
  return parts.length > 0 ? parts.join(' ') : `See the keys of ${scene.owner}: \`feedloom schema\`.`
}

function exampleAt(path: ConfigPath, scene: IssueScene): string | undefined {
  if (scene.json === undefined) return undefined
  const examples = schemasAt(scene.json, path).flatMap((schema) =>
    Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : [],
  )
  const [first] = examples
  if (first === undefined) return undefined
  return typeof first === 'string' ? first : JSON.stringify(first).replaceAll('"', '').replaceAll(',', ', ')
}

/** `, but it is …`; silent about secrets. */
function shown(written: unknown, path: ConfigPath, scene: IssueScene, link = ', but it is'): string {
  if (written === undefined) return ''
  if (scene.json !== undefined && isSecretAt(scene.json, path)) return ''
  return `${link} ${describeValue(written)}`
}

export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map of keys'
  if (typeof value !== 'string') return `\`${JSON.stringify(value) ?? typeof value}\``
  return value === '' ? 'an empty text' : `the text '${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  let current = value
  for (const step of path)
    current = typeof current === 'object' && current !== null ? (current as Record<string | number, unknown>)[step] : undefined
  return current
}

function fullPath(path: ConfigPath, scene: IssueScene): ConfigPath {
  return [...scene.base, ...path]
}

function at(path: ConfigPath, scene: IssueScene, code: ErrorCode, message: string, hint: string): FindingFields {
  return { code, message, hint, path: formatPath(fullPath(path, scene)) }
}

function withoutDot(text: string): string {
  return text.replace(/\.+$/, '')
}
