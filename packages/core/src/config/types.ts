import type { BarSpec } from '../contracts/time.ts'
import type { DataKind } from '../contracts/events.ts'
import type { BufferKind } from '../contracts/engine-view.ts'
import type { ErrorCode } from '../contracts/errors.ts'
import type { Plugin, PluginKind } from '../contracts/plugin.ts'
import type { BatchPolicy } from '../contracts/sink.ts'

/** One entry of a source's `subscribe:` list, parsed. `subscriptionsOf` makes one `Subscription` per symbol of it. */
export interface SubscribeEntry {
  readonly kind: DataKind
  /** Unified or native symbols, or patterns (`*` + `/USDT`, `*`). Checked against the venue only when online. */
  readonly symbols: readonly string[]
  /** Bars only. */
  readonly interval: BarSpec | undefined
  readonly variant: string | undefined
  /** Book levels per side; undefined = the full book. */
  readonly depth: number | undefined
  /** `every: 1s` in the file: poll over REST this often instead of streaming. */
  readonly pollEveryMs: number | undefined
  /** `backfill: 2d` in the file: history to deliver before live. */
  readonly backfillMs: number | undefined
  /** Venue-specific options, as written. */
  readonly options: Readonly<Record<string, unknown>> | undefined
}

/** What every component has: which plugin makes it, and that plugin's own keys, checked by the plugin's schema. */
export interface ComponentConfig<K extends PluginKind> {
  /** The key in the file, e.g. `binance-usdm/perps`. Unique within its section. */
  readonly id: string
  /** `binance-usdm`: the part of the id before the slash, or what `type:` says. Never `package#type`. */
  readonly type: string
  readonly plugin: Plugin<K>
  /** Output of the plugin's schema: defaults filled in, durations in ms, sizes in bytes, secrets in clear. */
  readonly config: unknown
}

export interface SourceConfig extends ComponentConfig<'source'> {
  /** Empty for sources that know by themselves what they give (a replay). */
  readonly subscribe: readonly SubscribeEntry[]
}

export type ProcessorConfig = ComponentConfig<'processor'>

export interface SinkConfig extends ComponentConfig<'sink'> {
  /** Data kinds that it gets; undefined = everything that it consumes. `book` is snapshots and deltas. */
  readonly kinds: readonly DataKind[] | undefined
  /** Overrides of the sink's own `batching`; only the keys that the file names are there. */
  readonly batching: Partial<BatchPolicy>
}

export type CacheConfig = ComponentConfig<'cache'>

/** What happens to a pipeline when one of its components fails for good. */
export type OnFatal = 'stop' | 'continue' | 'restart'

