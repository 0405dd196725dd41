import { configError, FeedloomError, retryable } from '@feedloom/core'
import type { EpochMs, GapCause, Socket, SocketHandlers } from '@feedloom/core'
import { HeartbeatMonitor } from './heartbeat.ts'
import { Pacer } from './pacing.ts'
import { Requests } from './requests.ts'
import type { FrameClass } from './venue.ts'
import type { Wire } from './wire.ts'

/** How a socket ended. */
export interface LinkEnd {
  readonly reason: string
  readonly cause: Extract<GapCause, 'disconnect' | 'silence'>
  /** It was open and answered, but sent no market data. */
  readonly stale: boolean
  /** What the venue or the network said, where it said something. */
  readonly error: Error | undefined
}

/** What a connection hears of its socket. Nothing is called after `closed`. */
export interface LinkEvents {
  opened(): void
  data(payload: Uint8Array, tsRecv: EpochMs): void
  /** Market data came soon after the first topic was confirmed. */
  lively(): void
  settled(topic: string, error: Error | undefined): void
  released(topic: string): void
  /** The venue is about to close this socket. */
  goingAway(reason: string): void
  closed(end: LinkEnd): void
}

/** One socket, from its handshake to its end. Dead once and for all: whatever a dead socket still says is ignored. */
export class Link implements Disposable {
  readonly #wire: Wire
  readonly #group: string
  readonly #events: LinkEvents
  readonly #pacer: Pacer
  readonly #requests: Requests
  readonly #heartbeat: HeartbeatMonitor
  readonly #socket: Socket
  #handshake: Disposable | undefined
  readonly #confirmed = new Set<string>()
  #open = false
  #dead = false
  #error: Error | undefined
  /** When the bytes came that brought the message at hand. */
  #tsRecv: EpochMs = 0

