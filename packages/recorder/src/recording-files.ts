import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochMs } from '@feedloom/core'

/** Names sort by time: `feedloom-20240808T235413123Z.jsonl.gz`. */
const namePattern = /^feedloom-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z\.jsonl(?:\.gz|\.zst)?$/

interface RecordingFile {
  readonly path: string
  readonly openedAt: EpochMs
  readonly bytes: number
}

/** Makes a new file that begins now; never one that is there already. */
export async function createRecording(
  folder: string,
  now: EpochMs,
  suffix: string,
): Promise<{ readonly path: string; readonly handle: FileHandle }> {
  // Two within a millisecond: the later one takes the next.
  for (let ms = Math.floor(now); ; ms++) {
    const stamp = new Date(ms).toISOString().replaceAll(/[-:.]/g, '')
    const path = join(folder, `feedloom-${stamp}.jsonl${suffix}`)
    try {
      return { path, handle: await open(path, 'wx') }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** The recordings of a folder, oldest first; other files are none of ours. */
async function listRecordings(folder: string): Promise<readonly RecordingFile[]> {
  const names = (await readdir(folder)).filter((name) => namePattern.test(name)).sort()
  return Promise.all(
    names.map(async (name) => ({ path: join(folder, name), openedAt: timeOf(name), bytes: (await stat(join(folder, name))).size })),
  )
}

/**
 * Deletes what is too old or too much, oldest first, and returns the paths. A file is as old as its end: the begin of
 * the next one. The newest stays whatever it weighs.
 */
export async function deleteRecordings(
  folder: string,
  limits: { readonly keepMs: number | undefined; readonly maxBytes: number | undefined },
  now: EpochMs,
): Promise<readonly string[]> {
  const files = await listRecordings(folder)
  let total = files.reduce((sum, file) => sum + file.bytes, 0)
  const deleted: string[] = []
  for (const [index, file] of files.slice(0, -1).entries()) {
    const endedAt = (files[index + 1] as RecordingFile).openedAt
    const tooOld = limits.keepMs !== undefined && endedAt < now - limits.keepMs
    const tooMuch = limits.maxBytes !== undefined && total > limits.maxBytes
    if (!tooOld && !tooMuch) continue
    await rm(file.path, { force: true })
    total -= file.bytes
    deleted.push(file.path)
  }
  return deleted
}

function timeOf(name: string): EpochMs {
  const [year, month, day, hour, minute, second, ms] = (namePattern.exec(name) ?? []).slice(1).map(Number)
  return Date.UTC(year as number, (month as number) - 1, day, hour, minute, second, ms)
}
