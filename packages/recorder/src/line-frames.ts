import type { EpochMs, NormalizerFactory, RawFrame } from '@feedloom/core'
import { payloadOf, type RecordedLine } from './lines.ts'

/** Replies of these channels begin a book, so they belong to the connection whose deltas continue it. */
const bookChannel = /depth|book/i
const separators = /[/&?=,\s"']/
const longestHint = 200

/**
 * From lines to frames. Lines of the recorder say themselves where they belong; of the older form, `conn` is the
 * connection, an `open` line begins its next epoch, and a REST reply is told by its address.
 */
export class LineFrames {
  readonly #factory: NormalizerFactory
  readonly #epochs = new Map<string, number>()
  readonly #opened = new Set<string>()
  /** What is known of each connection's streams: its address, what was asked of it, the begin of its frames. */
  readonly #hints = new Map<string, string[]>()
  skipped = 0

  constructor(factory: NormalizerFactory) {
    this.#factory = factory
  }

  /** Looks at a line that will come later, to learn which connection carries what. */
  preview(line: RecordedLine): void {
    const { conn } = line
    if (typeof conn !== 'string' || line.body !== undefined) return
    const hints = this.#hints.get(conn) ?? [conn.toLowerCase(), ...(typeof line.url === 'string' ? [line.url.toLowerCase()] : [])]
    if (typeof line.frame === 'string' && hints.length < longestHint) hints.push(line.frame.slice(0, 400).toLowerCase())
    this.#hints.set(conn, hints)
  }

  /** The frame of a line that came at `t`, with its payload where the line does not hold that; undefined for lines of other kinds, which are counted when they carry data. */
  frame(line: RecordedLine, t: EpochMs, payload?: Uint8Array): RawFrame | undefined {
    if (line.venue !== undefined && line.venue !== this.#factory.venue) return this.#skip()
    if (typeof line.body === 'string' && typeof line.url === 'string') return this.#reply(line, line.url, line.body, t)
    const connection = line.conn ?? 'ws'
    if (payload !== undefined) return this.#frameOf(line, t, connection, payload)
    if (line.dir === 'open' && line.source === undefined) this.#open(connection)
    if (typeof line.frame !== 'string' || (line.dir !== undefined && line.dir !== 'in')) return undefined
    return this.#frameOf(line, t, connection, payloadOf(line))
  }

  /** A page of history, which is a frame beside the stream. */
  page(line: RecordedLine, t: EpochMs): RawFrame {
    return this.#frameOf(line, t, line.conn ?? 'rest', payloadOf(line))
  }

  #frameOf(line: RecordedLine, t: EpochMs, connection: string, payload: unknown): RawFrame {
    const { channel = 'ws', epoch = this.#epochs.get(connection) ?? 0, request, delivery } = line
    const frame: RawFrame = { venue: this.#factory.venue, channel, payload, tsRecv: t, connection, epoch, request }
    return delivery === undefined ? frame : { ...frame, delivery }
  }

  #reply(line: RecordedLine, url: string, body: string, t: EpochMs): RawFrame | undefined {
    const address = URL.canParse(url) ? new URL(url) : undefined
    const route = address === undefined ? undefined : this.#factory.route?.(address)
    if (route === undefined || (typeof line.status === 'number' && line.status !== 200)) return this.#skip()
    const connection = line.conn ?? (bookChannel.test(route.channel) ? this.#connectionOf(route.request) : 'rest')
    const payload = payloadOf({ ...line, frame: body })
    const epoch = line.epoch ?? this.#epochs.get(connection) ?? 0
    return {
      venue: this.#factory.venue,
      channel: route.channel,
      payload,
      tsRecv: t,
      connection,
      epoch,
      request: line.request ?? route.request,
    }
  }

  /** The connection with the book stream of that symbol; the only one, where there is one only. */
  #connectionOf(request: Readonly<Record<string, string>>): string {
    const connections = [...this.#hints.keys()]
    if (connections.length <= 1) return connections[0] ?? 'ws'
    const symbols = Object.values(request).map((value) => value.toLowerCase())
    const names = (text: string): boolean => symbols.some((symbol) => text.includes(symbol))
    const carries = (wanted: (hint: string) => boolean): string | undefined =>
      connections.find((connection) => this.#hints.get(connection)?.some(wanted))
    // One word such as `btcusdt@depth`, else a message with both, else any that names the symbol.
    return (
      carries((hint) => hint.split(separators).some((word) => bookChannel.test(word) && names(word))) ??
      carries((hint) => !hint.includes('://') && bookChannel.test(hint) && names(hint)) ??
      carries(names) ??
      (connections[0] as string)
    )
  }

  #open(connection: string): void {
    if (this.#opened.has(connection)) this.#epochs.set(connection, (this.#epochs.get(connection) ?? 0) + 1)
    this.#opened.add(connection)
  }

  #skip(): undefined {
    this.skipped++
    return undefined
  }
}
