import { resolveConfig } from '../config/load.ts'
import type { ComponentInput, LoadedConfig, SubscribeInput } from '../config/types.ts'
import { configError } from '../contracts/errors.ts'
import type { Source, Subscription, SubscriptionOutcome } from '../contracts/source.ts'
import type { Assembly } from './assembly.ts'
import type { Host } from './host.ts'
import { define, startSource } from './launch.ts'
import type { SourceRunner } from './source-runner.ts'

/** A source as it stands under `sources:` in a config. */
export type SourceInput = ComponentInput & { readonly subscribe?: readonly SubscribeInput[] }

/** A source comes, goes or changes its subscriptions while the engine runs. */
export class SourceDesk {
  readonly #host: Host
  readonly #assembly: Assembly
  readonly #loaded: LoadedConfig

  constructor(host: Host, assembly: Assembly, loaded: LoadedConfig) {
    this.#host = host
    this.#assembly = assembly
    this.#loaded = loaded
  }

  async add(id: string, input: SourceInput, pipelines: readonly string[], start: boolean): Promise<void> {
    if (this.#assembly.sources.has(id)) {
      throw configError('FEEDLOOM_ENGINE_SOURCE_EXISTS', `there is a source \`${id}\` already`, {
        hint: 'Choose another id, such as `type/name`.',
      })
    }
    const plugins = this.#loaded.plugins.all().flatMap(({ plugin, from }) => (from === 'built-in' ? [] : [plugin]))
    const { config } = await resolveConfig({ version: 1, plugins, sources: { [id]: input } }, { folder: this.#loaded.folder })
    const source = config.sources[id]
    if (source === undefined) throw configError('FEEDLOOM_ENGINE_SOURCE_UNKNOWN', `\`${id}\` is not a source`)
    const runner = this.#assembly.addSource(source, pipelines)
    if (!start) return
    try {
      await define([runner])
      await startSource(this.#host, runner)
    } catch (thrown) {
      await this.remove(id, AbortSignal.abort())
      throw thrown
    }
  }

  get(id: string): Source | undefined {
    return this.#assembly.sources.get(id)?.source
  }

  async remove(id: string, signal: AbortSignal): Promise<void> {
    const runner = this.#assembly.sources.get(id)
    if (runner === undefined) return
    await runner.stop(signal)
    this.#assembly.removeSource(id)
    this.#host.lifecycle.remove(runner.id)
  }

  subscribe(id: string, subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    return this.#runner(id).subscribe(subscriptions)
  }

  unsubscribe(id: string, subscriptions: readonly Subscription[]): Promise<void> {
    return this.#runner(id).unsubscribe(subscriptions)
  }

  #runner(id: string): SourceRunner {
    const runner = this.#assembly.sources.get(id)
    if (runner !== undefined) return runner
    throw configError('FEEDLOOM_ENGINE_SOURCE_UNKNOWN', `there is no source \`${id}\``, {
      hint: `There are: ${[...this.#assembly.sources.keys()].join(', ')}.`,
    })
  }
}
