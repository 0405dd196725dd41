import { type Indicator, type Plugin, type SchemaIssue, configError } from '@feedloom/core'
import { type PluginSet, didYouMean, loadPluginSet } from '@feedloom/core/config'
import { cellText } from '../cell-text.ts'
import type { CommandContext } from '../command.ts'
import { loadOptions } from '../load.ts'
import { type IndicatorParameter, parametersOf } from './parameters.ts'
import { plainContext } from './plain-context.ts'

/** One indicator that a command may name. */
export type IndicatorPlugin = Plugin<'indicator'>

/** All indicators that a command knows: ours and those of the plugins that it was given. */
export class IndicatorCatalogue {
  /** Sorted by type. */
  readonly all: readonly IndicatorPlugin[]
  /** By type and by alias, in any spelling; a type wins over an alias. */
  readonly #byName = new Map<string, IndicatorPlugin>()

  constructor(plugins: PluginSet) {
    const found = plugins.all('indicator').map(({ plugin }) => plugin as IndicatorPlugin)
    this.all = [...new Map(found.map((plugin) => [plugin.type, plugin])).values()].sort((a, b) => (a.type < b.type ? -1 : 1))
    for (const plugin of this.all) for (const name of plugin.aliases ?? []) this.#byName.set(spelling(name), plugin)
    for (const plugin of this.all) this.#byName.set(spelling(plugin.type), plugin)
  }

  find(name: string): IndicatorPlugin | undefined {
    return this.#byName.get(spelling(name))
  }

  /** Throws `FEEDLOOM_INDICATOR_UNKNOWN` with what may have been meant. */
  plugin(name: string): IndicatorPlugin {
    const found = this.find(name)
    if (found !== undefined) return found
    const hint = didYouMean(name, [...this.#byName.keys(), ...this.all.map(({ type }) => type)])
    throw configError('FEEDLOOM_INDICATOR_UNKNOWN', `there is no indicator \`${name}\``, hint === undefined ? {} : { hint })
  }

  parameters(plugin: IndicatorPlugin): readonly IndicatorParameter[] {
    return parametersOf(plugin.configSchema)
  }

  /** Throws `FEEDLOOM_INDICATOR_PARAMETERS` for what its schema refuses. */
  async create(plugin: IndicatorPlugin, given: Readonly<Record<string, unknown>>): Promise<Indicator> {
    const result = await plugin.configSchema['~standard'].validate(given)
    if (result.issues === undefined) return plugin.create(plainContext(plugin.type, this), result.value)
    const hint = `\`feedloom compute ${plugin.type} --help\` lists its parameters.`
    throw configError('FEEDLOOM_INDICATOR_PARAMETERS', `${plugin.type}: ${this.#complaint(plugin, given, result.issues)}`, { hint })
  }

  #complaint(plugin: IndicatorPlugin, given: Readonly<Record<string, unknown>>, [issue]: readonly SchemaIssue[]): string {
    const steps = (issue?.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step))
    const parameter = steps.length === 1 ? this.parameters(plugin).find(({ name }) => name === steps[0]) : undefined
    if (parameter === undefined) return `${steps.length === 0 ? '' : `\`${steps.join('.')}\`: `}${issue?.message ?? 'bad parameters'}`
    const value = given[parameter.name]
    const found = value === undefined ? '' : `, not \`${cellText(value)}\``
    return `\`${parameter.name}\` takes ${parameter.accepts}${found}`
  }
}

/** `HT_TRENDLINE`, `ht-trendline` and `htTrendline` are one name. */
export function spelling(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** The indicators of `@feedloom/indicators` and of the packages and files named. */
export async function loadCatalogue(context: CommandContext, named: readonly string[] = []): Promise<IndicatorCatalogue> {
  const own = await import('@feedloom/indicators/plugins')
  return new IndicatorCatalogue(await loadPluginSet([own, ...named], loadOptions(context)))
}