  /** `patience` times the usual time without market data is no reason to worry. */
  constructor(wire: Wire, group: string, patience: number, events: LinkEvents) {
    this.#wire = wire
    this.#group = group
    this.#events = events
    const { clock, heartbeat, limits, config } = wire
    this.#pacer = new Pacer(clock, limits.messagesPerSecond, 1_000)
    this.#requests = this.#createRequests()
    this.#heartbeat = new HeartbeatMonitor(
      clock,
      { silenceMs: heartbeat.silenceMs, dataSilenceMs: heartbeat.dataSilenceMs * patience, pingEveryMs: heartbeat.ping?.everyMs },
      { ping: () => this.#ping(), dead: (reason, stale) => this.#silent(reason, stale), lively: () => this.#events.lively() },
    )
    this.#socket = this.#connect()
    if (!this.#dead)
      this.#handshake = clock.after(config.connectTimeout, () => this.fail(`no connection within ${config.connectTimeout} ms`))
  }

  get open(): boolean {
    return this.#open
  }

  /** Topics that the venue has confirmed here; the last ones known when the socket is dead. */
  get confirmed(): ReadonlySet<string> {
    return this.#confirmed
  }

  /** Topics that still wait for an answer. */
  get pending(): number {
    return this.#requests.pending
  }

  subscribe(topics: readonly string[]): void {
    if (this.#open) this.#requests.subscribe(topics)
  }

  /** `released` follows for each topic, at once for those that the venue does not send here. */
  unsubscribe(topics: readonly string[]): void {
    const asked = topics.filter((topic) => this.#open && (this.#confirmed.has(topic) || this.#requests.isPending(topic)))
    for (const topic of topics) if (!asked.includes(topic)) this.#events.released(topic)
    this.#requests.unsubscribe(asked)
  }

  pause(): void {
    this.#socket.pause()
    this.#requests.hold(true)
    this.#heartbeat[Symbol.dispose]()
  }

  resume(): void {
    this.#socket.resume()
    this.#requests.hold(false)
    if (this.#open) this.#heartbeat.start()
  }

  /** Cuts the socket; `closed` follows at once. */
  fail(reason: string, error?: Error): void {
    this.#end({ reason, cause: 'disconnect', stale: false, error: error ?? this.#error })
  }

  /** Says goodbye. Nothing is called any more but `released` for what was being unsubscribed. */
  [Symbol.dispose](): void {
    if (this.#dead) return
    this.#release()
    this.#socket.close(1000)
  }

  #connect(): Socket {
    const { spec, config, network, endpoints, venue } = this.#wire
    const endpoint = endpoints.ws[this.#group]
    if (endpoint === undefined) {
      throw configError('FEEDLOOM_ENDPOINT_UNKNOWN', `${venue} has no WebSocket address for the group \`${this.#group}\``, {
        hint: `Set \`endpoints: { ws: { ${this.#group}: wss://… } }\`.`,
      })
    }
    return network.connect(spec.url(endpoint, this.#group, config), this.#handlers(), {
      handshakeTimeoutMs: config.connectTimeout,
      headers: spec.socketHeaders?.(this.#group, config) ?? {},
      ...(config.proxy === undefined ? {} : { proxy: config.proxy }),
    })
  }

  #handlers(): SocketHandlers {
    return {
      open: () => this.#opened(),
      message: (payload, _binary, sameRead) => this.#message(payload, sameRead === true),
      ping: () => {
        this.#heartbeat.heard()
        this.#pacer.spend()
      },
      pong: () => this.#heartbeat.heard(),
      error: (error) => {
        this.#error ??= error
      },
      close: (code, reason) => this.fail(this.#error?.message ?? closingOf(code, reason)),
    }
  }

  #opened(): void {
    if (this.#dead) return
    this.#handshake?.[Symbol.dispose]()
    this.#open = true
    this.#heartbeat.start()
    const { spec, config } = this.#wire
    for (const message of spec.authenticate?.(this.#group, config) ?? []) this.#pacer.run(() => this.#socket.send(message))
    this.#events.opened()
  }

  #message(payload: Uint8Array, sameRead: boolean): void {
    if (this.#dead) return
    if (!sameRead) this.#tsRecv = this.#wire.clock.now()
    const kind = this.#classify(payload)
    if (kind.type === 'data') {
      this.#heartbeat.data()
      this.#events.data(payload, this.#tsRecv)
      return
    }
    this.#heartbeat.heard()
    this.#control(kind)
  }

  #classify(payload: Uint8Array): FrameClass {
    try {
      return this.#wire.spec.classify(payload)
    } catch {
      // Nobody understands it: the normalizer says so in the proper way.
      return unreadable
    }
  }

  #control(message: FrameClass): void {
    switch (message.type) {
      case 'ack':
        if ('requestId' in message) this.#requests.acknowledged(message.requestId)
        else this.#requests.acknowledgedTopics(message.topics)
        return
      case 'reject':
        if ('requestId' in message) this.#requests.rejected(message.requestId, message.error)
        else this.#requests.rejectedTopics(message.topics, message.error)
        return
      case 'ping':
        this.#pacer.spend()
        this.#socket.send(message.reply)
        return
      case 'reconnect':
        this.#events.goingAway(message.reason)
        return
      case 'error':
        this.#complaint(message.error)
        return
      case 'data':
      case 'ignore':
    }
  }

  #complaint(error: Error): void {
    if (FeedloomError.is(error) && error.category === 'data') this.#wire.log.warn('the venue complains', { venue: this.#wire.venue, error })
    else this.fail(error.message, error)
  }

  #silent(reason: string, stale: boolean): void {
    const error = retryable('FEEDLOOM_CONNECTION_SILENT', reason, { details: { venue: this.#wire.venue } })
    this.#end({ reason, cause: 'silence', stale, error })
  }

  #end(end: LinkEnd): void {
    if (this.#dead) return
    this.#release()
    this.#socket?.terminate()
    this.#events.closed(end)
  }

  #ping(): void {
    const text = this.#wire.heartbeat.ping?.text
    this.#pacer.spend()
    if (text === undefined) this.#socket.ping()
    else this.#socket.send(text)
  }

  #createRequests(): Requests {
    const { spec, config, limits, clock, venue } = this.#wire
    const rules = {
      venue,
      acknowledges: spec.acknowledges ?? true,
      topicsPerMessage: limits.topicsPerMessage,
      timeoutMs: config.subscribeTimeout,
      attempts: config.subscribeAttempts,
    }
    return new Requests(clock, rules, {
      messages: (action, topics, requestId) => spec[action](topics, requestId, config),
      send: (message, sent) =>
        this.#pacer.run(() => {
          this.#socket.send(message)
          sent()
        }),
      nextRequestId: () => this.#wire.nextRequestId(),
      settled: (topic, error) => this.#settled(topic, error),
      released: (topic) => this.#released(topic),
    })
  }

  #settled(topic: string, error: Error | undefined): void {
    if (this.#dead) return
    if (error === undefined) this.#confirmed.add(topic)
    this.#heartbeat.expectData(this.#confirmed.size > 0)
    this.#events.settled(topic, error)
  }

  #released(topic: string): void {
    this.#confirmed.delete(topic)
    if (!this.#dead) this.#heartbeat.expectData(this.#confirmed.size > 0)
    this.#events.released(topic)
  }

  #release(): void {
    this.#dead = true
    this.#open = false
    this.#handshake?.[Symbol.dispose]()
    this.#heartbeat[Symbol.dispose]()
    this.#pacer[Symbol.dispose]()
    this.#requests[Symbol.dispose]()
  }
}

const unreadable: FrameClass = { type: 'data' }

function closingOf(code: number, reason: string): string {
  if (code === 1006) return 'the connection broke'
  return `closed by the venue with ${code}${reason === '' ? '' : ` '${reason}'`}`
}
