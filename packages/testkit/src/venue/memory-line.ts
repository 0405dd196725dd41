import { retryable } from '@feedloom/core'
import type { Clock, Socket, SocketHandlers } from '@feedloom/core'
import { Pipe } from './pipe.ts'
import type { ServerLink, ServerLinkEvents } from './server-link.ts'

/** A closing handshake that stays unanswered is given up after this long. */
const closeTimeoutMs = 1_000
const nothing: ServerLinkEvents = { message: () => undefined, ping: () => undefined, pong: () => undefined, close: () => undefined }

type State = 'connecting' | 'open' | 'closing' | 'closed'

export interface LineOptions {
  readonly clock: Clock
  readonly random: () => number
  /** How long the next message is under way. */
  readonly latency: () => number
}

/** A WebSocket in memory, both ends of it: ordered, delayed, and as breakable as a real one. */
export class MemoryLine {
  readonly client: Socket
  readonly server: ServerLink
  readonly #handlers: SocketHandlers
  readonly #random: () => number
  readonly #clock: Clock
  readonly #up: Pipe
  readonly #down: Pipe
  #events: ServerLinkEvents = nothing
  #state: State = 'connecting'
  #serverState: 'open' | 'closing' | 'closed' = 'open'
  #paused = false
  #held: { readonly bytes: number; readonly run: () => void }[] = []

  constructor(handlers: SocketHandlers, { clock, random, latency }: LineOptions) {
    this.#handlers = handlers
    this.#clock = clock
    this.#random = random
    this.#up = new Pipe(clock, latency)
    this.#down = new Pipe(clock, latency)
    this.client = this.#createClient()
    this.server = this.#createServer()
  }

  /** The handshake reaches the venue after a while. */
  knock(arrived: () => void): void {
    this.#up.pass(arrived)
  }

  /** The venue has accepted; the client hears of it before anything else. */
  accept(): void {
    this.#down.pass(() => {
      if (this.#state !== 'connecting') return
      this.#state = 'open'
      this.#handlers.open()
    })
  }

  refuse(code: `FEEDLOOM_${string}`, message: string): void {
    this.#serverState = 'closed'
    this.#down.pass(() => {
      if (this.#state === 'closed') return
      this.#handlers.error(retryable(code, message))
      this.#finish(1006, '')
    })
  }

  #createClient(): Socket {
    return {
      send: (data) => {
        if (this.#state !== 'open') return
        const text = typeof data === 'string' ? data : Buffer.from(data).toString()
        this.#up.pass(() => this.#atServer((events) => events.message(text)))
      },
      ping: (payload = new Uint8Array()) => {
        if (this.#state === 'open') this.#up.pass(() => this.#pinged(payload))
      },
      close: (code = 1000, reason = '') => this.#closeClient(code, reason),
      terminate: () => {
        if (this.#state === 'closed') return
        this.#state = 'closing'
        queueMicrotask(() => this.#finish(1006, ''))
        this.#up.pass(() => this.#endServer(1006, ''))
      },
      pause: () => {
        this.#paused = true
      },
      resume: () => {
        this.#paused = false
        while (!this.#paused && this.#held.length > 0) this.#held.shift()?.run()
      },
    }
  }

  #createServer(): ServerLink {
    const isOpen = (): boolean => this.#serverState === 'open'
    const backlog = (): number => this.#held.reduce((sum, { bytes }) => sum + bytes, 0)
    return {
      get isOpen() {
        return isOpen()
      },
      get backlog() {
        return backlog()
      },
      listen: (events) => {
        this.#events = events
      },
      send: (frame) => {
        if (!isOpen()) return
        const payload = typeof frame === 'string' ? Buffer.from(frame) : frame
        this.#down.pass(() => this.#atClient(payload.length, () => this.#handlers.message(payload, false)))
      },
      ping: (payload = '') => {
        if (isOpen()) this.#down.pass(() => this.#atClient(0, () => this.#answerPing(payload)))
      },
      close: (code, reason) => this.#closeServer(code, reason),
      cut: () => this.#cut(),
      deafen: () => {
        this.#up.sever()
        this.#down.sever()
      },
      cork: () => undefined,
      uncork: () => undefined,
    }
  }

  #pinged(payload: Uint8Array): void {
    this.#atServer((events) => events.ping())
    if (this.#serverState === 'open') this.#down.pass(() => this.#atClient(0, () => this.#handlers.pong?.(payload)))
  }

  #answerPing(payload: string): void {
    this.#handlers.ping?.(Buffer.from(payload))
    if (this.#state === 'open') this.#up.pass(() => this.#atServer((events) => events.pong(payload)))
  }

  #closeClient(code: number, reason: string): void {
    if (this.#state === 'connecting') {
      this.client.terminate()
      return
    }
    if (this.#state !== 'open') return
    this.#state = 'closing'
    this.#clock.after(closeTimeoutMs, () => this.#finish(1006, ''))
    this.#up.pass(() => {
      this.#endServer(code, reason)
      this.#down.pass(() => this.#finish(code, reason))
    })
  }

  #closeServer(code: number, reason: string): void {
    if (this.#serverState !== 'open') return
    this.#serverState = 'closing'
    this.#clock.after(closeTimeoutMs, () => this.#endServer(1006, ''))
    this.#down.pass(() => {
      this.#finish(code, reason)
      this.#up.pass(() => this.#endServer(code, reason))
    })
  }

  /** What is under way gets as far as chance will have it. */
  #cut(): void {
    if (this.#serverState === 'closed') return
    this.#serverState = 'closing'
    queueMicrotask(() => this.#endServer(1006, ''))
    this.#down.keep(this.#random())
    this.#down.pass(() => this.#finish(1006, ''))
  }

  #atServer(run: (events: ServerLinkEvents) => void): void {
    if (this.#serverState === 'open') run(this.#events)
  }

  #atClient(bytes: number, run: () => void): void {
    if (this.#state !== 'open') return
    if (this.#paused) this.#held.push({ bytes, run: () => (this.#state === 'open' ? run() : undefined) })
    else run()
  }

  #endServer(code: number, reason: string): void {
    if (this.#serverState === 'closed') return
    this.#serverState = 'closed'
    this.#events.close(code, reason)
  }

  #finish(code: number, reason: string): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#held = []
    this.#handlers.close(code, reason)
  }
}
