import type { Socket as NetSocket } from 'node:net'
import type { SocketHandlers } from '@feedloom/core'

/** First byte of a text, binary, ping and pong frame that is whole and without extensions (RFC 6455, 5.2). */
const text = 0x81
const binary = 0x82
const ping = 0x89
const pong = 0x8a
/** Lengths up to this one stand in the second byte; the two above say that two or eight more bytes hold it. */
const shortLength = 125
const longLength = 127
const longestHead = 10
const byteRange = 256

/** More bytes are needed to tell. */
const unknown = 0
/** A frame for `ws`. */
const unusual = -1

/** Makes a view as `Buffer.subarray` does, without its checks. */
const View = (Buffer as unknown as Readonly<Record<symbol, new (bytes: ArrayBufferLike, from: number, length: number) => Buffer>>)[
  Symbol.species
] as new (bytes: ArrayBufferLike, from: number, length: number) => Buffer

type Reader = (this: NetSocket, chunk: Buffer) => void
type Handlers = Pick<SocketHandlers, 'message'>

/**
 * Reads what a market-data socket mostly carries, messages of one frame, from the bytes as they come, at a fraction of
 * the cost of a general receiver. Everything else is left to `ws`, which stays in charge of the protocol: pings, pongs
 * and frames that go on in the next read, one by one; from the first fragment, mask, closing or breach of the protocol
 * on, all that follows. To be called when `ws` has its socket and nothing has been read yet.
 */
export function readPlainFrames(socket: NetSocket, maxPayload: number, handlers: Handlers): void {
  const [others, ...more] = socket.listeners('data') as Reader[]
  // Should `ws` read in another way one day, it reads alone.
  if (others === undefined || more.length > 0) return
  const frames = new PlainFrames(socket, others, maxPayload, handlers)
  socket.off('data', others)
  socket.on('data', frames.onData)
}

class PlainFrames {
  readonly #socket: NetSocket
  readonly #others: Reader
  readonly #maxPayload: number
  readonly #handlers: Handlers
  /** Bytes to come of a frame that `ws` reads. */
  #owed = 0
  /** Begin of a frame whose length is not known yet: so many bytes of it have come. */
  #known = 0
  readonly #head = new Uint8Array(longestHead)

  constructor(socket: NetSocket, others: Reader, maxPayload: number, handlers: Handlers) {
    this.#socket = socket
    this.#others = others
    this.#maxPayload = maxPayload
    this.#handlers = handlers
  }

  readonly onData = (chunk: Buffer): void => {
    const { buffer, byteOffset, length } = chunk
    let sameRead = false
    let at = this.#owed > 0 || this.#known > 0 ? this.#goOn(chunk) : 0
    while (at < length) {
      const size = this.#sizeOf(chunk, at)
      if (size === unusual) {
        this.#giveWay(chunk, at)
        return
      }
      if (size === unknown || at + size > length) {
        this.#begin(chunk, at, size)
        return
      }
      const type = chunk[at] as number
      if (type > binary) this.#pass(chunk, at, at + size)
      else {
        const head = headLength(chunk[at + 1] as number)
        this.#handlers.message(new View(buffer, byteOffset + at + head, size - head), type === binary, sameRead)
        sameRead = true
      }
      at += size
    }
  }

  /** Length of the frame that begins there, its head included. */
  #sizeOf(bytes: Uint8Array, at: number): number {
    const type = bytes[at] as number
    if (type !== text && type !== binary && type !== ping && type !== pong) return unusual
    const length = bytes[at + 1]
    if (length === undefined) return unknown
    if (length <= shortLength) return 2 + length
    // What is longer yet says that there is a mask.
    if (length > longLength || type > binary) return unusual
    const head = headLength(length)
    if (at + head > bytes.length) return unknown
    let payload = 0
    for (let i = at + 2; i < at + head; i++) payload = payload * byteRange + (bytes[i] as number)
    return payload > this.#maxPayload ? unusual : head + payload
  }

  /** The rest of the chunk is the begin of a frame. */
  #begin(chunk: Buffer, at: number, size: number): void {
    if (size === unknown) {
      this.#head.set(chunk.subarray(at))
      this.#known = chunk.length - at
    } else this.#owed = at + size - chunk.length
    this.#pass(chunk, at, chunk.length)
  }

  /** Passes on what belongs to a frame that began before; returns how much that is. */
  #goOn(chunk: Buffer): number {
    if (this.#known > 0) {
      const known = this.#known
      const fresh = chunk.subarray(0, longestHead - known)
      this.#head.set(fresh, known)
      const size = this.#sizeOf(this.#head.subarray(0, known + fresh.length), 0)
      if (size === unusual) {
        this.#giveWay(chunk, 0)
        return chunk.length
      }
      this.#known = size === unknown ? known + fresh.length : 0
      this.#owed = size === unknown ? 0 : size - known
    }
    const taken = this.#known > 0 ? chunk.length : Math.min(this.#owed, chunk.length)
    this.#owed -= Math.min(this.#owed, taken)
    this.#pass(chunk, 0, taken)
    return taken
  }

  #pass(chunk: Buffer, from: number, to: number): void {
    this.#others.call(this.#socket, chunk.subarray(from, to))
  }

  /** For good: what `ws` reads from here on does not stand by itself. */
  #giveWay(chunk: Buffer, at: number): void {
    this.#socket.off('data', this.onData)
    this.#socket.on('data', this.#others)
    this.#pass(chunk, at, chunk.length)
  }
}

function headLength(length: number): number {
  return length <= shortLength ? 2 : length < longLength ? 4 : longestHead
}
