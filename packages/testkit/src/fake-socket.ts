import type { Socket, SocketHandlers, SocketOptions } from '@feedloom/core'

export type FakeSocketState = 'connecting' | 'open' | 'closing' | 'closed'

/**
 * Both ends of a connection in memory. The code under test holds it as a `Socket`; the test plays the server with
 * `accept`, `receive`, `close…`, `silence` and reads `sent`.
 */
export class FakeSocket implements Socket {
  readonly url: string
  readonly options: SocketOptions | undefined
  /** What the client sent, in order. */
  readonly sent: (string | Uint8Array)[] = []
  /** Pings that the client sent. */
  pings = 0
  /** The closing handshake that the client began. */
  closedByClient: { readonly code: number; readonly reason: string } | undefined
  terminated = false
  #state: FakeSocketState = 'connecting'
  #silent = false
  #paused = false
  #held: (() => void)[] = []
  readonly #handlers: SocketHandlers
  readonly #listeners: ((message: string | Uint8Array) => void)[] = []

  constructor(url: string, handlers: SocketHandlers, options?: SocketOptions) {
    this.url = url
    this.options = options
    this.#handlers = handlers
  }

  get state(): FakeSocketState {
    return this.#state
  }

  get paused(): boolean {
    return this.#paused
  }

  /** What the client sent, text only, parsed as JSON. */
  get sentJson(): readonly unknown[] {
    return this.sent.flatMap((message) => (typeof message === 'string' ? [JSON.parse(message) as unknown] : []))
  }

  send(data: string | Uint8Array): void {
    if (this.#state !== 'open') return
    this.sent.push(data)
    if (!this.#silent) for (const listener of this.#listeners) listener(data)
  }

  ping(payload: Uint8Array = new Uint8Array()): void {
    if (this.#state !== 'open') return
    this.pings++
    if (!this.#silent) this.#deliver(() => this.#handlers.pong?.(payload))
  }

  close(code = 1000, reason = ''): void {
    if (this.#state === 'closed' || this.#state === 'closing') return
    this.closedByClient = { code, reason }
    this.#state = 'closing'
    // The peer's half of the handshake arrives later, never inside the call. A silent peer never answers.
    if (!this.#silent) queueMicrotask(() => this.#finish(code, reason))
  }

  terminate(): void {
    if (this.#state === 'closed') return
    this.terminated = true
    queueMicrotask(() => this.#finish(1006, ''))
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    while (!this.#paused && this.#held.length > 0) this.#held.shift()?.()
  }

  /** Server: completes the handshake. */
  accept(): void {
    if (this.#state !== 'connecting') return
    this.#state = 'open'
    this.#handlers.open()
  }

  /** Server: refuses the handshake, or breaks the line with an error. */
  fail(error: Error): void {
    if (this.#state === 'closed') return
    this.#handlers.error(error)
    this.#finish(1006, '')
  }

  /** Server: sends a message; objects as JSON. Nothing arrives while the server is silent or the socket not open. */
  receive(message: string | Uint8Array | object): void {
    if (this.#state !== 'open' || this.#silent) return
    const binary = message instanceof Uint8Array
    const bytes = binary ? message : Buffer.from(typeof message === 'string' ? message : JSON.stringify(message))
    this.#deliver(() => this.#handlers.message(bytes, binary))
  }

  /** Server: a message that was on its way when the line went down; arrives whatever the state. */
  receiveLate(message: string): void {
    this.#handlers.message(Buffer.from(message), false)
  }

  /** Server: sends a ping. */
  receivePing(payload: Uint8Array = new Uint8Array()): void {
    if (this.#state === 'open' && !this.#silent) this.#deliver(() => this.#handlers.ping?.(payload))
  }

  /** Server: closes with a closing handshake. */
  closeByServer(code = 1000, reason = ''): void {
    this.#finish(code, reason)
  }

  /** Server: the line breaks without a word. */
  cut(): void {
    this.#finish(1006, '')
  }

  /** Server: stays connected but says nothing any more, answers no ping and no closing handshake. */
  silence(silent = true): void {
    this.#silent = silent
  }

  /** Server: called with each message of the client, to script answers. */
  onSent(listener: (message: string | Uint8Array) => void): void {
    this.#listeners.push(listener)
  }

  #deliver(run: () => void): void {
    if (this.#paused) this.#held.push(run)
    else run()
  }

  #finish(code: number, reason: string): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#held = []
    this.#handlers.close(code, reason)
  }
}
