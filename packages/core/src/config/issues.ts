import type { ErrorCode } from '../contracts/errors.ts'
import type { SchemaIssue } from '../contracts/schema.ts'
import { formatPath, shortName } from './path.ts'
import { complaint, describeValue, typeHint, typeNames } from './issue-words.ts'
import type { RichIssue } from './issue-words.ts'
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
  if (own !== undefined) {
    const seen = typeof written === 'object' ? '' : shown(written, path, scene, ':')
    return [at(path, scene, own.code, `${shortName(fullPath(path, scene))} ${issue.message}${seen}`, own.hint)]
  }
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

function plain(issue: RichIssue, path: ConfigPath, scene: IssueScene): FindingFields {
  const name = shortName(fullPath(path, scene))
  const written = valueAt(scene.value, path)
  if (isDurationAt(path, scene)) {
    const message = `${name} is not a duration${shown(written, path, scene, ':')}`
    return at(path, scene, 'FEEDLOOM_CONFIG_DURATION_INVALID', message, durationHint(written))
  }
  const known = issue.code === 'invalid_type' || issue.code === 'too_small' || issue.code === 'too_big' || issue.code === 'invalid_format'
  const said = complaint(issue)
  const link = /^(is|are|has|must|wants|needs|may|cannot)\b/.test(said) ? '' : ':'
  const message = `${name}${link} ${said}${known && !isEmpty(written) ? shown(written, path, scene) : ''}`
  const isType = issue.code === 'invalid_type'
  const hint = (isType ? typeHint(written, issue.expected, hasPattern(path, scene)) : undefined) ?? describe(path, scene)
  return at(path, scene, isType ? 'FEEDLOOM_CONFIG_TYPE_INVALID' : 'FEEDLOOM_CONFIG_VALUE_INVALID', message, hint)
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0)
}

/** A plugin may have a duration of its own making: the pattern gives it away. */
function isDurationAt(path: ConfigPath, scene: IssueScene): boolean {
  if (scene.json === undefined) return false
  return schemasAt(scene.json, path).some(({ pattern }) => typeof pattern === 'string' && pattern.includes('(ms|s|m|h|d'))
}

function hasPattern(path: ConfigPath, scene: IssueScene): boolean {
  return scene.json !== undefined && schemasAt(scene.json, path).some(({ pattern }) => pattern !== undefined)
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
