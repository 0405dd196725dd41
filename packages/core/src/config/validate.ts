import type { ConfigSchema } from '../contracts/schema.ts'
import { configError, FeedloomError } from '../contracts/errors.ts'
import type { Plugin } from '../contracts/plugin.ts'
import { pathText } from './findings.ts'
import type { Findings } from './findings.ts'
import type { Interpolated } from './interpolate.ts'
import { findingsOf, keysOf, unknownKey } from './issues.ts'
import { formatPath, parentPath } from './path.ts'
import { isSecretAt, jsonSchemaOf, schemasAt } from './schema-at.ts'
import type { JsonSchema } from './schema-at.ts'
import type { ConfigPath } from './types.ts'

export interface Validation {
  readonly base: ConfigPath
  readonly value: unknown
  readonly schema: ConfigSchema
  readonly owner: string
  readonly commonKeys?: readonly string[]
  readonly interpolated: ReadonlyMap<string, Interpolated>
}

/** The schema's output, or undefined when it complained; the complaints become findings. */
export async function validate(check: Validation, findings: Findings): Promise<{ readonly output: unknown } | undefined> {
  const json = jsonSchemaOf(check.schema)
  const value = json === undefined ? check.value : coerced(check.value, check, json)
  noteSecrets(value, check, json, findings)
  const scene = { base: check.base, value, json, commonKeys: check.commonKeys ?? [], owner: check.owner }
  const extra = strayKeys(value, json)
  for (const key of extra) if (!isSpoilt(findings, formatPath([...check.base, key]))) findings.add(unknownKey([key], scene))
  try {
    const result = await check.schema['~standard'].validate(value)
    if (result.issues === undefined) return extra.length > 0 ? undefined : { output: result.value }
    for (const issue of result.issues) {
      if (isSpoilt(findings, formatPath([...check.base, ...keysOf(issue.path)]))) continue
      for (const fields of findingsOf(issue, scene)) if (!isSpoilt(findings, pathText(fields.path))) findings.add(fields)
    }
  } catch (error) {
    findings.add({
      code: 'FEEDLOOM_PLUGIN_BROKEN',
      message: `the schema of ${check.owner} threw: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'This is a fault of the plugin: report it to its authors, or change the value that it stumbles over.',
      path: check.base,
      at: 'key',
    })
  }
  return undefined
}

/** A value that is unusable, or below which something is, has been reported already. */
function isSpoilt(findings: Findings, path: string): boolean {
  for (let current: string | undefined = path; current !== undefined && current !== ''; current = parentPath(current))
    if (findings.isSpoilt(current)) return true
  return false
}

/** Keys that a schema of maps would drop in silence: unknown keys are errors for every plugin, strict or not. */
function strayKeys(value: unknown, json: JsonSchema | undefined): readonly string[] {
  if (json?.['type'] !== 'object' || typeof value !== 'object' || value === null) return []
  const open =
    json['additionalProperties'] !== undefined ||
    json['patternProperties'] !== undefined ||
    ['anyOf', 'oneOf', 'allOf', '$ref'].some((word) => word in json)
  if (open) return []
  const known = Object.keys(json['properties'] ?? {})
  return Object.keys(value).filter((key) => !known.includes(key))
}

/** Interpolated texts become numbers or booleans where the schema wants these: a variable is always a text. */
function coerced(value: unknown, check: Validation, json: JsonSchema): unknown {
  let out = value
  for (const { path } of check.interpolated.values()) {
    if (!isBelow(path, check.base)) continue
    const own = path.slice(check.base.length)
    const types = new Set(schemasAt(json, own).flatMap((schema) => schema['type']))
    out = replaceAt(out, own, (text) => coerceText(text, types))
  }
  return out
}

function isBelow(path: ConfigPath, base: ConfigPath): boolean {
  return base.every((step, index) => path[index] === step)
}

function coerceText(text: unknown, types: ReadonlySet<unknown>): unknown {
  if (typeof text !== 'string' || types.has('string')) return text
  if ((types.has('number') || types.has('integer')) && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

function replaceAt(value: unknown, path: ConfigPath, replace: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return replace(value)
  if (Array.isArray(value)) return value.map((item, index): unknown => (index === step ? replaceAt(item, rest, replace) : item))
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return value
  return { ...value, [step]: replaceAt((value as Record<string, unknown>)[step], rest, replace) }
}

/** Remembers what must not be shown, and warns of secrets that stand in the file in clear. */
function noteSecrets(value: unknown, check: Validation, json: JsonSchema | undefined, findings: Findings): void {
  eachText(value, [], (text, own) => {
    const path = formatPath([...check.base, ...own])
    const from = check.interpolated.get(path)
    // Without a JSON Schema nobody can say which keys are secret, so a secret may go anywhere.
    if (json === undefined ? from?.secret !== true : !isSecretAt(json, own)) return
    findings.secrets.addPlace(path)
    if (text !== '') findings.secrets.addValue(text)
    const inClear = from === undefined || from.defaulted
    if (text === '' || !inClear) return
    findings.add({
      severity: 'warning',
      code: 'FEEDLOOM_CONFIG_SECRET_IN_CLEAR',
      message: `\`${String(own.at(-1))}\` is a secret and stands in the file in clear`,
      hint: `Write "\${env:${variableName(check.base, own)}}" or "\${file:./secret}" in its place, and change the secret if the file was shared.`,
      path,
    })
  })
}

function variableName(base: ConfigPath, own: ConfigPath): string {
  const component = String(base.at(-1) ?? '')
  return [component, ...own.map(String)]
    .join('_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()
}

function eachText(value: unknown, path: ConfigPath, visit: (text: string, path: ConfigPath) => void): void {
  if (typeof value === 'string') visit(value, path)
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) eachText(item, [...path, index], visit)
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) eachText(item, [...path, key], visit)
}

/**
 * Checks the config of a part that a component creates (`context.create`), and fills in its defaults. Throws
 * `FEEDLOOM_PLUGIN_REFUSED` where the schema complains; a loaded config has been checked before, so it does not.
 */
export function parsePluginConfig(plugin: Plugin, config: unknown): unknown {
  const result = plugin.configSchema['~standard'].validate(config)
  if (result instanceof Promise) {
    throw configError('FEEDLOOM_PLUGIN_BROKEN', `the schema of ${plugin.kind} \`${plugin.type}\` is asynchronous`, {
      hint: 'A part made by another component needs a synchronous schema.',
    })
  }
  if (result.issues === undefined) return result.value
  const [first] = result.issues
  const path = (first?.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
  throw configError(
    'FEEDLOOM_PLUGIN_REFUSED',
    `${plugin.kind} \`${plugin.type}\`: ${path === '' ? '' : `${path}: `}${first?.message ?? 'its config is not valid'}`,
    {
      hint: 'Compare the keys with `feedloom schema`.',
    },
  )
}

/** What another's code threw, in one line. */
export function messageOf(thrown: unknown): string {
  return FeedloomError.is(thrown) || thrown instanceof Error ? thrown.message : String(thrown)
}
