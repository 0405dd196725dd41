import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'
import { dataError, type EpochMs } from '@feedloom/core'
import { Decompress } from 'fzstd'
import type { RecordedLine } from './lines.ts'

export interface ReadOptions {
  /** Lines before this time need not be read, but for those that define instruments. */
  readonly from?: EpochMs
  /** So many bytes of the file (compressed, where it is) are behind the lines that come next; what is read ahead does not count. */
  readonly onBytes?: (bytes: number) => void
  /** The end of the file is cut off; what stands before it was read. */
  readonly onCut?: (path: string) => void
}

const newline = 10
const timeKey = '{"t":'
const frameKey = ',"dir":"in"'

/**
 * Reads a recording, plain, `.gz` or `.zst`, in blocks of lines. A last line or a last block that was cut off by a crash is
 * left out and told to `onCut`. Throws `FEEDLOOM_RECORDING_LINE_INVALID` (data) with file and line for anything else that
 * is no line of a recording, and `FEEDLOOM_RECORDING_DAMAGED` for a file that cannot be unpacked.
 */
export async function* readLines(path: string, options: ReadOptions = {}): AsyncGenerator<readonly RecordedLine[], void, undefined> {
  let rest: Buffer | undefined
  let number = 0
  let before = 0
  for await (const { bytes, position } of unpacked(path, options)) {
    const block = rest === undefined ? bytes : Buffer.concat([rest, bytes])
    const end = block.lastIndexOf(newline)
    rest = end === block.length - 1 ? undefined : block.subarray(end + 1)
    if (end < 0) continue
    const lines = parseLines(block.subarray(0, end).toString('utf8'), path, number, options.from)
    number = lines.number
    options.onBytes?.(position - before)
    before = position
    if (lines.parsed.length > 0) yield lines.parsed
  }
  if (rest === undefined) return
  const last = lastLine(rest.toString('utf8'))
  if (last === undefined) options.onCut?.(path)
  else yield [last]
}

interface Parsed {
  readonly parsed: readonly RecordedLine[]
  readonly number: number
}

function parseLines(block: string, path: string, before: number, from: EpochMs | undefined): Parsed {
  const parsed: RecordedLine[] = []
  let number = before
  for (const text of block.split('\n')) {
    number++
    if (text === '' || text === '\r' || (from !== undefined && isBefore(text, from))) continue
    try {
      parsed.push(JSON.parse(text) as RecordedLine)
    } catch (cause) {
      throw dataError('FEEDLOOM_RECORDING_LINE_INVALID', `${path}:${number}: not JSON`, {
        cause,
        hint: 'A recording is JSON lines, one frame or reply each.',
      })
    }
  }
  return { parsed, number }
}

/** Told from the beginning of a line of the recorder, so that a seek need not parse what it passes over. */
function isBefore(text: string, from: EpochMs): boolean {
  if (!text.startsWith(timeKey)) return false
  const end = text.indexOf(',', timeKey.length)
  return Number(text.slice(timeKey.length, end)) < from && text.startsWith(frameKey, end)
}

function lastLine(text: string): RecordedLine | undefined {
  try {
    return JSON.parse(text) as RecordedLine
  } catch {
    return undefined
  }
}

/** A piece of the content, and how many bytes of the file it and all before it took. */
interface Piece {
  readonly bytes: Buffer
  readonly position: number
}

async function* unpacked(path: string, options: ReadOptions): AsyncGenerator<Piece, void, undefined> {
  const file = createReadStream(path, { highWaterMark: 262_144 })
  try {
    if (path.endsWith('.gz')) yield* gunzipped(file, path)
    else if (path.endsWith('.zst')) yield* unzstd(file, path, options)
    else yield* plain(file)
  } finally {
    file.destroy()
  }
}

async function* plain(file: AsyncIterable<Buffer>): AsyncGenerator<Piece, void, undefined> {
  let position = 0
  for await (const bytes of file) yield { bytes, position: (position += bytes.length) }
}

async function* gunzipped(file: Readable, path: string): AsyncGenerator<Piece, void, undefined> {
  // With this flush a last member that was cut off gives what it has, instead of an error.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 262_144 })
  file.once('error', (error) => gunzip.destroy(error))
  file.pipe(gunzip)
  try {
    for await (const bytes of gunzip as AsyncIterable<Buffer>) yield { bytes, position: gunzip.bytesWritten }
  } catch (cause) {
    throw damaged(path, cause)
  }
}

async function* unzstd(file: Readable, path: string, options: ReadOptions): AsyncGenerator<Piece, void, undefined> {
  let ready: Buffer[] = []
  let position = 0
  const decompress = new Decompress((data) => ready.push(Buffer.from(data)))
  const pieces = (length: number): readonly Piece[] => {
    const from = position
    position += length
    const found = ready.map((bytes, index) => ({ bytes, position: from + (length * (index + 1)) / ready.length }))
    ready = []
    return found
  }
  try {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      decompress.push(chunk)
      yield* pieces(chunk.length)
    }
    decompress.push(new Uint8Array(0), true)
    yield* pieces(0)
  } catch (cause) {
    // Code 5: the file ends within a frame.
    if ((cause as { code?: unknown }).code !== 5) throw damaged(path, cause)
    yield* pieces(0)
    options.onCut?.(path)
  }
}

function damaged(path: string, cause: unknown): Error {
  return dataError('FEEDLOOM_RECORDING_DAMAGED', `${path} cannot be unpacked: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
    details: { path },
  })
}
