import { dataError, type EpochMs } from '@feedloom/core'
import { lineBlocks, type LineBlock } from './line-blocks.ts'
import { LineScanner } from './line-scanner.ts'
import type { RecordedLine } from './lines.ts'

export interface ReadOptions {
  /** Frames before this time are passed over. */
  readonly from?: EpochMs
  /** The end of the file is cut off; what stands before it was read. */
  readonly onCut?: (path: string) => void
}

const newline = 10
const carriageReturn = 13

/**
 * The lines of a recording, plain, `.gz` or `.zst`, one after the other. A last line or a last block that was cut off by
 * a crash is left out and told to `onCut`. Throws `FEEDLOOM_RECORDING_LINE_INVALID` (data) with file and line for
 * anything else that is no line of a recording, and `FEEDLOOM_RECORDING_DAMAGED` for a file that cannot be unpacked.
 */
export class LineCursor {
  readonly #path: string
  readonly #options: ReadOptions
  readonly #scanner: LineScanner
  readonly #blocks: AsyncGenerator<LineBlock, void, undefined>
  #block: LineBlock | undefined
  #next = 0
  #number = 0
  #before = 0
  #t: EpochMs | undefined

  constructor(path: string, options: ReadOptions = {}) {
    this.#path = path
    this.#options = options
    this.#scanner = new LineScanner(options.from)
    this.#blocks = lineBlocks(path, () => options.onCut?.(path))
  }

  /** What the line at hand says; without its time and its frame where `payload` has that. */
  get line(): RecordedLine {
    return this.#scanner.line
  }

  /** The bytes of its frame, where they stand in the file as they came. */
  get payload(): Uint8Array | undefined {
    return this.#scanner.payload
  }

  /** When it came: its own time, or that of the line before it. */
  get t(): EpochMs | undefined {
    return this.#t
  }

  /** So many bytes of the file (compressed, where it is) are behind the line at hand; what is read ahead does not count. */
  get position(): number {
    if (this.#block === undefined) return this.#before
    return this.#before + ((this.#block.position - this.#before) * this.#next) / this.#block.bytes.length
  }

  /** Goes to the next line of the block at hand; false when `load` has to be awaited instead. */
  advance(): boolean {
    const block = this.#block
    if (block === undefined) return false
    const { bytes } = block
    while (this.#next < bytes.length) {
      const start = this.#next
      const found = bytes.indexOf(newline, start)
      let end = found < 0 ? bytes.length : found
      this.#next = end + 1
      this.#number++
      if (bytes[end - 1] === carriageReturn) end--
      if (end <= start || !this.#read(block, start, end)) continue
      this.#t = this.#scanner.t ?? this.#t
      return true
    }
    return false
  }

  /** Goes to the first line of the next block; false when there is none. */
  async load(): Promise<boolean> {
    for (;;) {
      this.#before = this.#block?.position ?? this.#before
      this.#block = undefined
      this.#next = 0
      const { done, value } = await this.#blocks.next()
      if (done === true) return false
      this.#block = value
      if (this.advance()) return true
    }
  }

  async close(): Promise<void> {
    await this.#blocks.return()
  }

  #read({ bytes, isRest }: LineBlock, start: number, end: number): boolean {
    try {
      return this.#scanner.read(bytes, start, end)
    } catch (cause) {
      if (isRest) {
        this.#options.onCut?.(this.#path)
        return false
      }
      throw dataError('FEEDLOOM_RECORDING_LINE_INVALID', `${this.#path}:${this.#number}: not JSON`, {
        cause,
        hint: 'A recording is JSON lines, one frame or reply each.',
      })
    }
  }
}
