import type { Plugin } from '../contracts/plugin.ts'
import { checkGraph } from './check-graph.ts'
import { uncheckedSymbols } from './check-symbols.ts'
import { batchingOf, readComponent } from './components.ts'
import type { ComponentDraft, ComponentScene } from './components.ts'
import type { ConfigDocument } from './document.ts'
import { Findings, pathText } from './findings.ts'
import { frameSchema, sectionNames } from './frame-schema.ts'
import type { FrameOutput, SectionName } from './frame-schema.ts'
import { inspect } from './inspect.ts'
import { interpolate } from './interpolate.ts'
import type { Interpolated, InterpolationSources } from './interpolate.ts'
import { describeValue } from './issue-words.ts'
import { kindsKnown } from './kind-names.ts'
import { loadPlugins } from './load-plugins.ts'
import type { PluginHost } from './load-plugins.ts'
import { readPipelines } from './pipelines.ts'
import { createPluginSet } from './plugin-set.ts'
import { checkReferences } from './references.ts'
import { parseSubscribe } from './subscriptions.ts'
import type {
  ComponentConfig,
  EngineConfig,
  FeedloomConfig,
  FindingFields,
  LoadedConfig,
  LoadResult,
  PluginInput,
  SinkConfig,
  SourceConfig,
} from './types.ts'
import { validate } from './validate.ts'

/** A config before anybody looked inside. */
export interface WrittenConfig {
  /** What findings call it. */
  readonly file: string
  readonly path: string | undefined
  readonly folder: string
  readonly value: unknown
  /** Undefined for a config made in code. */
  readonly document: ConfigDocument | undefined
}

export interface ResolveHost extends PluginHost, InterpolationSources {}

/** From what was written to what the engine runs. Everything wrong is found in one pass; nothing is thrown. */
export async function resolveWritten(written: WrittenConfig, host: ResolveHost): Promise<LoadResult> {
  const findings = new Findings(written.file, written.document)
  if (written.value === undefined && findings.hasErrors) return { loaded: undefined, findings: findings.all() }
  if (!isMap(written.value)) {
    reportNoMap(written.value, findings)
    return { loaded: undefined, findings: findings.all() }
  }
  const { value, interpolated } = interpolate(written.value, host, findings)
  const frame = await readFrame(value as Record<string, unknown>, interpolated, findings)
  const load = await loadPlugins((frame.plugins ?? []) as PluginInput[], host, findings)
  const kinds = kindsKnown(load.plugins)
  const scene: ComponentScene = { load, folders: host.folders, interpolated, findings, kinds }
  const drafts: ComponentDraft[] = []
  for (const draft of await readDrafts(frame, scene)) {
    const sound = await checkReferences(draft, load, interpolated, findings)
    drafts.push(sound ? draft : { ...draft, config: undefined })
  }
  reportMisplacedSecrets(interpolated, findings)
  const { pipelines, incomplete } = readPipelines(frame.pipelines, drafts, findings)
  const config = configOf(frame, drafts, pipelines, scene)
  const plugins = createPluginSet(load.plugins)
  const inspection = inspect(config, plugins, written.folder)
  for (const fields of [...inspection.findings, ...checkGraph(config, inspection.facts, incomplete)])
    findings.add(relocated(fields, drafts))
  if (!findings.hasErrors) for (const fields of uncheckedSymbols(config.sources)) findings.add(fields)
  const loaded: LoadedConfig = {
    path: written.path,
    folder: written.folder,
    config,
    plugins,
    findings: findings.all(),
    locate: (path) => findings.locate(pathText(path)),
    finding: (fields) => findings.finish(relocated(fields, drafts)),
    redact: (text) => findings.secrets.redact(text),
  }
  return { loaded: findings.hasErrors ? undefined : loaded, findings: loaded.findings }
}

