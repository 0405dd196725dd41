/** What a socket tells its owner. Payloads of text and binary messages alike are bytes. */
export interface SocketHandlers {
  open(): void
  /** `sameRead`: it lay in the bytes that brought the message before; they came at one time. */
  message(payload: Uint8Array, binary: boolean, sameRead?: boolean): void
  /** The peer's ping; the answer is sent by the port. */
  ping?(payload: Uint8Array): void
  pong?(payload: Uint8Array): void
  /** Called exactly once, last. Code 1006 when the connection broke without a closing handshake. */
  close(code: number, reason: string): void
  /** Always followed by `close`. */
  error(error: Error): void
}

export interface Socket {
  /** Text as a text message, bytes as a binary one. Dropped in silence when the socket is not open. */
  send(data: string | Uint8Array): void
  ping(payload?: Uint8Array): void
  /** Closing handshake. */
  close(code?: number, reason?: string): void
  /** Cuts the connection at once. */
  terminate(): void
  /** Stops reading from the wire: the venue meets TCP back pressure. */
  pause(): void
  resume(): void
}

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** `http:`, `https:`, `socks5:` URL. */
  readonly proxy?: string
  readonly handshakeTimeoutMs?: number
}

export interface HttpRequest {
  readonly url: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly proxy?: string
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface HttpReply {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** The network as a service: the simulator and the tests put their own in its place. */
export interface Network {
  connect(url: string, handlers: SocketHandlers, options?: SocketOptions): Socket
  /** Resolves for every status; rejects with a `retryable` error when there was no reply. */
  fetch(request: HttpRequest): Promise<HttpReply>
}
