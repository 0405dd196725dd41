import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { constants, createGunzip, type Gunzip } from 'node:zlib'
import { dataError } from '@feedloom/core'
import { Decompress } from 'fzstd'

/** A piece of the content of a file, and how many bytes of the file it and all before it took. */
export interface Piece {
  readonly bytes: Buffer
  readonly position: number
}

const readBytes = 262_144
/** Large enough that handing a piece from the thread that unpacks it costs nothing beside what is done with it. */
const pieceBytes = 524_288
/** So many pieces are unpacked ahead on a thread of their own, while those before are worked on. */
const piecesAhead = 4

/**
 * The content of a file, unpacked by the end of its name (`.gz`, `.zst`). A last block that was cut off gives what it has;
 * `onCut` hears of it where that can be told. Throws `FEEDLOOM_RECORDING_DAMAGED` (data).
 */
export async function* unpacked(path: string, onCut: (() => void) | undefined): AsyncGenerator<Piece, void, undefined> {
  const file = createReadStream(path, { highWaterMark: readBytes })
  try {
    if (path.endsWith('.gz')) yield* gunzipped(file, path)
    else if (path.endsWith('.zst')) yield* unzstd(file, path, onCut)
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
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: pieceBytes })
  file.once('error', (error) => gunzip.destroy(error))
  file.pipe(gunzip)
  try {
    yield* readAhead(gunzip)
  } catch (cause) {
    throw damaged(path, cause)
  } finally {
    gunzip.destroy()
  }
}

/** Its own iterator would join what has been unpacked ahead, and tell the position of the last byte of all that. */
async function* readAhead(gunzip: Gunzip): AsyncGenerator<Piece, void, undefined> {
  const ready: Piece[] = []
  const state = { over: false, error: undefined as Error | undefined, wake: (): void => undefined }
  gunzip.on('data', (bytes: Buffer) => {
    ready.push({ bytes, position: gunzip.bytesWritten })
    if (ready.length >= piecesAhead) gunzip.pause()
    state.wake()
  })
  gunzip.once('end', () => {
    state.over = true
    state.wake()
  })
  gunzip.once('error', (error) => {
    state.error = error
    state.wake()
  })
  for (;;) {
    const piece = ready.shift()
    if (piece !== undefined) {
      if (ready.length < piecesAhead) gunzip.resume()
      yield piece
    } else if (state.error !== undefined) throw state.error
    else if (state.over) return
    else await new Promise<void>((resolve) => (state.wake = resolve))
  }
}

async function* unzstd(file: Readable, path: string, onCut: (() => void) | undefined): AsyncGenerator<Piece, void, undefined> {
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
    onCut?.()
  }
}

function damaged(path: string, cause: unknown): Error {
  return dataError('FEEDLOOM_RECORDING_DAMAGED', `${path} cannot be unpacked: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
    details: { path },
  })
}
