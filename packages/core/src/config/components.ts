import type { Plugin } from '../contracts/plugin.ts'
import type { Findings } from './findings.ts'
import { commonKeys, commonSchemas, sectionKinds, sectionNames } from './frame-schema.ts'
import type { BatchingOutput, CommonOutput, SectionName } from './frame-schema.ts'
import type { Interpolated } from './interpolate.ts'
import { describeValue } from './issue-words.ts'
import { checkKind } from './kind-names.ts'
import { formatPath } from './path.ts'
import type { PluginLoad } from './load-plugins.ts'
import { matchPlugin, typesOf } from './plugin-set.ts'
import { installedPlugins } from './resolve-package.ts'
import { listed, nearest } from './suggest.ts'
import type { ConfigPath, SinkConfig } from './types.ts'
import { validate } from './validate.ts'

/** A component on its way from the text to the engine. What could not be made out is undefined, and said. */
export interface ComponentDraft {
  readonly section: SectionName
  readonly id: string
  /** `sources.binance`, or `record`. */
  readonly path: ConfigPath
  readonly type: string
  readonly plugin: Plugin | undefined
  readonly common: CommonOutput | undefined
  /** The plugin's keys, checked; undefined when its schema complained. */
  readonly config: { readonly output: unknown } | undefined
}

export interface ComponentScene {
  readonly load: PluginLoad
  /** Where packages are looked for, for hints. */
  readonly folders: readonly string[]
  readonly interpolated: ReadonlyMap<string, Interpolated>
  readonly findings: Findings
  /** Kinds of data that exist with these plugins. */
  readonly kinds: ReadonlySet<string>
}

const idPattern = /^[A-Za-z][\w-]*(\/[\w-]+)?$/

/** Makes out type, plugin and keys of one component. */
export async function readComponent(
  section: SectionName,
  id: string,
  written: unknown,
  path: ConfigPath,
  scene: ComponentScene,
): Promise<ComponentDraft> {
  const { findings } = scene
  const keys = keysOf(written, path, findings)
  checkId(id, path, findings)
  const [common, own] = splitKeys(keys ?? {}, section)
  const type = typeof common['type'] === 'string' ? common['type'] : (id.split('/')[0] ?? id)
  const typePath = typeof common['type'] === 'string' ? [...path, 'type'] : path
  const plugin = findPlugin(section, type, typePath, scene)
  const owner = `the ${sectionKinds[section]} \`${id}\``
  const shared = { base: path, owner, interpolated: scene.interpolated }
  checkKinds(common, path, scene)
  const parsed = await validate({ ...shared, value: common, schema: commonSchemas[section] }, findings)
  const config =
    plugin === undefined || keys === undefined
      ? undefined
      : await validate({ ...shared, value: own, schema: plugin.configSchema, commonKeys: commonKeys[section] }, findings)
  // Nobody knows which keys of an unknown plugin are secret.
  if (plugin === undefined) findings.spoil(formatPath(path))
  return { section, id, path, type: plugin?.type ?? type, plugin, common: parsed?.output as CommonOutput | undefined, config }
}

/** `console:` with nothing behind it is a component without keys. */
function keysOf(written: unknown, path: ConfigPath, findings: Findings): Readonly<Record<string, unknown>> | undefined {
  if (written === null || written === undefined) return {}
  if (typeof written === 'object' && !Array.isArray(written)) return written as Record<string, unknown>
  findings.add({
    code: 'FEEDLOOM_CONFIG_TYPE_INVALID',
    message: `a component wants a map of keys, but it is ${describeValue(written)}`,
    hint: 'Put its keys on lines of their own, or leave it empty.',
    path,
  })
  return undefined
}

function checkId(id: string, path: ConfigPath, findings: Findings): void {
  if (idPattern.test(id) || path.length === 1 || findings.isSpoilt(formatPath(path))) return
  findings.add({
    code: 'FEEDLOOM_CONFIG_ID_INVALID',
    message: `\`${id}\` is not a component id`,
    hint: 'An id is `type` or `type/name`: letters, digits, dashes, underscores, and at most one slash.',
    path,
    at: 'key',
  })
}

function splitKeys(
  keys: Readonly<Record<string, unknown>>,
  section: SectionName,
): readonly [Record<string, unknown>, Record<string, unknown>] {
  const isCommon = (key: string): boolean => commonKeys[section].includes(key)
  const entries = Object.entries(keys)
  return [Object.fromEntries(entries.filter(([key]) => isCommon(key))), Object.fromEntries(entries.filter(([key]) => !isCommon(key)))]
}

