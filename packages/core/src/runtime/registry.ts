import { didYouMean } from '../config/suggest.ts'
import type { PluginSet } from '../config/types.ts'
import type { EventLayout } from '../contracts/columns.ts'
import { configError } from '../contracts/errors.ts'
import { isPlugin, type Plugin, type PluginKind } from '../contracts/plugin.ts'
import type { ServiceToken } from '../contracts/tokens.ts'

/** The contract version that this engine speaks. */
const apiVersion = 1

/** The plugins that one engine may use, checked before any of them makes something. */
export class PluginRegistry {
  readonly #plugins: PluginSet

  /** Throws `FEEDLOOM_PLUGIN_API_VERSION` and `FEEDLOOM_PLUGIN_DUPLICATE`. */
  constructor(plugins: PluginSet) {
    this.#plugins = plugins
    const seen = new Map<string, Plugin>()
    for (const { plugin, from } of plugins.all()) {
      checkVersion(plugin)
      const key = `${plugin.kind} ${from}#${plugin.type}`
      if (seen.has(key) && seen.get(key) !== plugin) {
        throw configError('FEEDLOOM_PLUGIN_DUPLICATE', `\`${from}\` has two plugins of kind ${plugin.kind} and type \`${plugin.type}\``, {
          hint: 'One package can give a type once; rename or remove one of the two.',
        })
      }
      seen.set(key, plugin)
    }
  }

  /** Layouts of the event kinds that these plugins add. */
  get layouts(): readonly EventLayout[] {
    return this.#plugins.all().flatMap(({ plugin }) => plugin.events ?? [])
  }

  /** By type, or by `package#type`. Throws `FEEDLOOM_PLUGIN_UNKNOWN` or `FEEDLOOM_PLUGIN_AMBIGUOUS`. */
  find<K extends PluginKind>(kind: K, type: string): Plugin<K> {
    const found = this.#plugins.get(kind, type)
    if (found !== undefined) return found
    const same = this.#plugins.all(kind).filter(({ plugin }) => plugin.type === type)
    if (same.length > 1) {
      const choices = same.map(({ plugin, from }) => `${from}#${plugin.type}`)
      throw configError('FEEDLOOM_PLUGIN_AMBIGUOUS', `${choices.length} plugins give the ${kind} \`${type}\``, {
        hint: `Write one of: ${choices.join(', ')}.`,
      })
    }
    const known = this.#plugins.all(kind).map(({ plugin }) => plugin.type)
    throw configError('FEEDLOOM_PLUGIN_UNKNOWN', `there is no ${kind} plugin of type \`${type}\``, {
      hint: didYouMean(type, known) ?? 'Name its package under `plugins:`.',
    })
  }
}

/** Throws `FEEDLOOM_PLUGIN_INVALID` or `FEEDLOOM_PLUGIN_API_VERSION`. */
export function checkVersion(plugin: Plugin): void {
  if (!isPlugin(plugin)) {
    throw configError('FEEDLOOM_PLUGIN_INVALID', 'a component names something that is not a plugin', {
      hint: 'Make plugins with `definePlugin`.',
    })
  }
  if ((plugin.apiVersion as number) === apiVersion) return
  throw configError(
    'FEEDLOOM_PLUGIN_API_VERSION',
    `the ${plugin.kind} \`${plugin.type}\` was written for contract version ${String(plugin.apiVersion)}`,
    {
      hint: `This engine speaks version ${apiVersion}; update the plugin or the engine.`,
    },
  )
}

/** Throws `FEEDLOOM_SERVICE_MISSING` for a service that the plugin needs and nobody provides. */
export function checkRequires(plugin: Plugin, has: (token: ServiceToken<unknown>) => boolean): void {
  for (const token of plugin.requires ?? []) {
    if (has(token)) continue
    throw configError(
      'FEEDLOOM_SERVICE_MISSING',
      `the ${plugin.kind} \`${plugin.type}\` needs the service \`${token.id}\`, which nobody provides`,
      {
        hint: token.id.startsWith('cache/') ? 'Declare the cache under `caches:`.' : 'Pass it in the `services` of the engine options.',
      },
    )
  }
}
