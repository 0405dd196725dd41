import type { Clock } from '../contracts/clock.ts'
import { FeedloomError } from '../contracts/errors.ts'
import type { InstrumentRegistry } from '../contracts/instrument.ts'
import type { Plugin, PluginContext, PluginKind, PluginKinds } from '../contracts/plugin.ts'
import { services } from '../contracts/tokens.ts'
import type { Logger, Metrics, ServiceToken } from '../contracts/tokens.ts'
import { configError } from '../contracts/errors.ts'
import type { GraphConfig } from './check-graph.ts'
import type { GraphFacts, ProcessorFacts, SinkFacts, SourceFacts } from './facts.ts'
import { isAbsolute, join } from 'node:path'
import type { ComponentConfig, FindingFields, PluginSet } from './types.ts'
import { messageOf, parsePluginConfig } from './validate.ts'

export interface Inspection {
  readonly facts: GraphFacts
  readonly findings: readonly FindingFields[]
}

/**
 * Creates every component once, reads what it says about itself and lets it go: creating does no I/O by contract, so
 * this is safe offline. A component that refuses its config becomes a finding.
 */
export function inspect(config: GraphConfig, plugins: PluginSet, folder: string): Inspection {
  const findings: FindingFields[] = []
  using workbench = new Workbench(plugins, folder)
  const facts = <T>(section: 'sources' | 'processors' | 'sinks', read: (component: PluginKinds[PluginKind]) => T): Map<string, T> => {
    const known = new Map<string, T>()
    for (const component of Object.values(config[section])) {
      const made = workbench.create(section, component)
      if (made.component === undefined) findings.push(made.finding)
      else known.set(component.id, read(made.component))
    }
    return known
  }
  return {
    facts: {
      sources: facts('sources', (component) => component as SourceFacts),
      processors: facts('processors', (component) => component as ProcessorFacts),
      sinks: facts('sinks', (component) => component as SinkFacts),
    },
    findings,
  }
}

type Made = { readonly component: PluginKinds[PluginKind] } | { readonly component: undefined; readonly finding: FindingFields }

class Workbench implements Disposable {
  readonly #plugins: PluginSet
  readonly #folder: string
  readonly #abort = new AbortController()
  readonly #shared = new Map<string, Partial<Disposable & AsyncDisposable>>()

  constructor(plugins: PluginSet, folder: string) {
    this.#plugins = plugins
    this.#folder = folder
  }

  create(section: string, { id, plugin, config }: ComponentConfig<PluginKind>): Made {
    try {
      const component = plugin.create(this.#context(`${section}.${id}`), config)
      const lacking = lackingIn(component, section)
      return lacking === undefined ? { component } : { component: undefined, finding: hollow(plugin, lacking, section, id) }
    } catch (error) {
      return { component: undefined, finding: refusal(error, section, id) }
    }
  }

  [Symbol.dispose](): void {
    this.#abort.abort()
    for (const part of this.#shared.values()) part[Symbol.dispose]?.()
  }

  #context(id: string): PluginContext {
    const ignore = (): void => undefined
    return {
      id,
      clock: stillClock,
      random: () => 0.5,
      network: undefined,
      log: silentLog,
      metrics: noMetrics,
      instruments: noInstruments,
      signal: this.#abort.signal,
      degraded: ignore,
      recovered: ignore,
      failed: ignore,
      resolvePath: (path) => (isAbsolute(path) ? path : join(this.#folder, path)),
      shared: (key, create) => this.#share(key, create),
      create: (kind, type, config) => this.#part(id, kind, type, config),
      get: <T>(token: ServiceToken<T>) => inertServices.get(token.key) as T,
    }
  }

  #share<T extends Partial<Disposable & AsyncDisposable>>(key: string, create: () => T): T {
    const part = (this.#shared.get(key) as T | undefined) ?? create()
    this.#shared.set(key, part)
    return part
  }

  #part<K extends 'normalizer' | 'indicator'>(id: string, kind: K, type: string, config: unknown): PluginKinds[K] {
    const plugin: Plugin<K> | undefined = this.#plugins.get(kind, type)
    if (plugin === undefined)
      throw configError('FEEDLOOM_PLUGIN_UNKNOWN', `no plugin gives ${kind === 'indicator' ? 'an' : 'a'} ${kind} of type \`${type}\``, {
        hint: 'Name its package under `plugins:`.',
      })
    return plugin.create(this.#context(`${id}.${type}`), parsePluginConfig(plugin, config))
  }
}

function refusal(error: unknown, section: string, id: string): FindingFields {
  const base = `${section}.${id}`
  const own = FeedloomError.is(error) ? error : undefined
  const below = own?.path === undefined ? base : own.path.startsWith(section) ? own.path : `${base}.${own.path}`
  const isCoded = own !== undefined && own.category === 'config'
  return {
    code: isCoded ? own.code : 'FEEDLOOM_PLUGIN_REFUSED',
    message: isCoded ? messageOf(error) : `\`${id}\` could not be made: ${messageOf(error)}`,
    hint: own?.hint ?? 'The message is that of the plugin.',
    path: below,
    at: below === base ? 'key' : 'value',
  }
}

const wantedLists: Readonly<Record<string, readonly string[]>> = {
  sources: ['capabilities.live', 'capabilities.poll', 'capabilities.history', 'capabilities.intervals', 'capabilities.depths'],
  processors: ['consumes', 'produces'],
  sinks: ['consumes'],
}
const wantedMaps: Readonly<Record<string, readonly string[]>> = { sources: ['capabilities.variants'], processors: [], sinks: ['batching'] }

/** What a component must say about itself and does not: plain JavaScript plugins were never type-checked. */
function lackingIn(component: unknown, section: string): string | undefined {
  const at = (path: string): unknown =>
    path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | null | undefined)?.[key], component)
  const list = wantedLists[section]?.find((path) => !Array.isArray(at(path)) && at(path) !== '*')
  return list ?? wantedMaps[section]?.find((path) => typeof at(path) !== 'object' || at(path) === null)
}

function hollow(plugin: Plugin, lacking: string, section: string, id: string): FindingFields {
  return {
    code: 'FEEDLOOM_PLUGIN_BROKEN',
    message: `the ${plugin.kind} \`${plugin.type}\` made a component without \`${lacking}\``,
    hint: 'This is a fault of the plugin: report it to its authors; the conformance suites of `@feedloom/testkit` find it.',
    path: `${section}.${id}`,
    at: 'key',
  }
}

const nothing: Disposable = { [Symbol.dispose]: () => undefined }
const stillClock: Clock = { now: () => 0, monotonic: () => 0, after: () => nothing, every: () => nothing, sleep: () => Promise.resolve() }
const silentLog: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const noMetrics: Metrics = {
  counter: () => ({ add: () => undefined }),
  gauge: () => ({ set: () => undefined }),
  histogram: () => ({ record: () => undefined }),
}
const noInstruments: InstrumentRegistry = {
  native: () => undefined,
  unified: () => undefined,
  define: () => ({ added: [], changed: [] }),
  at: () => undefined,
  all: () => [],
  size: 0,
}
/** Services are for running components; one that is only looked at gets those that do nothing. */
const inertServices: ReadonlyMap<symbol, unknown> = new Map<symbol, unknown>([
  [services.clock.key, stillClock],
  [services.log.key, silentLog],
  [services.metrics.key, noMetrics],
  [services.instruments.key, noInstruments],
])
