import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { LoadedConfig } from '@feedloom/core/config'

export interface RecordedFile {
  readonly path: string
  readonly bytes: number
}

/** Files that the recorders of this config have written since a moment. */
export async function recordedSince(loaded: LoadedConfig, since: number): Promise<readonly RecordedFile[]> {
  const folders = Object.values(loaded.config.sinks).flatMap(({ type, config }) =>
    type === 'recorder' && typeof config === 'object' && config !== null && 'path' in config
      ? [resolve(loaded.folder, String(config.path))]
      : [],
  )
  const found: RecordedFile[] = []
  for (const folder of folders) {
    for (const name of (await readdir(folder).catch((): string[] => [])).sort((a, b) => (a < b ? -1 : 1))) {
      const path = join(folder, name)
      const { mtimeMs, size, isFile } = await stat(path).then((each) => ({ mtimeMs: each.mtimeMs, size: each.size, isFile: each.isFile() }))
      // A file system may keep whole seconds only.
      if (isFile && mtimeMs >= since - 1_000) found.push({ path, bytes: size })
    }
  }
  return found
}
