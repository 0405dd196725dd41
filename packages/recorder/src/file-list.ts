import { readdir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { configError } from '@feedloom/core'

export interface InputFile {
  readonly path: string
  readonly bytes: number
}

const recording = /\.jsonl(\.gz|\.zst)?$/

/**
 * The files that paths, folders and patterns name, each once: patterns and folders in the order of their names, the
 * rest as written. `*` and `?` stay within a name, `**` goes through folders. Throws `FEEDLOOM_REPLAY_FILES_MISSING`
 * (config) for an entry that names nothing.
 */
export async function listFiles(entries: readonly string[]): Promise<readonly InputFile[]> {
  const paths = new Set<string>()
  for (const entry of entries) {
    const found = await resolveEntry(entry)
    if (found.length === 0) throw missing(entry)
    for (const path of found) paths.add(path)
  }
  return Promise.all([...paths].map(async (path) => ({ path, bytes: (await stat(path)).size })))
}

async function resolveEntry(entry: string): Promise<readonly string[]> {
  const parts = entry.split(/[\\/]/)
  const first = parts.findIndex((part) => /[*?]/.test(part))
  if (first >= 0) {
    const folder = parts.slice(0, first).join(sep)
    const pattern = patternOf(parts.slice(first))
    return (await filesBelow(folder === '' && !entry.startsWith('/') ? '.' : `${folder}${sep}`))
      .filter(({ below }) => pattern.test(below))
      .map(({ path }) => path)
  }
  const found = await stat(entry).catch(() => undefined)
  if (found === undefined) return []
  if (!found.isDirectory()) return [entry]
  return (await filesBelow(entry)).filter(({ path }) => recording.test(path)).map(({ path }) => path)
}

async function filesBelow(folder: string): Promise<readonly { readonly path: string; readonly below: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const root = join(folder, '.')
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, below: (root === '.' ? path : path.slice(root.replace(/[\\/]$/, '').length + 1)).replaceAll('\\', '/') }))
}

function patternOf(parts: readonly string[]): RegExp {
  const text = parts.join('/').replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  const body = text
    .replaceAll('**/', '\u0001')
    .replaceAll('**', '\u0002')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\u0001', '(?:.*/)?')
    .replaceAll('\u0002', '.*')
  return new RegExp(`^${body}$`)
}

function missing(entry: string): Error {
  return configError('FEEDLOOM_REPLAY_FILES_MISSING', `no recording at \`${entry}\``, {
    path: 'files',
    hint: 'Relative paths start at the folder of the config; a folder must hold .jsonl, .jsonl.gz or .jsonl.zst files.',
  })
}
