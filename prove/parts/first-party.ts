import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Plugin, pluginsIn } from '@feedloom/core'
import type { ConformanceSuite } from '@feedloom/testkit/conformance'

const packages = fileURLToPath(new URL('../../packages', import.meta.url))

/** A package that exports plugins, and what it holds them to. */
export interface PluginPackage {
  readonly name: string
  readonly plugins: readonly Plugin[]
  readonly suites: readonly ConformanceSuite[]
  /** Its tests run those suites. */
  readonly tested: boolean
}

interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, { readonly '@feedloom/source'?: string } | string>>
}

/** Every package here that exports `./plugins`; nothing is listed by hand, so a new one is found. */
export async function pluginPackages(): Promise<readonly PluginPackage[]> {
  const found: PluginPackage[] = []
  for (const folder of readdirSync(packages).sort()) {
    const path = join(packages, folder, 'package.json')
    if (!existsSync(path)) continue
    const { name, exports = {} } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
    const entry = exports['./plugins']
    if (entry === undefined) continue
    const source = typeof entry === 'string' ? entry : (entry['@feedloom/source'] ?? '')
    const plugins = pluginsIn(await import(pathToFileURL(join(packages, folder, source)).href))
    found.push({ name, plugins, ...(await suitesOf(join(packages, folder))) })
  }
  return found
}

async function suitesOf(folder: string): Promise<Pick<PluginPackage, 'suites' | 'tested'>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules') && !entry.parentPath.includes(`${folder}/dist`))
    .map((entry) => join(entry.parentPath, entry.name))
  const suites: ConformanceSuite[] = []
  for (const file of files.filter((path) => path.endsWith('conformance-suites.ts'))) {
    suites.push(...((await import(pathToFileURL(file).href)) as { readonly suites: readonly ConformanceSuite[] }).suites)
  }
  const tested = files.some((path) => path.endsWith('conformance.test.ts') && readFileSync(path, 'utf8').includes('/conformance-suites.ts'))
  return { suites, tested }
}

/** What of a package's plugins is held to nothing: `sink duckdb as sink`. */
export function unheld({ plugins, suites, tested }: PluginPackage): readonly string[] {
  const held = (plugin: Plugin, examines: string): boolean =>
    tested && suites.some((suite) => suite.plugin === `${plugin.kind} ${plugin.type}` && suite.examines === examines)
  return plugins.flatMap((plugin) =>
    ['plugin', plugin.kind].filter((examines) => !held(plugin, examines)).map((examines) => `${plugin.kind} ${plugin.type} as ${examines}`),
  )
}
