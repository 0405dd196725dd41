import type { FileHandle } from 'node:fs/promises'
import { retryable, type Clock, type EpochMs, type FeedloomError } from '@feedloom/core'
import { makeFolder } from '@feedloom/core/config'
import type { Compression } from './compression.ts'
import { lostLine } from './lines.ts'
import { createRecording, deleteRecordings } from './recording-files.ts'

export interface RecordingOptions {
  /** Folder of the files. */
  readonly folder: string
  readonly compression: Compression
  /** A new file after so long, on multiples of it in UTC. */
  readonly rotateMs: number | undefined
  /** A new file at this size, as written. */
  readonly rotateBytes: number | undefined
  readonly keepMs: number | undefined
  readonly maxBytes: number | undefined
  /** Lines wait in memory up to this many bytes while the disk does not take them. */
  readonly bufferBytes: number
  readonly clock: Pick<Clock, 'now'>
  /** Lines that every file begins with. */
  readonly head: () => readonly string[]
}

/** What is in the files. */
export interface Recorded {
  /** Frames and replies; other lines are not counted. */
  readonly frames: number
  /** As written: compressed, heads of files and all. */
  readonly bytes: number
}

/** From so many bytes on a block is written without waiting for the timer. */
const blockBytes = 1_048_576

/**
 * Takes lines at once and writes them behind, block by block. What a failed write left of a block is cut off, so that a
 * file is a row of whole blocks at any time. Memory is bounded: what does not fit is counted, and a line says so.
 */
export class RecordingWriter {
  readonly #options: RecordingOptions
  #lines: string[] = []
  #bytes = 0
  #frames = 0
  #written: Recorded = { frames: 0, bytes: 0 }
  #lost = 0
  #lostInAll = 0
  #file: { readonly path: string; readonly handle: FileHandle; readonly openedAt: EpochMs; size: number } | undefined
  #flushing: Promise<void> | undefined

  constructor(options: RecordingOptions) {
    this.#options = options
  }

  /** Bytes that wait. */
  get pending(): number {
    return this.#bytes
  }

  /** Lines given up since the start. */
  get lost(): number {
    return this.#lostInAll
  }

  /** Written since the start. */
  get written(): Recorded {
    return this.#written
  }

  /** Where lines go now. */
  get path(): string | undefined {
    return this.#file?.path
  }

  /** Keeps a line, and whether it holds a frame; true when a flush is due. */
  add(line: string, holdsFrame: boolean = false): boolean {
    if (this.#bytes + line.length > this.#options.bufferBytes) {
      this.#lost++
      this.#lostInAll++
      return false
    }
    this.#lines.push(line)
    this.#bytes += line.length + 1
    if (holdsFrame) this.#frames++
    return this.#bytes >= blockBytes
  }

  /** Makes the folder and the first file, and deletes what is too old. */
  async open(): Promise<void> {
    try {
      await makeFolder(this.#options.folder)
      await this.#rotate()
    } catch (error) {
      throw writeError(error, this.#options.folder)
    }
  }

  /** Writes what waits now; calls while one is under way share it. Throws coded errors, and keeps the lines then. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined
    })
    return this.#flushing
  }

  /** Writes what waits, waits for the disk, closes the file. */
  async close(): Promise<void> {
    try {
      await this.flush()
      if (this.#bytes > 0) await this.flush()
      await this.#file?.handle.sync()
    } finally {
      await this.#file?.handle.close().catch(() => undefined)
      this.#file = undefined
    }
  }

  async #flush(): Promise<void> {
    try {
      if (this.#lines.length > 0 && this.#isDue()) await this.#rotate()
      const lost = this.#lost
      if (lost > 0) this.#lines.push(lostLine(lost, this.#options.clock.now()))
      this.#lost -= lost
      if (this.#lines.length > 0) await this.#writeLines()
    } catch (error) {
      throw writeError(error, this.#file?.path ?? this.#options.folder)
    }
  }

  async #writeLines(): Promise<void> {
    const lines = this.#lines
    const bytes = this.#bytes
    const frames = this.#frames
    this.#lines = []
    try {
      await this.#append(lines)
      this.#bytes -= bytes
      this.#frames -= frames
      this.#written = { ...this.#written, frames: this.#written.frames + frames }
    } catch (error) {
      this.#lines = [...lines, ...this.#lines]
      throw error
    }
  }

  async #append(lines: readonly string[]): Promise<void> {
    const file = this.#file
    if (file === undefined) return
    const block = await this.#options.compression.compress(Buffer.from(`${lines.join('\n')}\n`))
    try {
      for (let at = 0; at < block.length;) at += (await file.handle.write(block, at, block.length - at, file.size + at)).bytesWritten
      file.size += block.length
      this.#written = { ...this.#written, bytes: this.#written.bytes + block.length }
    } catch (error) {
      await file.handle.truncate(file.size).catch(() => undefined)
      throw error
    }
  }

  #isDue(): boolean {
    const { rotateMs, rotateBytes, clock } = this.#options
    if (this.#file === undefined) return true
    if (rotateBytes !== undefined && this.#file.size >= rotateBytes) return true
    return rotateMs !== undefined && Math.floor(clock.now() / rotateMs) > Math.floor(this.#file.openedAt / rotateMs)
  }

  async #rotate(): Promise<void> {
    const { folder, compression, clock, keepMs, maxBytes, head } = this.#options
    const now = clock.now()
    const made = await createRecording(folder, now, compression.suffix)
    await this.#file?.handle.close()
    this.#file = { ...made, openedAt: now, size: 0 }
    await this.#append(head())
    if (keepMs !== undefined || maxBytes !== undefined) await deleteRecordings(folder, { keepMs, maxBytes }, now)
  }
}

function writeError(cause: unknown, path: string): FeedloomError {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return retryable('FEEDLOOM_DISK_FULL', `no space left for ${path}`, {
      cause,
      details: { path },
      hint: 'Free some space, or set `keep` or `maxSize`; recording goes on as soon as there is room.',
    })
  }
  return retryable('FEEDLOOM_RECORDER_WRITE_FAILED', `cannot write ${path}: ${message}`, { cause, details: { path } })
}
