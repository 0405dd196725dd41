import { readFileSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configError } from '../contracts/errors.ts'
import { readDocument } from './document.ts'
import { Findings } from './findings.ts'
import { formatFindings } from './format.ts'
import { loadPlugins } from './load-plugins.ts'
import { createPluginSet } from './plugin-set.ts'
import { resolveWritten } from './resolve.ts'
import type { ResolveHost, WrittenConfig } from './resolve.ts'
import type { ConfigInput, Finding, LoadedConfig, LoadOptions, LoadResult, PluginInput, PluginSet } from './types.ts'
import { messageOf } from './validate.ts'

/**
 * Reads and checks a config file: YAML or JSON, or a module (`.ts`, `.js`, `.mjs`) that exports one as `config` or as
 * its default. Nothing is thrown for what is wrong with the config; it is in the findings.
 *
 * @example
 * const { loaded, findings } = await loadConfig('feedloom.yaml')
 * process.stderr.write(formatFindings(findings, { color: true }))
 * if (loaded !== undefined) await using engine = await Engine.from(loaded)
 */
export async function loadConfig(path: string, options: LoadOptions = {}): Promise<LoadResult> {
  const absolute = resolve(path)
  if (/^\.[cm]?[jt]s$/.test(extname(absolute))) return await loadModule(path, absolute, options)
  try {
    return await parseConfig(readFileSync(absolute, 'utf8'), { ...options, path })
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const code = (error as NodeJS.ErrnoException).code
    // Whatever is wrong with the content becomes a finding of its own; here only the file system may speak.
    if (code === undefined) throw error
    return failed(
      path,
      missing ? 'the file does not exist' : `the file cannot be read (${code})`,
      missing ? 'Check the path; `feedloom init` writes a first config.' : 'Check what it is and its permissions.',
    )
  }
}

/** Checks the text of a config. `path` is what findings call it and where relative paths start. */
export async function parseConfig(text: string, options: LoadOptions & { readonly path: string }): Promise<LoadResult> {
  const document = readDocument(text.replace(/^\uFEFF/, ''))
  const absolute = resolve(options.path)
  const written: WrittenConfig = { file: options.path, path: absolute, folder: dirname(absolute), value: document.value, document }
  return await resolveWritten(written, hostOf(written, options))
}

/** Checks a config made in code. Throws `FEEDLOOM_CONFIG_INVALID` with all findings in its message. */
export async function resolveConfig(input: ConfigInput, options: LoadOptions = {}): Promise<LoadedConfig> {
  return requireLoaded(await checkConfig(input, options))
}

/** Checks a config made in code, and says what is wrong instead of throwing. */
export async function checkConfig(input: ConfigInput, options: LoadOptions & { readonly path?: string } = {}): Promise<LoadResult> {
  const path = options.path === undefined ? undefined : resolve(options.path)
  const folder = path === undefined ? resolve(options.folder ?? process.cwd()) : dirname(path)
  const written: WrittenConfig = { file: options.path ?? 'config', path, folder, value: input, document: undefined }
  return await resolveWritten(written, hostOf(written, options))
}

/**
 * The built-in plugins and those of the packages and files named, for tools that have no config. Throws
 * the error of the first that cannot be had, e.g. `FEEDLOOM_PLUGIN_MISSING`.
 */
export async function loadPluginSet(entries: readonly PluginInput[], options: LoadOptions = {}): Promise<PluginSet> {
  const folder = resolve(options.folder ?? process.cwd())
  const findings = new Findings('plugins', undefined)
  const { plugins } = await loadPlugins(entries, hostOf({ folder }, options), findings)
  const set = createPluginSet(plugins)
  if (!findings.hasErrors) return set
  const errors = findings.all()
  const [first] = errors
  throw configError(first?.code ?? 'FEEDLOOM_CONFIG_INVALID', errors.map(({ message }) => message).join('; '), {
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
    details: { findings: errors },
  })
}

/** Gives a config made in code its type; checks nothing yet. */
export function defineConfig(input: ConfigInput): ConfigInput {
  return input
}

/** The config, or `FEEDLOOM_CONFIG_INVALID` with all findings in its message and in `details.findings`. */
export function requireLoaded({ loaded, findings }: LoadResult): LoadedConfig {
  if (loaded !== undefined) return loaded
  const errors = findings.filter(({ severity }) => severity === 'error')
  throw configError('FEEDLOOM_CONFIG_INVALID', `the config is not valid:\n\n${formatFindings(errors)}`, {
    hint: 'Mend what the findings name.',
    details: { findings: errors },
  })
}

async function loadModule(path: string, absolute: string, options: LoadOptions): Promise<LoadResult> {
  const importModule = options.importModule ?? importPlainly
  try {
    const module = (await importModule(pathToFileURL(absolute).href)) as Readonly<Record<string, unknown>>
    const input = module['config'] ?? module['default']
    if (typeof input !== 'object' || input === null)
      return failed(path, 'the module exports no config', 'Write `export const config = defineConfig({ … })`.')
    return await checkConfig(input as ConfigInput, { ...options, path })
  } catch (error) {
    return failed(path, `the module failed to load: ${messageOf(error)}`, `Run \`node ${basename(path)}\` to see where it comes from.`)
  }
}

function failed(file: string, message: string, hint: string): LoadResult {
  const finding: Finding = {
    file,
    line: 1,
    column: 1,
    severity: 'error',
    code: 'FEEDLOOM_CONFIG_FILE_UNREADABLE',
    message: message.split('\n')[0] ?? message,
    hint,
    path: '',
    frame: '',
  }
  return { loaded: undefined, findings: [finding] }
}

function hostOf({ folder }: Pick<WrittenConfig, 'folder'>, options: LoadOptions): ResolveHost {
  const read = options.readFile ?? ((path: string): string => readFileSync(path, 'utf8'))
  return {
    folder,
    folders: [folder, ...(options.packageFolders ?? [process.cwd()])],
    conditions: options.conditions ?? ownConditions(),
    importModule: options.importModule ?? importPlainly,
    env: options.env ?? process.env,
    readFile: (path) => read(resolve(folder, path)),
  }
}

async function importPlainly(url: string): Promise<unknown> {
  return await import(/* @vite-ignore */ url)
}

/** `node --conditions=…` holds for plugins too. */
function ownConditions(): readonly string[] {
  const words = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  return words.flatMap((word, index) => {
    if (word === '-C' || word === '--conditions') return words[index + 1] ?? []
    return word.startsWith('--conditions=') ? word.slice('--conditions='.length) : []
  })
}
