import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import type { ServerLink, ServerLinkEvents } from './server-link.ts'

/** A connection over a socket of this machine. */
export class WsLink implements ServerLink {
  readonly #ws: WebSocket
  readonly #socket: Duplex

  constructor(ws: WebSocket, socket: Duplex) {
    this.#ws = ws
    this.#socket = socket
    ws.on('error', () => ws.terminate())
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  get backlog(): number {
    return this.#ws.bufferedAmount
  }

  listen(events: ServerLinkEvents): void {
    this.#ws.on('message', (data: RawData) => events.message(textOf(data)))
    this.#ws.on('ping', () => events.ping())
    this.#ws.on('pong', (payload) => events.pong(payload.toString()))
    this.#ws.on('close', (code, reason) => events.close(code, reason.toString()))
  }

  send(frame: Buffer | string): void {
    this.#ws.send(frame, { binary: false, compress: false })
  }

  ping(payload?: string): void {
    this.#ws.ping(payload)
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason)
  }

  cut(): void {
    this.#ws.terminate()
  }

  deafen(): void {
    this.#ws.pause()
  }

  cork(): void {
    this.#socket.cork()
  }

  uncork(): void {
    this.#socket.uncork()
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString()
}
