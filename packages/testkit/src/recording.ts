import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { dataError, type InstrumentFields } from '@feedloom/core'
import { Decompress } from 'fzstd'

/** One line of a recording: a WebSocket frame, or a REST reply. */
export type RecordedLine = RecordedFrame | RecordedReply

export interface RecordedFrame {
  readonly type: 'ws'
  /** Receive time, ms with microseconds as the fraction; undefined where the recorder kept none. */
  readonly t: number | undefined
  readonly dir: 'in' | 'out' | 'open' | 'close'
  /** The connection; in older recordings its address. */
  readonly conn: string
  /** Raw text as received; empty for `open` and `close`. */
  readonly frame: string
  readonly url: string | undefined
  /** Where the line says so itself, as those of the recorder do. */
  readonly venue?: string | undefined
  /** Definitions that the recorder keeps, in lines of their own. */
  readonly instruments?: readonly InstrumentFields[] | undefined
}

export interface RecordedReply {
  readonly type: 'rest'
  readonly t: number | undefined
  readonly method: string
  /** The address; of a line of the recorder, which keeps what was asked for and not where, `rest:<channel>?<request>`. */
  readonly url: string
  readonly status: number
  readonly body: string
  readonly venue?: string | undefined
}

/**
 * Reads a recording line by line, plain, `.gz` or `.zst`, in the form of the recorder or in the older one. Samples (lines with a `frame` and no `dir`) count as received.
 * Throws a `data` error `FEEDLOOM_RECORDING_LINE_INVALID` that names file and line.
 */
export async function* readRecording(path: string): AsyncGenerator<RecordedLine, void, undefined> {
  const file = createReadStream(path)
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : path.endsWith('.zst') ? Readable.from(unzstd(file)) : file
  // pipe does not hand on errors of the file (missing, unreadable).
  if (bytes !== file) file.once('error', (error) => bytes.destroy(error))
  let number = 0
  for await (const text of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (text !== '') yield parseLine(text, path, number)
  }
}

async function* unzstd(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let ready: Uint8Array[] = []
  const decompress = new Decompress((data) => ready.push(Uint8Array.from(data)))
  for await (const chunk of file) {
    decompress.push(chunk)
    const blocks = ready
    ready = []
    yield* blocks
  }
  decompress.push(new Uint8Array(0), true)
  yield* ready
}

/**
 * Reads several recordings as one, ordered by receive time; a line without a time keeps its place in its file, and
 * comes before lines of other files that have one.
 */
export async function* readRecordings(paths: readonly string[]): AsyncGenerator<RecordedLine, void, undefined> {
  const heads = await Promise.all(
    paths.map(async (path) => {
      const lines = readRecording(path)
      return { lines, head: await lines.next() }
    }),
  )
  for (;;) {
    const first = heads.reduce<(typeof heads)[number] | undefined>((best, one) => (isEarlier(one.head, best?.head) ? one : best), undefined)
    if (first === undefined || first.head.done === true) return
    yield first.head.value
    first.head = await first.lines.next()
  }
}

type Head = IteratorResult<RecordedLine, void>

function isEarlier(a: Head, b: Head | undefined): boolean {
  if (a.done === true) return false
  if (b === undefined || b.done === true) return true
  return (a.value.t ?? Number.NEGATIVE_INFINITY) < (b.value.t ?? Number.NEGATIVE_INFINITY)
}

interface RawLine {
  readonly t?: number
  readonly dir?: RecordedFrame['dir']
  readonly conn?: string
  /** The recorder leaves JSON as it came, as the last of the fields; anything else is a string. */
  readonly frame?: string | object
  readonly url?: string
  readonly method?: string
  readonly status?: number
  readonly body?: string
  readonly venue?: string
  readonly channel?: string
  readonly request?: Readonly<Record<string, string>>
  readonly encoding?: string
  readonly instruments?: readonly InstrumentFields[]
}

function parseLine(text: string, path: string, number: number): RecordedLine {
  let raw: RawLine
  try {
    raw = JSON.parse(text) as RawLine
  } catch (cause) {
    throw dataError('FEEDLOOM_RECORDING_LINE_INVALID', `${path}:${number}: not JSON`, { cause })
  }
  if (raw.body !== undefined && raw.url !== undefined) {
    return { type: 'rest', t: raw.t, method: raw.method ?? 'GET', url: raw.url, status: raw.status ?? 200, body: raw.body }
  }
  if (raw.dir === undefined && raw.frame === undefined) {
    throw dataError('FEEDLOOM_RECORDING_LINE_INVALID', `${path}:${number}: neither a frame nor a REST reply`)
  }
  const { t, venue, channel = '', request = {}, encoding, instruments } = raw
  const frame = typeof raw.frame === 'object' ? asItCame(text) : textOf(raw.frame ?? '', encoding)
  if (channel.startsWith('rest.') && raw.dir === 'in') {
    const url = `rest:${channel.slice('rest.'.length)}?${new URLSearchParams(request).toString()}`
    return { type: 'rest', t, method: 'GET', url, status: 200, body: frame, venue }
  }
  return { type: 'ws', t, dir: raw.dir ?? 'in', conn: raw.conn ?? '', frame, url: raw.url, venue, instruments }
}

const frameKey = ',"frame":'

/** The text of a frame that stands in its line as JSON: ids beyond 2^53 keep their digits. */
function asItCame(line: string): string {
  return line.slice(line.indexOf(frameKey) + frameKey.length, -1)
}

function textOf(frame: string, encoding: string | undefined): string {
  return encoding === 'base64' ? Buffer.from(frame, 'base64').toString() : frame
}
