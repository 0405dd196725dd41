import type { EpochMs } from '@feedloom/core'
import { readLines, type ReadOptions } from './line-reader.ts'
import type { RecordedLine } from './lines.ts'

/** A line and when it came: its own time, or that of the line before it in its file. */
export interface TimedLine {
  readonly line: RecordedLine
  readonly t: EpochMs | undefined
  /** Its share of the bytes of its file, compressed where that is. */
  readonly bytes: number
}

/** One file, with a block of lines at hand. */
class FileHead {
  readonly #blocks: AsyncGenerator<readonly RecordedLine[], void, undefined>
  #block: readonly RecordedLine[] = []
  #next = 0
  #blockBytes = 0
  line: RecordedLine | undefined
  t: EpochMs | undefined

  constructor(path: string, options: ReadOptions) {
    this.#blocks = readLines(path, {
      ...options,
      onBytes: (bytes) => {
        this.#blockBytes += bytes
        options.onBytes?.(bytes)
      },
    })
  }

  /** True when `load` has to be awaited before the next line. */
  get needsBlock(): boolean {
    return this.#next >= this.#block.length
  }

  /** Of each line of the block at hand. */
  get bytes(): number {
    return this.#blockBytes / this.#block.length
  }

  async load(): Promise<void> {
    this.#blockBytes = 0
    while (this.#next >= this.#block.length) {
      const { done, value } = await this.#blocks.next()
      if (done === true) {
        this.line = undefined
        return
      }
      this.#block = value
      this.#next = 0
    }
    this.advance()
  }

  advance(): void {
    this.line = this.#block[this.#next++]
    this.t = this.line?.t ?? this.t
  }

  async close(): Promise<void> {
    await this.#blocks.return()
  }
}

/**
 * Several recordings as one: by receive time, files in the given order where times are equal. A line without a time
 * stays behind the line before it in its file; a file that begins without one goes first.
 */
export async function* mergedLines(paths: readonly string[], options: ReadOptions = {}): AsyncGenerator<TimedLine[], void, undefined> {
  const all = paths.map((path) => new FileHead(path, options))
  try {
    await Promise.all(all.map((head) => head.load()))
    let heads = all.filter((head) => head.line !== undefined)
    let block: TimedLine[] = []
    while (heads.length > 0) {
      const first = earliest(heads)
      block.push({ line: first.line as RecordedLine, t: first.t, bytes: first.bytes })
      if (!first.needsBlock) {
        first.advance()
        continue
      }
      yield block
      block = []
      await first.load()
      if (first.line === undefined) heads = heads.filter((head) => head !== first)
    }
    if (block.length > 0) yield block
  } finally {
    for (const head of all) await head.close()
  }
}

function earliest(heads: readonly FileHead[]): FileHead {
  let best = heads[0] as FileHead
  for (let index = 1; index < heads.length; index++) {
    const head = heads[index] as FileHead
    if ((head.t ?? Number.NEGATIVE_INFINITY) < (best.t ?? Number.NEGATIVE_INFINITY)) best = head
  }
  return best
}
