import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

/** What a plugin file may import without a `node_modules` of its own: this installation's copies. */
const hostModules: Readonly<Record<string, () => Promise<unknown>>> = {
  zod: () => import('zod'),
  '@feedloom/core': () => import('@feedloom/core'),
  '@feedloom/core/books': () => import('@feedloom/core/books'),
  '@feedloom/core/builtins': () => import('@feedloom/core/builtins'),
  '@feedloom/core/columns': () => import('@feedloom/core/columns'),
  '@feedloom/core/config': () => import('@feedloom/core/config'),
  '@feedloom/exchange-kit': () => import('@feedloom/exchange-kit'),
  '@feedloom/indicators': () => import('@feedloom/indicators'),
}

/**
 * Imports a module by its `file:` URL for the config loader. Published packages are imported as they are; a plugin file
 * of the user's is read through jiti, so that TypeScript works on every supported Node and `@feedloom/*` and zod come
 * from here when the file's folder has none.
 */
export async function importModule(url: string): Promise<unknown> {
  return isPackaged(fileURLToPath(url)) ? await import(/* @vite-ignore */ url) : await importUserFile(url)
}

async function importUserFile(url: string): Promise<unknown> {
  const names = Object.keys(hostModules)
  const modules = await Promise.all(Object.values(hostModules).map((load) => load()))
  const virtualModules = Object.fromEntries(names.map((name, index) => [name, modules[index]]))
  const jiti = createJiti(url, { virtualModules, moduleCache: false, fsCache: false, interopDefault: false })
  return await jiti.import(fileURLToPath(url))
}

/** Installed, or one of ours: both are built for this Node. */
function isPackaged(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path) || (packageName(dirname(path))?.startsWith('@feedloom/') ?? false)
}

function packageName(folder: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return typeof manifest === 'object' && manifest !== null && 'name' in manifest ? String(manifest.name) : undefined
  } catch {
    const parent = dirname(folder)
    return parent === folder ? undefined : packageName(parent)
  }
}
