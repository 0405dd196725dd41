/** What the venue hears of one of its connections. */
export interface ServerLinkEvents {
  message(text: string): void
  ping(): void
  pong(payload: string): void
  /** Once, last. Code 1006 when it broke without a closing handshake. */
  close(code: number, reason: string): void
}

/** The venue's end of one WebSocket, whatever carries it: a socket of this machine, or memory. */
export interface ServerLink {
  /** False as soon as either side has begun to close. */
  readonly isOpen: boolean
  /** Bytes that the client has not taken yet. */
  readonly backlog: number
  listen(events: ServerLinkEvents): void
  send(frame: Buffer | string): void
  ping(payload?: string): void
  close(code: number, reason: string): void
  /** Breaks the line without a word. */
  cut(): void
  /** From now on nothing arrives from the client, its closing included: half open. */
  deafen(): void
  /** What is sent from here to `uncork` leaves in one write. */
  cork(): void
  uncork(): void
}
