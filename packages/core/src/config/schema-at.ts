import type { ConfigSchema } from '../contracts/schema.ts'
import type { ConfigPath } from './types.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

const known = new WeakMap<ConfigSchema, JsonSchema | undefined>()

/** The JSON Schema of what people write; undefined when the schema's library gives none. Worked out once a schema. */
export function jsonSchemaOf(schema: ConfigSchema): JsonSchema | undefined {
  if (!known.has(schema)) known.set(schema, convert(schema))
  return known.get(schema)
}

function convert(schema: ConfigSchema): JsonSchema | undefined {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-07' })
  } catch {
    // A schema that no JSON Schema can say (a custom check of an exotic type) gets no completion, nothing worse.
    return undefined
  }
}

/** Every sub-schema that may describe the value at `path`: more than one below an `anyOf`. */
export function schemasAt(root: JsonSchema, path: ConfigPath): readonly JsonSchema[] {
  let current = spread(root, root, 0)
  for (const step of path) current = current.flatMap((schema) => childrenOf(schema, step)).flatMap((child) => spread(child, root, 0))
  return current
}

export function isSecretAt(root: JsonSchema, path: ConfigPath): boolean {
  return schemasAt(root, path).some((schema) => schema['writeOnly'] === true)
}

export function descriptionAt(root: JsonSchema | undefined, path: ConfigPath): string | undefined {
  if (root === undefined) return undefined
  return schemasAt(root, path)
    .map((schema) => schema['description'])
    .find((text): text is string => typeof text === 'string')
}

/** Names of the keys that a map at `path` may have. */
export function keysAt(root: JsonSchema | undefined, path: ConfigPath): readonly string[] {
  if (root === undefined) return []
  return schemasAt(root, path).flatMap((schema) => Object.keys(asMap(schema['properties'])))
}

/** Itself and its alternatives, references followed. */
function spread(schema: JsonSchema, root: JsonSchema, depth: number): readonly JsonSchema[] {
  if (depth > 8) return []
  const others = ['anyOf', 'oneOf', 'allOf'].flatMap((word) => (Array.isArray(schema[word]) ? (schema[word] as JsonSchema[]) : []))
  const reference = schema['$ref']
  const target = typeof reference === 'string' ? follow(root, reference) : undefined
  return [schema, ...[...others, ...(target === undefined ? [] : [target])].flatMap((other) => spread(other, root, depth + 1))]
}

function follow(root: JsonSchema, reference: string): JsonSchema | undefined {
  if (!reference.startsWith('#')) return undefined
  let current: unknown = root
  for (const step of reference
    .slice(1)
    .split('/')
    .filter((part) => part !== ''))
    current = asMap(current)[step.replaceAll('~1', '/').replaceAll('~0', '~')]
  return current === undefined ? undefined : asMap(current)
}

function childrenOf(schema: JsonSchema, step: string | number): readonly JsonSchema[] {
  if (typeof step === 'number')
    return isMap(schema['items']) ? [schema['items']] : Array.isArray(schema['items']) ? [asMap(schema['items'][step])] : []
  const properties = asMap(schema['properties'])
  if (Object.hasOwn(properties, step)) return [asMap(properties[step])]
  const patterns = Object.entries(asMap(schema['patternProperties'])).filter(([pattern]) => new RegExp(pattern).test(step))
  if (patterns.length > 0) return patterns.map(([, child]) => asMap(child))
  return isMap(schema['additionalProperties']) ? [schema['additionalProperties']] : []
}

function isMap(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asMap(value: unknown): JsonSchema {
  return isMap(value) ? value : {}
}
