import { toFeedloomError, type EpochMs, type InstrumentFields, type PluginContext } from '@feedloom/core'
import { listFiles, type InputFile } from './file-list.ts'
import type { ReadOptions } from './line-cursor.ts'
import { readLines } from './line-reader.ts'
import type { RecordedLine } from './lines.ts'
import { MergedLines } from './merged-lines.ts'
import { Pace } from './pace.ts'

/** So many lines at the head of each file, and after each page of history, are looked through before anything is replayed. */
const headLines = 2_000

export interface PlaybackOptions {
  readonly files: readonly string[]
  /** Infinity: as fast as everybody else can take it. */
  readonly speed: number
  /** Inclusive. */
  readonly from: EpochMs | undefined
  /** Exclusive. */
  readonly to: EpochMs | undefined
}

/** One source that replays its part of the recordings. */
export interface Player {
  /** The venue whose recorded definitions it takes; undefined when it has others. */
  readonly defines: string | undefined
  /** A line at the head of a file, before anything is replayed. */
  preview(line: RecordedLine): void
  /** With the payload of a frame, where that is not in the line. False for a line that is not its own. */
  put(line: RecordedLine, t: EpochMs, payload: Uint8Array | undefined): boolean
  end(): void
  failed(error: Error): void
}

/**
 * Recordings being read once for all sources of an engine that replay them: what was recorded in one order comes back in
 * that order, whichever source it belongs to. Starts when the last of them is ready.
 */
export class Playback implements Disposable {
  readonly #context: PluginContext
  readonly #options: PlaybackOptions
  readonly #pace: Pace
  readonly #players = new Set<Player>()
  readonly #ready = new Set<Player>()
  readonly #paused = new Set<Player>()
  readonly #stopped = new AbortController()
  readonly #recorded: InstrumentFields[] = []
  #scan: Promise<readonly InputFile[]> | undefined
  #running: Promise<void> | undefined
  #lastT: EpochMs = 0
  #reading: MergedLines | undefined
  #isOver = false
  #isStopped = false
  #totalBytes = 0
  #lines = 0
  #foreign = 0

  constructor(context: PluginContext, options: PlaybackOptions) {
    this.#context = context
    this.#options = options
    this.#pace = new Pace(context.clock, options.speed)
  }

  /** False when it is too late: what has begun goes on without newcomers. */
  join(player: Player): boolean {
    if (this.#scan !== undefined || this.#stopped.signal.aborted) return false
    this.#players.add(player)
    return true
  }

  /** Resolves when the heads of all files have been shown to all players. Rejects for files that are not there. */
  async scanned(): Promise<void> {
    this.#scan ??= this.#scanFiles()
    await this.#scan
  }

  /** Defines what the recordings define, in their order, for all players at once: the order is part of what is replayed. */
  defineRecorded(): void {
    this.#define(this.#recorded)
  }

  async start(player: Player): Promise<void> {
    await this.scanned()
    this.#ready.add(player)
    this.#begin()
  }

  /** Resolves when nothing more is put into it. */
  async leave(player: Player): Promise<void> {
    this.#players.delete(player)
    this.#ready.delete(player)
    this.resume(player)
    if (this.#players.size > 0) {
      this.#begin()
      return
    }
    this.#stop()
    await this.#running
  }

  pause(player: Player): void {
    if (!this.#players.has(player)) return
    this.#paused.add(player)
    this.#pace.pause()
  }

  resume(player: Player): void {
    if (this.#paused.delete(player) && this.#paused.size === 0) this.#pace.resume()
  }

  /** By the lines that were handed on. */
  get progress(): number | undefined {
    if (this.#totalBytes === 0) return undefined
    return this.#isOver ? 1 : Math.min(1, (this.#reading?.position ?? 0) / this.#totalBytes)
  }

  [Symbol.dispose](): void {
    this.#stop()
  }

  #stop(): void {
    this.#isStopped = true
    this.#stopped.abort()
    this.#pace.release()
  }

  #begin(): void {
    if (this.#running !== undefined || this.#scan === undefined || this.#ready.size < this.#players.size) return
    this.#running = this.#scan.then((files) => this.#replay(files))
  }

  async #scanFiles(): Promise<readonly InputFile[]> {
    const files = await listFiles(this.#options.files)
    this.#totalBytes = files.reduce((sum, file) => sum + file.bytes, 0)
    for (const { path } of files) await this.#scanHead(path)
    return files
  }

  async #scanHead(path: string): Promise<void> {
    let left = headLines
    for await (const lines of readLines(path)) {
      for (const line of lines) {
        if (left-- <= 0) return
        if (line.dir === 'history') left = headLines
        if (line.instruments !== undefined) this.#recorded.push(...line.instruments)
        for (const player of this.#players) player.preview(line)
      }
    }
  }

  #define(fields: readonly InstrumentFields[]): void {
    const venues = new Set([...this.#players].map(({ defines }) => defines))
    this.#context.instruments.define(fields.filter(({ venue }) => venues.has(venue)))
  }

  /** Never rejects. */
  async #replay(files: readonly InputFile[]): Promise<void> {
    const { log } = this.#context
    const { from } = this.#options
    const options: ReadOptions = {
      onCut: (path) => log.warn('the end of a recording is cut off', { code: 'FEEDLOOM_RECORDING_CUT', path }),
      ...(from === undefined ? {} : { from }),
    }
    const lines = new MergedLines(
      files.map((file) => file.path),
      options,
    )
    try {
      if (!(await this.#deliver(lines))) return
      if (this.#foreign > 0) log.warn('lines of other venues or of unknown addresses were left out', { lines: this.#foreign })
      this.#isOver = true
      log.info('replay is over', { files: files.length, lines: this.#lines })
      for (const player of this.#players) player.end()
    } catch (thrown) {
      if (this.#isStopped) return
      for (const player of this.#players) player.failed(toFeedloomError(thrown, 'fatal', 'FEEDLOOM_REPLAY_FAILED'))
    } finally {
      await lines.close()
    }
  }

  /** False when it was stopped before the end. */
  async #deliver(lines: MergedLines): Promise<boolean> {
    const { signal } = this.#stopped
    this.#reading = lines
    while (await lines.load()) {
      let next = this.#pass(lines)
      for (; next === 'hold'; next = this.#pass(lines)) {
        await this.#pace.wait(this.#lastT, signal)
        if (this.#isStopped) return false
        this.#put(lines)
        if (!lines.advance()) break
      }
      if (next === 'over') return true
      if (this.#isStopped) return false
    }
    return true
  }

  /** Hands on the lines at hand, synchronously: up to one that has to wait, to the end, or until more have to be read. */
  #pass(lines: MergedLines): 'load' | 'hold' | 'over' {
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = this.#options
    do {
      this.#lastT = lines.t ?? this.#lastT
      if (this.#lastT >= to) return 'over'
      if (this.#lastT < from && !isDefinition(lines.line)) continue
      if (this.#lastT >= from && this.#pace.holds(this.#lastT)) return 'hold'
      this.#put(lines)
    } while (!this.#isStopped && lines.advance())
    return 'load'
  }

  #put({ line, payload }: MergedLines): void {
    this.#lines++
    if (line.instruments !== undefined) {
      this.#define(line.instruments)
      return
    }
    let taken = false
    for (const player of this.#players) if (player.put(line, this.#lastT, payload)) taken = true
    if (!taken) this.#foreign++
  }
}

/** What must be known before the time that a replay begins at. */
function isDefinition(line: RecordedLine): boolean {
  return line.instruments !== undefined || line.body !== undefined
}