/** On what is written, so that a fault elsewhere in the list does not hide a misspelt kind. */
function checkKinds(common: Readonly<Record<string, unknown>>, path: ConfigPath, { kinds, findings }: ComponentScene): void {
  const { subscribe, kinds: wanted } = common
  for (const [index, entry] of asList(subscribe).entries()) {
    const kind = typeof entry === 'object' && entry !== null && 'kind' in entry ? entry.kind : undefined
    if (typeof kind === 'string') checkKind(kind, [...path, 'subscribe', index, 'kind'], kinds, findings)
  }
  for (const [index, kind] of asList(wanted).entries())
    if (typeof kind === 'string') checkKind(kind, [...path, 'kinds', index], kinds, findings)
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function findPlugin(section: SectionName, type: string, path: ConfigPath, scene: ComponentScene): Plugin | undefined {
  const { load, findings } = scene
  const kind = sectionKinds[section]
  const match = matchPlugin(load.plugins, kind, type)
  if (match.found === 'one') return match.plugin
  if (match.found === 'many') {
    const [first = ''] = match.from
    findings.add({
      code: 'FEEDLOOM_PLUGIN_AMBIGUOUS',
      message: `${listed(match.from)} all give a ${kind} \`${type}\``.replace(
        'all give',
        match.from.length === 2 ? 'both give' : 'all give',
      ),
      hint: `Say which: \`type: "${first}#${type}"\`.`,
      path,
      at: 'key',
    })
    return undefined
  }
  if (!load.refused.has(`${kind} ${type}`)) reportUnknown(section, type, path, scene)
  return undefined
}

function reportUnknown(section: SectionName, type: string, path: ConfigPath, { load, folders, findings }: ComponentScene): void {
  const kind = sectionKinds[section]
  const at = path.at(-1) === 'type' ? 'value' : 'key'
  const elsewhere = sectionNames.find((other) => other !== section && matchPlugin(load.plugins, sectionKinds[other], type).found !== 'none')
  if (elsewhere !== undefined) {
    const message = `\`${type}\` is a ${sectionKinds[elsewhere]}, not a ${kind}`
    findings.add({ code: 'FEEDLOOM_PLUGIN_KIND_MISMATCH', message, hint: `Move it to \`${elsewhere}:\`.`, path, at })
    return
  }
  const types = typesOf(load.plugins, kind)
  const near = nearest(type, types)
  // The plugin is probably in the package that could not be loaded: one complaint is enough.
  if (near === undefined && load.failed) return
  findings.add({
    code: 'FEEDLOOM_PLUGIN_UNKNOWN',
    message: `no plugin gives a ${kind} of type \`${type}\``,
    hint: unknownHint(type, near, types, folders, load),
    path,
    at,
  })
}

function unknownHint(
  type: string,
  near: string | undefined,
  types: readonly string[],
  folders: readonly string[],
  load: PluginLoad,
): string {
  const first = type.split('-')[0] ?? type
  const named = new Set(load.plugins.map(({ from }) => from))
  const installed = installedPlugins(folders).find((name) => !named.has(name) && name.split(/[/-]/).includes(first))
  if (installed !== undefined) return `Add "${installed}" to \`plugins:\`.`
  if (near !== undefined) return `Did you mean \`${near}\`?`
  const have = types.length === 0 ? 'The plugins of this config give none' : `The plugins of this config give ${listed(types)}`
  return `${have}; add the package that has \`${type}\` to \`plugins:\`.`
}

/** Only what the file names; the sink's own defaults fill in the rest. */
export function batchingOf(written: BatchingOutput | undefined): SinkConfig['batching'] {
  const { maxEvents, maxDelay, maxInFlight, queueEvents, overflow, maxBlock } = written ?? {}
  return {
    ...(maxEvents === undefined ? {} : { maxEvents }),
    ...(maxDelay === undefined ? {} : { maxDelayMs: maxDelay }),
    ...(maxInFlight === undefined ? {} : { maxInFlight }),
    ...(queueEvents === undefined ? {} : { queueEvents }),
    ...(overflow === undefined ? {} : { overflow }),
    ...(maxBlock === undefined ? {} : { maxBlockMs: maxBlock }),
  }
}
