import type { Plugin, PluginKind } from '../contracts/plugin.ts'
import { commonSchemas, frameSchema, sectionKinds, sectionNames } from './frame-schema.ts'
import type { SectionName } from './frame-schema.ts'
import { kindsKnown } from './kind-names.ts'
import { jsonSchemaOf } from './schema-at.ts'
import type { JsonSchema } from './schema-at.ts'
import type { PluginSet } from './types.ts'

/**
 * The JSON Schema (draft 7) of a config that uses these plugins, for editors: each component key completes to the keys
 * of its plugin. Put `# yaml-language-server: $schema=./feedloom.schema.json` on the first line of the config.
 */
export function composeJsonSchema(plugins: PluginSet | readonly Plugin[]): Record<string, unknown> {
  const all = 'all' in plugins ? plugins.all().map(({ plugin }) => plugin) : plugins
  const frame = jsonSchemaOf(frameSchema) ?? {}
  const properties = { ...(frame['properties'] as Record<string, JsonSchema>) }
  for (const section of sectionNames) properties[section] = sectionSchema(section, all, properties[section]?.['description'])
  const recorder = all.find((plugin) => plugin.kind === 'sink' && plugin.type === 'recorder')
  if (recorder !== undefined) properties['record'] = described(recorder, properties['record']?.['description'])
  const composed = {
    ...frame,
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Feedloom config',
    properties,
    definitions: definitionsOf(all),
  }
  const kinds = [...kindsKnown(all.map((plugin) => ({ plugin, from: '' })))]
  return openedForVariables(withKinds(withParts(composed, all), kinds)) as Record<string, unknown>
}

/** Editors offer `properties` as names; `patternProperties` are for ids with a slash. */
function sectionSchema(section: SectionName, all: readonly Plugin[], description: unknown): JsonSchema {
  const own = all.filter(({ kind }) => kind === sectionKinds[section])
  return {
    ...(description === undefined ? {} : { description }),
    type: ['object', 'null'],
    properties: Object.fromEntries(own.map((plugin) => [plugin.type, described(plugin, plugin.summary)])),
    patternProperties: Object.fromEntries(own.map((plugin) => [`^${plugin.type}(/.+)?$`, { $ref: referenceTo(plugin) }])),
    // Any other id says its type; what stands beside it depends on that.
    additionalProperties: own.length === 0 ? { type: 'object' } : { anyOf: own.map(withType) },
  }
}

function described(plugin: Plugin, description: unknown): JsonSchema {
  return { ...(description === undefined ? {} : { description }), allOf: [{ $ref: referenceTo(plugin) }] }
}

function referenceTo({ kind, type }: Plugin): string {
  return `#/definitions/${kind}.${type}`
}

function withType(plugin: Plugin): JsonSchema {
  const type = {
    anyOf: [{ const: plugin.type }, { pattern: `#${plugin.type}$` }],
    description: 'Plugin that makes the component; `package#type` where two packages give the same type.',
  }
  return { type: 'object', required: ['type'], properties: { type }, allOf: [{ $ref: referenceTo(plugin) }] }
}

/** Keys of the plugin and those that every component of the section has. */
function componentSchema(section: SectionName, plugin: Plugin): JsonSchema {
  const common = (jsonSchemaOf(commonSchemas[section])?.['properties'] ?? {}) as Record<string, unknown>
  const { $schema: _dialect, definitions: _inner, $defs: _defs, ...own } = relinked(jsonSchemaOf(plugin.configSchema) ?? {}, plugin)
  return { ...nullable(merged(own, common)), description: plugin.summary }
}

function merged(own: JsonSchema, common: Readonly<Record<string, unknown>>): JsonSchema {
  for (const word of ['anyOf', 'oneOf']) {
    const alternatives = own[word]
    if (Array.isArray(alternatives)) return { ...own, [word]: alternatives.map((one: JsonSchema) => merged(one, common)) }
  }
  if (own['type'] !== 'object') return { ...own, type: 'object' }
  const open = own['additionalProperties'] ?? (own['patternProperties'] === undefined ? false : undefined)
  const properties = { ...(own['properties'] as object | undefined), ...common }
  return { ...own, properties, ...(open === undefined ? {} : { additionalProperties: open }) }
}

/** `console:` with nothing behind it is a component too, unless some key is required. */
function nullable(schema: JsonSchema): JsonSchema {
  const needsKeys = Array.isArray(schema['required']) && schema['required'].length > 0
  return needsKeys || schema['type'] !== 'object' ? schema : { ...schema, type: ['object', 'null'] }
}

