import type { CacheDriver } from './cache.ts'
import type { Clock } from './clock.ts'
import type { EventLayout } from './columns.ts'
import { configError } from './errors.ts'
import type { Indicator } from './indicator.ts'
import type { InstrumentRegistry } from './instrument.ts'
import type { NormalizerFactory } from './normalizer.ts'
import type { Network } from './ports.ts'
import type { Processor } from './processor.ts'
import type { ConfigSchema, SchemaOutput } from './schema.ts'
import type { Sink } from './sink.ts'
import type { Source } from './source.ts'
import type { Logger, Metrics, ServiceToken } from './tokens.ts'

const brand: unique symbol = Symbol.for('feedloom.plugin')

/** What `create` returns for each kind of plugin. */
export interface PluginKinds {
  source: Source
  normalizer: NormalizerFactory
  processor: Processor
  sink: Sink
  indicator: Indicator
  cache: CacheDriver
}
export type PluginKind = keyof PluginKinds

/** What one component gets from the engine. It is built once per component, never per event. */
export interface PluginContext {
  /** `sources.binance/spot` as in the config. */
  readonly id: string
  readonly clock: Clock
  /** 0 <= x < 1; seeded under the simulator. */
  random(): number
  /**
   * The host's network, when it replaces the real one (tests, the simulator). A plugin that opens connections uses it
   * if it is there.
   */
  readonly network: Network | undefined
  readonly log: Logger
  readonly metrics: Metrics
  readonly instruments: InstrumentRegistry
  /** Layouts of the event kinds that the loaded plugins add (`PluginDefinition.events`), for stores. */
  readonly layouts?: readonly EventLayout[]
  /** Aborted when the component must let go at once. */
  readonly signal: AbortSignal
  degraded(error: Error): void
  recovered(): void
  failed(error: Error): void
  /** A path from the config, taken relative to the folder of the config file. */
  resolvePath(path: string): string
  /**
   * One object per key and engine, made by whoever asks first and shared by all who ask: a rate budget per venue
   * scope, a connection per account. The engine disposes it after the last component has stopped.
   */
  shared<T extends Partial<Disposable & AsyncDisposable>>(key: string, create: () => T): T
  /** Makes a part that the config names inside this component's own keys; list it in `references` too. */
  create<K extends 'normalizer' | 'indicator'>(kind: K, type: string, config: unknown): PluginKinds[K]
  /** Any other service, declared in `requires`. */
  get<T>(token: ServiceToken<T>): T
}

/** A plugin that a component's config names inside its own keys (`compute: { rsi14: { rsi: … } }`). */
export interface PluginReference {
  readonly kind: 'normalizer' | 'indicator'
  readonly type: string
  readonly config: unknown
  /** Where `type` stands below the component's keys, for messages. */
  readonly path: readonly (string | number)[]
  /** What other parts of the same component call it (`rsi14`). */
  readonly name?: string
  /** Parts of the same component whose output it reads, by name: a part that feeds itself is a config error. */
  readonly inputs?: readonly string[]
}

export interface PluginDefinition<K extends PluginKind, S extends ConfigSchema> {
  /** The contract version the plugin was written against. */
  readonly apiVersion: 1
  readonly kind: K
  /** What a config file writes: `binance`, `duckdb`, `rsi`. Lower case, dashes. */
  readonly type: string
  /** Other names for the same type. */
  readonly aliases?: readonly string[]
  /** One line for `feedloom plugins`. */
  readonly summary: string
  readonly stability: 'experimental' | 'beta' | 'stable' | 'deprecated'
  readonly configSchema: S
  readonly requires?: readonly ServiceToken<unknown>[]
  /** Event kinds that this plugin adds to the map. */
  readonly events?: readonly EventLayout[]
  /** Named parts, checked with their own schemas when the config is. */
  references?(config: SchemaOutput<S>): readonly PluginReference[]
  /** No I/O here: that belongs into `start`. Throws `config` errors only. */
  create(context: PluginContext, config: SchemaOutput<S>): PluginKinds[K]
}

/** A checked definition, as the engine sees it. */
export interface Plugin<K extends PluginKind = PluginKind> extends Omit<PluginDefinition<K, ConfigSchema>, 'create' | 'references'> {
  readonly [brand]: true
  references?(config: unknown): readonly PluginReference[]
  create(context: PluginContext, config: unknown): PluginKinds[K]
}

const typePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Makes a plugin value. Throws `FEEDLOOM_PLUGIN_TYPE_INVALID` for a type or alias that a config could not write. */
export function definePlugin<const K extends PluginKind, S extends ConfigSchema>(definition: PluginDefinition<K, S>): Plugin<K> {
  const bad = [definition.type, ...(definition.aliases ?? [])].find((type) => !typePattern.test(type))
  if (bad !== undefined) {
    throw configError('FEEDLOOM_PLUGIN_TYPE_INVALID', `plugin type \`${bad}\` is not lower-case-with-dashes`, {
      hint: 'Use lower-case letters, digits and single dashes, for example `my-exchange`.',
    })
  }
  return Object.freeze({ ...definition, [brand]: true as const }) as Plugin<K>
}

/** Recognises plugins across duplicate copies of this package. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && brand in value
}

/** The plugins in a value: itself, those of a list, or those that a module exports, singly or in lists. */
export function pluginsIn(value: unknown): readonly Plugin[] {
  if (isPlugin(value)) return [value]
  if (Array.isArray(value)) return [...new Set(value.flatMap(pluginsIn))]
  if (typeof value !== 'object' || value === null) return []
  const exported = Object.entries(value).filter(([name, each]) => isPlugin(each) || Array.isArray(each) || name === 'default')
  return [...new Set(exported.flatMap(([, each]) => pluginsIn(each)))]
}
