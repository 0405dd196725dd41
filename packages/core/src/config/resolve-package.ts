import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

export type Resolution =
  | { readonly found: 'module'; readonly url: string }
  /** The package is there, but gives no such entry. */
  | { readonly found: 'package' }
  | { readonly found: 'nothing' }

/**
 * Finds `<package>` or `<package>/<entry>` as Node would from a module in one of `folders`, tried in order. Written out
 * because Node resolves ES modules only from where the asking code stands, which here is never where the config is.
 */
export function resolvePackage(name: string, entry: string, folders: readonly string[], conditions: readonly string[]): Resolution {
  for (const folder of folders) {
    const root = packageRoot(name, folder)
    if (root === undefined) continue
    const target = entryOf(root, entry, new Set([...conditions, 'node', 'import', 'module-sync', 'default']))
    const path = target === undefined ? undefined : join(root, target)
    return path !== undefined && isFile(path) ? { found: 'module', url: pathToFileURL(realpathSync(path)).href } : { found: 'package' }
  }
  return { found: 'nothing' }
}

/** `@acme/feeds/extra` is entry `extra` of package `@acme/feeds`. */
export function splitSpecifier(specifier: string): { readonly name: string; readonly entry: string | undefined } {
  const parts = specifier.split('/')
  const length = specifier.startsWith('@') ? 2 : 1
  return { name: parts.slice(0, length).join('/'), entry: parts.length > length ? parts.slice(length).join('/') : undefined }
}

/** Packages beside these folders that carry the keyword of Feedloom plugins, for suggestions only. */
export function installedPlugins(folders: readonly string[]): readonly string[] {
  const names = new Set<string>()
  for (const folder of folders.flatMap(ancestors)) {
    const modules = join(folder, 'node_modules')
    for (const entry of list(modules)) {
      if (entry.startsWith('@')) for (const name of list(join(modules, entry))) names.add(`${entry}/${name}`)
      else if (!entry.startsWith('.')) names.add(entry)
    }
  }
  return [...names].filter((name) => /feedloom/.test(name) && isPluginPackage(name, folders))
}

function isPluginPackage(name: string, folders: readonly string[]): boolean {
  const root = folders.map((folder) => packageRoot(name, folder)).find((path) => path !== undefined)
  const keywords = root === undefined ? undefined : manifestOf(root)['keywords']
  return Array.isArray(keywords) && keywords.includes('feedloom-plugin')
}

function packageRoot(name: string, folder: string): string | undefined {
  return ancestors(folder)
    .map((ancestor) => join(ancestor, 'node_modules', name))
    .find((path) => existsSync(join(path, 'package.json')))
}

function ancestors(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestors(parent)]
}

function entryOf(root: string, entry: string, conditions: ReadonlySet<string>): string | undefined {
  const { exports, main } = manifestOf(root)
  if (exports === undefined) return entry === '.' ? (typeof main === 'string' ? main : 'index.js') : withExtension(root, entry)
  const isMap = typeof exports === 'object' && exports !== null && Object.keys(exports).some((key) => key.startsWith('.'))
  if (!isMap) return entry === '.' ? pick(exports, conditions) : undefined
  return pick((exports as Record<string, unknown>)[entry], conditions)
}

function withExtension(root: string, entry: string): string | undefined {
  return [entry, `${entry}.js`, `${entry}.mjs`, `${entry}/index.js`].find((path) => isFile(join(root, path)))
}

/** The first target whose condition holds, in the order of the manifest. */
function pick(target: unknown, conditions: ReadonlySet<string>): string | undefined {
  if (typeof target === 'string') return target
  if (Array.isArray(target)) return target.map((item) => pick(item, conditions)).find((path) => path !== undefined)
  if (typeof target !== 'object' || target === null) return undefined
  for (const [condition, inner] of Object.entries(target)) {
    const path = conditions.has(condition) ? pick(inner, conditions) : undefined
    if (path !== undefined) return path
  }
  return undefined
}

function manifestOf(root: string): Readonly<Record<string, unknown>> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? (manifest as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