export interface PipelineConfig {
  /** Ids, as in `sources:`. A source may feed several pipelines. */
  readonly sources: readonly string[]
  /** In running order. A processor belongs to one pipeline. */
  readonly processors: readonly string[]
  /** A sink may serve several pipelines. */
  readonly sinks: readonly string[]
  /**
   * `stop` (the default) stops the engine, draining the rest; `continue` goes on without the failed component; `restart`
   * makes it anew, with growing pauses between attempts.
   */
  readonly onFatal: OnFatal
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface EngineConfig {
  readonly log: LogLevel
  /** `host:port` of the admin endpoint; undefined = none. */
  readonly admin: string | undefined
  /** Drain at most this long on stop. Default 10 s. */
  readonly shutdownMs: number
  readonly buffer: {
    /** Rows kept per instrument and kind. Default 10,000. */
    readonly size: number
    readonly kinds: readonly BufferKind[]
  }
}

/** A config after parsing: every name resolved, every default filled in, `record:` turned into a sink. */
export interface FeedloomConfig {
  readonly version: 1
  /** As named: package, path, or a plugin value. What came of them is `LoadedConfig.plugins`. */
  readonly plugins: readonly (string | Plugin)[]
  readonly sources: Readonly<Record<string, SourceConfig>>
  readonly processors: Readonly<Record<string, ProcessorConfig>>
  readonly sinks: Readonly<Record<string, SinkConfig>>
  readonly caches: Readonly<Record<string, CacheConfig>>
  /** At least one; a file without `pipelines:` has one called `main` with everything, in the order of the file. */
  readonly pipelines: Readonly<Record<string, PipelineConfig>>
  readonly engine: EngineConfig
}

/** `error` stops `run` and `validate`; `warning` is shown; `info` says what was not checked. */
export type Severity = 'error' | 'warning' | 'info'

/** One thing wrong with a config, and where. Never carries a secret, nor a stack trace. */
export interface Finding {
  /** As it was given to `loadConfig`; `config` for objects. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number
  readonly severity: Severity
  readonly code: ErrorCode
  /** One sentence: what is wrong. */
  readonly message: string
  /** One sentence: what to do. */
  readonly hint: string | undefined
  /** `sources.binance.subscribe[0].symbols[1]`; empty for the file as a whole. */
  readonly path: string
  /** Three lines with a caret under the place, secrets blotted out; empty where there is no text. */
  readonly frame: string
}

export type ConfigPath = readonly (string | number)[]

/** Where a path stands in the text. `length` is what a caret should underline. */
export interface Position {
  readonly line: number
  readonly column: number
  readonly length: number
}

export interface LoadedPlugin {
  readonly plugin: Plugin
  /** The package, path or `built-in` that it came from; `config` for a plugin value. */
  readonly from: string
}

/** The plugins that a config may use: the built-in ones, and those of the packages and files that it names. */
export interface PluginSet {
  /** By type, or by `package#type` where two packages give the same. Undefined when there is none, or more than one. */
  get<K extends PluginKind>(kind: K, type: string): Plugin<K> | undefined
  /** Those of one kind, or all of them. */
  all(kind?: PluginKind): readonly LoadedPlugin[]
}

/** A config that has no errors. */
export interface LoadedConfig {
  /** Undefined for a config made in code. */
  readonly path: string | undefined
  /** Absolute; relative paths of the config start here. */
  readonly folder: string
  readonly config: FeedloomConfig
  readonly plugins: PluginSet
  /** Warnings and infos. */
  readonly findings: readonly Finding[]
  /** Where a path of the file stands; of the nearest parent where the path itself is not written. */
  locate(path: ConfigPath | string): Position
  /** Makes a finding of a `config` error that turned up later, e.g. when a component was created or a symbol checked. */
  finding(fields: FindingFields): Finding
  /** Replaces every secret of this config that occurs in the text by `***`. */
  redact(text: string): string
}

export interface FindingFields {
  readonly severity?: Severity
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string | undefined
  readonly path: ConfigPath | string
  /** Point at the key instead of its value. */
  readonly at?: 'key' | 'value'
}

/** Everything found, in the order of the text. `loaded` is there when no finding is an error. */
export interface LoadResult {
  readonly loaded: LoadedConfig | undefined
  readonly findings: readonly Finding[]
}

/** What people write in code: plugin values, arrays of them, whole module namespaces, or names of packages and files. */
export type PluginInput = string | Plugin | readonly Plugin[] | Readonly<Record<string, unknown>>

/** A component as written; the plugin's own keys stand beside the common ones. */
export type ComponentInput = Readonly<Record<string, unknown>> & { readonly type?: string }

export interface SubscribeInput {
  readonly kind: string
  readonly symbols?: readonly string[]
  readonly interval?: string
  readonly variant?: string
  readonly depth?: number
  readonly every?: string
  readonly backfill?: string
  readonly options?: Readonly<Record<string, unknown>>
}

export interface PipelineInput {
  readonly sources?: readonly string[]
  readonly processors?: readonly string[]
  readonly sinks?: readonly string[]
  readonly onFatal?: OnFatal
}

/** A config as written, in YAML, JSON or code. `defineConfig` gives it its type, `resolveConfig` checks it. */
export interface ConfigInput {
  readonly version?: 1
  readonly plugins?: readonly PluginInput[]
  readonly sources: Readonly<Record<string, ComponentInput & { readonly subscribe?: readonly SubscribeInput[] }>>
  readonly processors?: Readonly<Record<string, ComponentInput>>
  readonly sinks?: Readonly<Record<string, ComponentInput>>
  readonly caches?: Readonly<Record<string, ComponentInput>>
  readonly pipelines?: Readonly<Record<string, PipelineInput>>
  readonly record?: Readonly<Record<string, unknown>>
  readonly engine?: Readonly<Record<string, unknown>>
}

export interface LoadOptions {
  /**
   * Imports a module by an absolute `file:` URL. The default is `import()`; a host that runs plain Node passes one that
   * can read TypeScript.
   */
  readonly importModule?: (url: string) => Promise<unknown>
  /** The default is `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Reads a file for `${file:…}`. */
  readonly readFile?: (path: string) => string
  /** Where relative paths of a config made in code start; the default is the working directory. */
  readonly folder?: string
  /** Where plugin packages are looked for when the config's own folder has none; the default is the working directory. */
  readonly packageFolders?: readonly string[]
  /** Export conditions beside those of Node; the default is what `node --conditions` says. */
  readonly conditions?: readonly string[]
}
