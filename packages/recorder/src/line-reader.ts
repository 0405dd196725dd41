import type { EpochMs } from '@feedloom/core'
import { LineCursor, type ReadOptions } from './line-cursor.ts'
import type { RecordedLine } from './lines.ts'
import { MergedLines } from './merged-lines.ts'

/** A line and when it came: its own time, or that of the line before it in its file. */
export interface TimedLine {
  readonly line: RecordedLine
  readonly t: EpochMs | undefined
}

/** Where lines come from: one file, or several. */
interface Lines {
  readonly line: RecordedLine
  readonly t: EpochMs | undefined
  readonly payload: Uint8Array | undefined
  advance(): boolean
  load(): Promise<boolean>
  close(): Promise<void>
}

/** Reads a recording, plain, `.gz` or `.zst`, in blocks of lines; see `LineCursor` for what it throws. */
export async function* readLines(path: string, options: ReadOptions = {}): AsyncGenerator<readonly RecordedLine[], void, undefined> {
  yield* blocksOf(new LineCursor(path, options), wholeLine)
}

/** Several recordings as one, in blocks; see `MergedLines` for the order. */
export async function* mergedLines(paths: readonly string[], options: ReadOptions = {}): AsyncGenerator<TimedLine[], void, undefined> {
  yield* blocksOf(new MergedLines(paths, options), (lines) => ({ line: wholeLine(lines), t: lines.t }))
}

async function* blocksOf<T>(lines: Lines, take: (lines: Lines) => T): AsyncGenerator<T[], void, undefined> {
  try {
    while (await lines.load()) {
      const block = [take(lines)]
      while (lines.advance()) block.push(take(lines))
      yield block
    }
  } finally {
    await lines.close()
  }
}

function wholeLine({ line, t, payload }: Lines): RecordedLine {
  return payload === undefined ? line : { ...(t === undefined ? {} : { t }), ...line, frame: Buffer.from(payload).toString() }
}
