import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Plugin, pluginsIn } from '../contracts/plugin.ts'
import * as builtIns from '../plugins.ts'
import type { Findings } from './findings.ts'
import { builtIn } from './plugin-set.ts'
import { installedPlugins, resolvePackage, splitSpecifier } from './resolve-package.ts'
import { nearest } from './suggest.ts'
import type { LoadedPlugin, PluginInput } from './types.ts'
import { messageOf } from './validate.ts'

export interface PluginHost {
  readonly folder: string
  /** Where packages are looked for: the config's folder first. */
  readonly folders: readonly string[]
  readonly conditions: readonly string[]
  importModule(url: string): Promise<unknown>
}

export interface PluginLoad {
  readonly plugins: readonly LoadedPlugin[]
  /** An entry failed, so that a type nobody gives may be its doing. */
  readonly failed: boolean
  /** `kind type` of plugins that were refused for their contract version. */
  readonly refused: ReadonlySet<string>
}

/** The contract version of this copy of core. */
const apiVersion = 1

/** Imports what `plugins:` names, after the built-in ones. Entry `i` complains at `plugins[i]`. */
export async function loadPlugins(entries: readonly PluginInput[], host: PluginHost, findings: Findings): Promise<PluginLoad> {
  const plugins: LoadedPlugin[] = pluginsIn(builtIns).map((plugin) => ({ plugin, from: builtIn }))
  const refused = new Set<string>()
  let failed = false
  for (const [index, entry] of entries.entries()) {
    const path = `plugins[${index}]`
    const found = typeof entry === 'string' ? await importPlugins(entry, path, host, findings) : pluginsIn(entry)
    if (found === undefined || found.length === 0) failed = true
    if (found?.length === 0) reportEmpty(entry, path, findings)
    for (const plugin of found ?? []) {
      if (plugin.apiVersion === apiVersion) plugins.push({ plugin, from: typeof entry === 'string' ? entry : 'config' })
      else reportVersion(plugin, entry, path, findings, refused)
    }
  }
  return { plugins, failed, refused }
}

async function importPlugins(
  specifier: string,
  path: string,
  host: PluginHost,
  findings: Findings,
): Promise<readonly Plugin[] | undefined> {
  const url = isFileSpecifier(specifier) ? fileUrl(specifier, path, host, findings) : packageUrl(specifier, path, host, findings)
  if (url === undefined) return undefined
  try {
    return pluginsIn(await host.importModule(url))
  } catch (error) {
    const typescript =
      /\.[cm]?ts$/.test(url) &&
      /ERR_UNKNOWN_FILE_EXTENSION|Unknown file extension/.test(`${(error as NodeJS.ErrnoException).code} ${messageOf(error)}`)
    findings.add({
      code: 'FEEDLOOM_PLUGIN_BROKEN',
      message: `the plugin \`${specifier}\` failed to load: ${messageOf(error)}`,
      hint: typescript
        ? 'Plain Node cannot read TypeScript: pass `importModule` to `loadConfig`, or compile the plugin.'
        : 'The module itself threw this; run it with `node` to see where.',
      path,
    })
    return undefined
  }
}

function isFileSpecifier(specifier: string): boolean {
  return specifier.startsWith('.') || specifier.startsWith('file:') || isAbsolute(specifier)
}

function fileUrl(specifier: string, path: string, host: PluginHost, findings: Findings): string | undefined {
  const file = specifier.startsWith('file:') ? filePathOf(specifier) : resolve(host.folder, specifier)
  const candidates = [
    file,
    ...['plugins.ts', 'plugins.js', 'index.ts', 'index.js', 'src/plugins.ts', 'src/index.ts'].map((name) => join(file, name)),
  ]
  const found = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile())
  if (found !== undefined) return pathToFileURL(found).href
  const other = ['.ts', '.js', '.mjs']
    .map((extension) => file.replace(/(\.[cm]?[jt]s)?$/, extension))
    .find((candidate) => existsSync(candidate))
  findings.add({
    code: 'FEEDLOOM_PLUGIN_MISSING',
    message: `the plugin file \`${specifier}\` does not exist`,
    hint:
      other === undefined
        ? 'The path is relative to the folder of the config file.'
        : `Did you mean \`${specifier.replace(/(\.[cm]?[jt]s)?$/, other.slice(other.lastIndexOf('.')))}\`?`,
    path,
  })
  return undefined
}

function filePathOf(specifier: string): string {
  try {
    return fileURLToPath(specifier)
  } catch {
    return specifier
  }
}

function packageUrl(specifier: string, path: string, host: PluginHost, findings: Findings): string | undefined {
  const { name, entry } = splitSpecifier(specifier)
  const entries = entry === undefined ? ['./plugins', '.'] : [`./${entry}`]
  const resolutions = entries.map((wanted) => resolvePackage(name, wanted, host.folders, host.conditions))
  const found = resolutions.find((resolution) => resolution.found === 'module')
  if (found?.found === 'module') return found.url
  if (resolutions.some((resolution) => resolution.found === 'package')) {
    findings.add({
      code: 'FEEDLOOM_PLUGIN_NOT_EXPORTED',
      message: `the package \`${name}\` is installed but has no entry ${entry === undefined ? '`./plugins`' : `\`./${entry}\``} that could be loaded`,
      hint: 'A Feedloom plugin package exports its plugins as `<package>/plugins`; if it is your own, build it first.',
      path,
    })
    return undefined
  }
  const near = nearest(name, installedPlugins(host.folders))
  const looksLikeFile = /\.[cm]?[jt]s$/.test(specifier) ? `A file begins with \`./\`: \`./${specifier}\`.` : undefined
  findings.add({
    code: 'FEEDLOOM_PLUGIN_MISSING',
    message: `the package \`${name}\` is not installed`,
    hint: looksLikeFile ?? (near === undefined ? `Install it beside the config: \`npm install ${name}\`.` : `Did you mean \`${near}\`?`),
    path,
  })
  return undefined
}

function reportEmpty(entry: PluginInput, path: string, findings: Findings): void {
  const what =
    typeof entry === 'string'
      ? `\`${entry}\` exports no plugin`
      : `item ${Number(/\d+/.exec(path)?.[0] ?? 0) + 1} of \`plugins\` is no plugin, and holds none`
  findings.add({
    code: 'FEEDLOOM_PLUGIN_NOT_EXPORTED',
    message: what,
    hint: 'A plugin is what `definePlugin({ … })` returns, exported by name.',
    path,
  })
}

function reportVersion(plugin: Plugin, entry: PluginInput, path: string, findings: Findings, refused: Set<string>): void {
  const version: unknown = plugin.apiVersion
  refused.add(`${plugin.kind} ${plugin.type}`)
  findings.add({
    code: 'FEEDLOOM_PLUGIN_API_VERSION',
    message: `the ${plugin.kind} \`${plugin.type}\` is written for version ${String(version)} of the plugin contract; this Feedloom knows version ${apiVersion}`,
    hint:
      Number(version) > apiVersion
        ? 'Update `@feedloom/core`, or install an older version of the plugin.'
        : `Install a newer version of ${typeof entry === 'string' ? `\`${entry}\`` : 'the plugin'}.`,
    path,
  })
}
