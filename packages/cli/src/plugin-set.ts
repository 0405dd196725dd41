import { pluginsIn } from '@feedloom/core'
import { type LoadedPlugin, type PluginSet, createPluginSet } from '@feedloom/core/config'
import type { CommandContext } from './command.ts'
import { loadOrReport } from './load.ts'

/** Packages that come with this command. */
const packages: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>> = {
  'built-in': () => import('@feedloom/core/plugins'),
  '@feedloom/exchange-binance': () => import('@feedloom/exchange-binance/plugins'),
  '@feedloom/indicators': () => import('@feedloom/indicators/plugins'),
  '@feedloom/recorder': () => import('@feedloom/recorder/plugins'),
  '@feedloom/storage-duckdb': () => import('@feedloom/storage-duckdb/plugins'),
}

/** Plugins of a config, or those that come with this command. Undefined when the config has errors, which are printed. */
export async function pluginsFor(context: CommandContext, file: string | undefined): Promise<PluginSet | undefined> {
  return file === undefined ? await ownPlugins() : (await loadOrReport(context, file))?.plugins
}

async function ownPlugins(): Promise<PluginSet> {
  const loaded = await Promise.all(
    Object.entries(packages).map(async ([from, load]) => pluginsIn(await load()).map((plugin): LoadedPlugin => ({ plugin, from }))),
  )
  return createPluginSet(loaded.flat())
}

/** The package that gives a source of this type, as `plugins:` would name it; undefined for one that nobody here knows. */
export async function packageOfSource(type: string): Promise<string | undefined> {
  return (await ownPlugins()).all('source').find(({ plugin }) => plugin.type === type)?.from
}
