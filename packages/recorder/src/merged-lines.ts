import type { EpochMs } from '@feedloom/core'
import { LineCursor, type ReadOptions } from './line-cursor.ts'
import type { RecordedLine } from './lines.ts'

const never = Number.POSITIVE_INFINITY

/**
 * Several recordings as one: by receive time, files in the given order where times are equal. A line without a time
 * stays behind the line before it in its file; a file that begins without one goes first.
 */
export class MergedLines {
  readonly #all: readonly LineCursor[]
  #open: LineCursor[] | undefined
  #first: LineCursor | undefined
  /** Until this time the others have nothing. */
  #othersFrom = never

  constructor(paths: readonly string[], options: ReadOptions = {}) {
    this.#all = paths.map((path) => new LineCursor(path, options))
  }

  /** The line at hand, as `LineCursor` gives it. Only after `advance` or `load` has found one. */
  get line(): RecordedLine {
    return (this.#first as LineCursor).line
  }

  get payload(): Uint8Array | undefined {
    return (this.#first as LineCursor).payload
  }

  get t(): EpochMs | undefined {
    return (this.#first as LineCursor).t
  }

  /** Of all files, in bytes. */
  get position(): number {
    return this.#all.reduce((sum, { position }) => sum + position, 0)
  }

  /** Goes to the next line; false when `load` has to be awaited instead. */
  advance(): boolean {
    const first = this.#first
    if (first === undefined || !first.advance()) return false
    if (timeOf(first) >= this.#othersFrom) this.#choose()
    return true
  }

  /** Goes to the next line where that has to be read first; false when there is none. */
  async load(): Promise<boolean> {
    if (this.#open === undefined) {
      const found = await Promise.all(this.#all.map((cursor) => cursor.load()))
      this.#open = this.#all.filter((_, index) => found[index] === true)
    } else {
      const first = this.#first
      if (first !== undefined && !(await first.load())) this.#open = this.#open.filter((cursor) => cursor !== first)
    }
    this.#choose()
    return this.#first !== undefined
  }

  async close(): Promise<void> {
    for (const cursor of this.#all) await cursor.close()
  }

  #choose(): void {
    let best: LineCursor | undefined
    let others = never
    for (const cursor of this.#open ?? []) {
      if (best === undefined) best = cursor
      else if (timeOf(cursor) < timeOf(best)) {
        others = timeOf(best)
        best = cursor
      } else others = Math.min(others, timeOf(cursor))
    }
    this.#first = best
    this.#othersFrom = others
  }
}

function timeOf({ t }: LineCursor): number {
  return t ?? Number.NEGATIVE_INFINITY
}