/** What could be made out; components with a fault are left out, and have been reported. */
function configOf(
  frame: FrameOutput,
  drafts: readonly ComponentDraft[],
  pipelines: FeedloomConfig['pipelines'],
  scene: ComponentScene,
): FeedloomConfig {
  const { load, kinds, findings } = scene
  const values = load.plugins.filter(({ from }) => from === 'config').map(({ plugin }) => plugin)
  const names = (frame.plugins ?? []).filter((entry) => typeof entry === 'string')
  return {
    version: 1,
    plugins: [...values, ...names],
    sources: section(drafts, 'sources', (draft) => sourceOf(draft, kinds, findings)),
    processors: section(drafts, 'processors', (draft) => componentOf<'processor'>(draft)),
    sinks: section(drafts, 'sinks', (draft) => sinkOf(draft, kinds)),
    caches: section(drafts, 'caches', (draft) => componentOf<'cache'>(draft)),
    pipelines,
    engine: engineOf(frame.engine),
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function reportNoMap(value: unknown, findings: Findings): void {
  const isEmpty = value === null || value === undefined
  findings.add({
    code: 'FEEDLOOM_CONFIG_TYPE_INVALID',
    message: isEmpty ? 'the config is empty' : `a config is a map of keys, but this is ${describeValue(value)}`,
    hint: 'Begin with `sources:`; `feedloom init` writes a first config.',
    path: [],
  })
}

/** The frame as far as it is sound: a fault in one section does not hide those of the others. */
async function readFrame(
  value: Readonly<Record<string, unknown>>,
  interpolated: ReadonlyMap<string, Interpolated>,
  findings: Findings,
): Promise<FrameOutput> {
  const shared = { base: [], schema: frameSchema, owner: 'the config', interpolated }
  const parsed = await validate({ ...shared, value }, findings)
  if (parsed !== undefined) return parsed.output as FrameOutput
  const sound = await validate({ ...shared, value: soundParts(value) }, new Findings('', undefined))
  return (sound?.output ?? (await validate({ ...shared, value: {} }, findings))?.output) as FrameOutput
}

function soundParts(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const maps = ['sources', 'processors', 'sinks', 'caches', 'record'].filter((key) => isMap(value[key])).map((key) => [key, value[key]])
  const plugins = Array.isArray(value['plugins']) ? value['plugins'] : []
  const pipelines = isMap(value['pipelines']) ? Object.entries(value['pipelines']).filter(([, lists]) => isMap(lists)) : []
  const ids = (list: unknown): readonly string[] => (Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [])
  const sound = pipelines.map(([name, lists]) => {
    const { sources, processors, sinks } = lists as Record<string, unknown>
    return [name, { sources: ids(sources), processors: ids(processors), sinks: ids(sinks) }]
  })
  return { ...Object.fromEntries(maps), plugins, pipelines: Object.fromEntries(sound) }
}

async function readDrafts(frame: FrameOutput, scene: ComponentScene): Promise<readonly ComponentDraft[]> {
  const drafts: ComponentDraft[] = []
  for (const name of sectionNames) {
    for (const [id, written] of Object.entries(frame[name] ?? {})) drafts.push(await readComponent(name, id, written, [name, id], scene))
  }
  if (isMap(frame.record)) {
    const id = drafts.some((draft) => draft.section === 'sinks' && draft.id === 'recorder') ? 'recorder/record' : 'recorder'
    drafts.push(await readComponent('sinks', id, frame.record, ['record'], scene))
  }
  return drafts
}

/** A secret that goes where nobody keeps it secret would end up in a log, a file name or a database. */
function reportMisplacedSecrets(interpolated: ReadonlyMap<string, Interpolated>, findings: Findings): void {
  for (const [path, { secret, written, path: steps }] of interpolated) {
    const component = pathText(steps.slice(0, 2))
    if (!secret || findings.secrets.hasPlace(path) || findings.isSpoilt(path) || findings.isSpoilt(component)) continue
    const name = written.replace(/:-.*$/s, '}')
    findings.add({
      code: 'FEEDLOOM_CONFIG_SECRET_MISPLACED',
      message: `the secret \`${name}\` goes into \`${steps.findLast((step) => typeof step === 'string') ?? ''}\`, which is not kept secret`,
      hint: 'Secrets belong into keys that are marked as such (`apiKey`, `password`, …); elsewhere they would be printed and stored.',
      path,
    })
  }
}

function section<T>(
  drafts: readonly ComponentDraft[],
  name: SectionName,
  make: (draft: ComponentDraft) => T | undefined,
): Readonly<Record<string, T>> {
  const entries = drafts
    .filter((draft) => draft.section === name)
    .flatMap((draft) => {
      const made = make(draft)
      return made === undefined ? [] : [[draft.id, made] as const]
    })
  return Object.fromEntries(entries)
}

function componentOf<K extends 'source' | 'processor' | 'sink' | 'cache'>({
  id,
  type,
  plugin,
  config,
}: ComponentDraft): ComponentConfig<K> | undefined {
  if (plugin === undefined || config === undefined) return undefined
  return { id, type, plugin: plugin as unknown as Plugin<K>, config: config.output }
}

function sourceOf(draft: ComponentDraft, kinds: ReadonlySet<string>, findings: Findings): SourceConfig | undefined {
  const subscribe = parseSubscribe(draft.common?.subscribe ?? [], [...draft.path, 'subscribe'], kinds, findings)
  const base = draft.common === undefined ? undefined : componentOf<'source'>(draft)
  // An entry that was left out would make every later index point at the wrong line.
  const complete = subscribe.length === (draft.common?.subscribe?.length ?? 0)
  return base === undefined || !complete ? undefined : { ...base, subscribe }
}

function sinkOf(draft: ComponentDraft, kinds: ReadonlySet<string>): SinkConfig | undefined {
  const wanted = draft.common?.kinds
  const base = draft.common === undefined ? undefined : componentOf<'sink'>(draft)
  const complete = wanted?.every((kind) => kinds.has(kind)) ?? true
  return base === undefined || !complete
    ? undefined
    : { ...base, kinds: wanted as SinkConfig['kinds'], batching: batchingOf(draft.common?.batching) }
}

function engineOf({ log, admin, shutdown, buffer }: FrameOutput['engine']): EngineConfig {
  return { log, admin, shutdownMs: shutdown, buffer: { size: buffer.size, kinds: buffer.kinds } }
}

/** The recorder that `record:` stands for has its place there, not under `sinks:`. */
function relocated<F extends FindingFields>(fields: F, drafts: readonly ComponentDraft[]): F {
  const text = pathText(fields.path)
  const recorder = drafts.find(({ section: name, path }) => name === 'sinks' && path.length === 1)
  const base = `sinks.${recorder?.id ?? ''}`
  const isOwn = recorder !== undefined && (text === base || text.startsWith(`${base}.`) || text.startsWith(`${base}[`))
  return isOwn ? { ...fields, path: `record${text.slice(base.length)}` } : fields
}
