import { resolve } from 'node:path'
import type { DataKind, EventKind } from '../contracts/events.ts'
import { dataKindOf } from '../contracts/events.ts'
import type { BatchPolicy, Sink } from '../contracts/sink.ts'
import type { GraphFacts } from './facts.ts'
import { inspect } from './inspect.ts'
import { formatDuration, formatSize } from './parts.ts'
import { isSecretAt, jsonSchemaOf, schemasAt } from './schema-at.ts'
import type { JsonSchema } from './schema-at.ts'
import type { ComponentConfig, ConfigPath, EngineConfig, LoadedConfig, OnFatal, SubscribeEntry } from './types.ts'
import type { PluginKind } from '../contracts/plugin.ts'

/** A component as `explain` shows it: keys with defaults filled in, secrets blotted out. */
export interface ExplainedComponent {
  readonly id: string
  readonly type: string
  readonly summary: string
  readonly stability: string
  /** Durations and sizes with units, as people write them. */
  readonly config: unknown
}

export interface ExplainedSource extends ExplainedComponent {
  readonly subscribe: readonly SubscribeEntry[]
  readonly flow: 'live' | 'pausable' | undefined
}

export interface ExplainedProcessor extends ExplainedComponent {
  readonly takes: readonly EventKind[] | '*'
  readonly makes: readonly EventKind[]
  /** Whether what it takes goes on as well. */
  readonly forwards: boolean
}

export interface ExplainedSink extends ExplainedComponent {
  /** What reaches it: what it takes, narrowed to `kinds`. */
  readonly gets: readonly DataKind[] | '*'
  /** The sink's own policy with the overrides of the config. */
  readonly batching: BatchPolicy | undefined
  readonly delivery: Sink['delivery'] | undefined
  readonly readable: boolean
  /** It gets the raw input of the sources too. */
  readonly tapped: boolean
}

export interface ExplainedPipeline {
  readonly name: string
  readonly onFatal: OnFatal
  readonly sources: readonly ExplainedSource[]
  readonly processors: readonly ExplainedProcessor[]
  readonly sinks: readonly ExplainedSink[]
}

/** What would run. */
export interface Plan {
  readonly path: string | undefined
  readonly folder: string
  readonly pipelines: readonly ExplainedPipeline[]
  readonly caches: readonly ExplainedComponent[]
  readonly engine: EngineConfig
}

/** The graph of a config: who feeds whom with what, every default filled in, nothing secret. Starts nothing. */
export function explain(loaded: LoadedConfig): Plan {
  const { config } = loaded
  const { facts } = inspect(config, loaded.plugins, loaded.folder)
  const pick = <T>(ids: readonly string[], all: Readonly<Record<string, T>>): readonly T[] => ids.flatMap((id) => all[id] ?? [])
  const pipelines = Object.entries(config.pipelines).map(([name, pipeline]) => ({
    name,
    onFatal: pipeline.onFatal,
    sources: pick(pipeline.sources, config.sources).map((source) => ({
      ...component(source, loaded),
      subscribe: source.subscribe,
      flow: facts.sources.get(source.id)?.capabilities.flow,
    })),
    processors: pick(pipeline.processors, config.processors).map((processor) => ({
      ...component(processor, loaded),
      ...stage(processor.id, facts),
    })),
    sinks: pick(pipeline.sinks, config.sinks).map((sink) => ({ ...component(sink, loaded), ...end(sink.id, loaded, facts) })),
  }))
  const caches = Object.values(config.caches).map((cache) => component(cache, loaded))
  return { path: loaded.path, folder: resolve(loaded.folder), pipelines, caches, engine: config.engine }
}

function component({ id, type, plugin, config }: ComponentConfig<PluginKind>, loaded: LoadedConfig): ExplainedComponent {
  return {
    id,
    type,
    summary: plugin.summary,
    stability: plugin.stability,
    config: redacted(config, [], jsonSchemaOf(plugin.configSchema), loaded),
  }
}

function stage(id: string, facts: GraphFacts): Pick<ExplainedProcessor, 'takes' | 'makes' | 'forwards'> {
  const own = facts.processors.get(id)
  return { takes: own?.consumes ?? '*', makes: own?.produces ?? [], forwards: own?.forwards ?? true }
}

function end(id: string, loaded: LoadedConfig, facts: GraphFacts): Omit<ExplainedSink, keyof ExplainedComponent> {
  const own = facts.sinks.get(id)
  const sink = loaded.config.sinks[id]
  const takes = own?.consumes === undefined || own.consumes === '*' ? '*' : [...new Set(own.consumes.map(dataKindOf))]
  return {
    gets: sink?.kinds ?? takes,
    batching: own === undefined ? undefined : { ...own.batching, ...sink?.batching },
    delivery: own?.delivery,
    readable: own?.reader !== undefined,
    tapped: own?.tap !== undefined,
  }
}

/** Durations and sizes with their units, as the file has them. */
function asWritten(value: number, path: ConfigPath, json: JsonSchema | undefined): number | string {
  const patterns = json === undefined ? [] : schemasAt(json, path).map(({ pattern }) => String(pattern))
  if (patterns.some((pattern) => pattern.includes('(ms|s|m|h|d'))) return formatDuration(value)
  return patterns.some((pattern) => pattern.includes('|KB|MB|')) ? formatSize(value) : value
}

function redacted(value: unknown, path: ConfigPath, json: JsonSchema | undefined, loaded: LoadedConfig): unknown {
  if (value !== undefined && value !== '' && json !== undefined && isSecretAt(json, path)) return '***'
  if (typeof value === 'string') return loaded.redact(value)
  if (typeof value === 'number') return asWritten(value, path, json)
  if (Array.isArray(value)) return value.map((item, index) => redacted(item, [...path, index], json, loaded))
  if (typeof value !== 'object' || value === null) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    return `(${(prototype as { readonly constructor?: { readonly name?: string } } | null)?.constructor?.name ?? 'object'})`
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, [...path, key], json, loaded)]))
}
