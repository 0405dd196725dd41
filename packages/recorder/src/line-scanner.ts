import type { EpochMs } from '@feedloom/core'
import { scanSized, scanText, scanTime, TextRoom, type Scanned } from './line-bytes.ts'
import { LineHead } from './line-head.ts'
import type { RecordedLine } from './lines.ts'

/** What many frames have in common: everything of their lines but time and frame. */
interface Head {
  /** From behind the time up to the value of `bytes`, or into that of `frame`. */
  readonly bytes: LineHead
  readonly sized: boolean
  readonly line: RecordedLine
}

/** Streams take turns, seldom more of them than this within a stretch. */
const headsKept = 16

/**
 * Reads lines one after the other from blocks of bytes. Frames are not parsed: their payload is what stands in the
 * line, and what else a line says is known from the one before it that says the same. A line in any other form goes
 * through `JSON.parse`.
 */
export class LineScanner {
  /** The line read last; without its time and its frame where `payload` has that. */
  line: RecordedLine = {}
  /** Its own time. */
  t: EpochMs | undefined
  payload: Uint8Array | undefined
  readonly #from: EpochMs
  readonly #heads: Head[] = []
  #last = 0
  readonly #room = new TextRoom()
  readonly #scanned: Scanned = { at: 0, value: 0 }
  /** Of the block that was read from last. */
  #block: Buffer | undefined
  #view: DataView | undefined

  /** Frames before `from` are passed over. */
  constructor(from: EpochMs = Number.NEGATIVE_INFINITY) {
    this.#from = from
  }

  /** Reads the line between two places, its end not included; false when it was passed over. Throws where it is no line. */
  read(block: Buffer, start: number, end: number): boolean {
    const scanned = this.#scanned
    const head = scanTime(block, start, end, scanned) ? this.#headAt(block, scanned.at, end) : undefined
    if (head !== undefined) {
      if (scanned.value < this.#from) return false
      const at = scanned.at + head.bytes.length
      this.payload = head.sized ? scanSized(block, at, end) : scanText(block, at, end, this.#room)
      this.line = head.line
      this.t = scanned.value
      if (this.payload !== undefined) return true
    }
    this.payload = undefined
    this.line = parseLine(block.toString('utf8', start, end))
    this.t = this.line.t ?? undefined
    return true
  }

  #viewOf(block: Buffer): DataView {
    if (this.#view !== undefined && this.#block === block) return this.#view
    this.#block = block
    this.#view = new DataView(block.buffer)
    return this.#view
  }

  #headAt(block: Buffer, at: number, end: number): Head | undefined {
    const heads = this.#heads
    const view = this.#viewOf(block)
    const last = heads[this.#last]
    if (last !== undefined && last.bytes.isAt(view, block.byteOffset + at, block.byteOffset + end)) return last
    for (let i = 0; i < heads.length; i++) {
      const head = heads[i] as Head
      if (!head.bytes.isAt(view, block.byteOffset + at, block.byteOffset + end)) continue
      this.#last = i
      return head
    }
    const head = headOf(block.subarray(at, end))
    if (head === undefined) return undefined
    this.#last = heads.length < headsKept ? heads.length : (this.#last + 1) % headsKept
    heads[this.#last] = head
    return head
  }
}

/** The head of a line that is a frame in the usual form; `rest` begins behind the time. */
function headOf(rest: Buffer): Head | undefined {
  return headUpTo(rest, ',"bytes":', true) ?? headUpTo(rest, ',"frame":"', false)
}

function headUpTo(rest: Buffer, key: string, sized: boolean): Head | undefined {
  const at = rest.indexOf(key)
  if (at < 0) return undefined
  let line: RecordedLine
  try {
    // Parses only where the key stands at the top of the line: else something is left open.
    line = at === 0 ? {} : (JSON.parse(`{${rest.toString('utf8', 1, at)}}`) as RecordedLine)
  } catch {
    return undefined
  }
  if (line.dir !== 'in' || line.t !== undefined || line.body !== undefined || line.encoding !== undefined) return undefined
  return { bytes: new LineHead(rest.subarray(0, at + key.length)), sized, line }
}

function parseLine(text: string): RecordedLine {
  const line = JSON.parse(text) as (Omit<RecordedLine, 'frame'> & { readonly frame?: unknown }) | null
  if (typeof line !== 'object' || line === null) throw new SyntaxError('not an object')
  // In the form of the recorder, but written anew by somebody.
  return typeof line.frame === 'object' && line.frame !== null ? { ...line, frame: JSON.stringify(line.frame) } : (line as RecordedLine)
}