/** One definition a component plugin; those of its own schema move here too, under its name. */
function definitionsOf(all: readonly Plugin[]): Record<string, unknown> {
  const components = sectionNames.flatMap((section) => {
    const own = all.filter(({ kind }) => kind === sectionKinds[section])
    return own.map((plugin) => [`${plugin.kind}.${plugin.type}`, componentSchema(section, plugin)] as const)
  })
  const inner = Object.fromEntries(
    all.flatMap((plugin) => {
      const json = jsonSchemaOf(plugin.configSchema) ?? {}
      const own = { ...(json['definitions'] as object | undefined), ...(json['$defs'] as object | undefined) }
      return Object.entries(own).map(([name, schema]) => [
        definitionName(plugin.kind, plugin.type, name),
        relinked(schema as JsonSchema, plugin),
      ])
    }),
  )
  const parts = all
    .filter(({ kind }) => partKinds.includes(kind))
    .map((plugin) => [`${plugin.kind}.${plugin.type}`, partSchema(plugin)] as const)
  return { ...Object.fromEntries(components), ...Object.fromEntries(parts), ...inner }
}

/** Kinds that a component names inside its own keys. */
const partKinds: readonly PluginKind[] = ['indicator']

/** `macd:` with nothing behind it has the defaults. */
function partSchema(plugin: Plugin): JsonSchema {
  const { $schema: _dialect, definitions: _inner, $defs: _defs, ...own } = relinked(jsonSchemaOf(plugin.configSchema) ?? {}, plugin)
  return { ...nullable(own), description: plugin.summary }
}

function definitionName(kind: PluginKind, type: string, name: string): string {
  return `${kind}.${type}.${name}`
}

function relinked(schema: JsonSchema, plugin: Plugin): JsonSchema {
  return mapSchemas(schema, (part) => {
    const reference = part['$ref']
    const name = typeof reference === 'string' ? /^#\/(?:definitions|\$defs)\/(.+)$/.exec(reference)?.[1] : undefined
    return name === undefined ? part : { ...part, $ref: `#/definitions/${definitionName(plugin.kind, plugin.type, name)}` }
  }) as JsonSchema
}

/** Where a plugin may be named, editors offer those that there are, and the keys of each. */
function withParts(schema: JsonSchema, all: readonly Plugin[]): JsonSchema {
  return mapSchemas(schema, (part) => {
    const { [partMark]: kind, ...rest } = part
    const plugins = all.filter((plugin) => plugin.kind === kind)
    if (plugins.length === 0) return kind === undefined ? part : rest
    const names = Object.fromEntries(plugins.map((plugin) => [plugin.type, described(plugin, plugin.summary)]))
    const others = plugins.flatMap((plugin) => (plugin.aliases ?? []).map((alias) => [`^${alias}$`, { $ref: referenceTo(plugin) }]))
    const properties = { ...(rest['properties'] as object | undefined), ...names }
    return { ...rest, properties, patternProperties: Object.fromEntries(others), additionalProperties: false }
  }) as JsonSchema
}

/** Set by a schema whose map names one plugin of that kind, with its parameters. */
const partMark = 'x-feedloom-plugin'

/** Where a kind of data is wanted, editors offer those that exist with these plugins. */
function withKinds(schema: JsonSchema, kinds: readonly string[]): JsonSchema {
  return mapSchemas(schema, (part) => {
    if (part[kindMark] === undefined) return part
    const { [kindMark]: _mark, examples: _examples, ...rest } = part
    return { ...rest, enum: kinds }
  }) as JsonSchema
}

/** Set by `dataKind()`; replaced by the list of kinds. */
const kindMark = 'x-feedloom-kind'

const variable = '\\$\\{(env|file):'

/** A number may come from `${env:…}`, and a text with a pattern too. */
function openedForVariables(schema: unknown): unknown {
  return mapSchemas(schema, (part) => {
    const type = part['type']
    if (type === 'string' && typeof part['pattern'] === 'string') return { ...part, pattern: `${part['pattern']}|${variable}` }
    if (type !== 'number' && type !== 'integer' && type !== 'boolean') return part
    return { ...part, type: [type, 'string'], pattern: variable }
  })
}

/** Applies a change to every map of a schema, inner ones first. */
function mapSchemas(part: unknown, change: (part: JsonSchema) => JsonSchema): unknown {
  if (Array.isArray(part)) return part.map((item: unknown) => mapSchemas(item, change))
  if (typeof part !== 'object' || part === null) return part
  return change(Object.fromEntries(Object.entries(part).map(([key, value]) => [key, mapSchemas(value, change)])))
}
