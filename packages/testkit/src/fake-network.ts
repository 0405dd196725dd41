import { fatal, retryable } from '@feedloom/core'
import type { HttpReply, HttpRequest, Network, SocketHandlers, SocketOptions } from '@feedloom/core'
import { FakeSocket } from './fake-socket.ts'

export interface FakeReply {
  /** 200 when left out. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Objects are written as JSON. */
  readonly body?: string | Uint8Array | object
}

/** A text matches when the address contains it. */
export type RequestPattern = string | RegExp | ((request: HttpRequest) => boolean)

interface Rule {
  readonly matches: (request: HttpRequest) => boolean
  readonly answer: (request: HttpRequest) => FakeReply | Promise<FakeReply>
  left: number
}

export interface FakeNetworkOptions {
  /** Accept connections by themselves, in a microtask. Default true; otherwise the test calls `socket.accept()`. */
  readonly accept?: boolean
}

/** The `Network` port of core without a network: scripted replies, and sockets whose other end the test holds. */
export class FakeNetwork implements Network {
  /** Every socket that was opened, oldest first. */
  readonly sockets: FakeSocket[] = []
  /** Every HTTP request, oldest first. */
  readonly requests: HttpRequest[] = []
  readonly #accept: boolean
  readonly #rules: Rule[] = []
  readonly #listeners: ((socket: FakeSocket) => void)[] = []
  #refusals = 0

  constructor(options: FakeNetworkOptions = {}) {
    this.#accept = options.accept ?? true
  }

  /** The socket opened last. Throws `FEEDLOOM_TESTKIT_NO_SOCKET` when there was none. */
  get socket(): FakeSocket {
    const last = this.sockets.at(-1)
    if (last === undefined) throw fatal('FEEDLOOM_TESTKIT_NO_SOCKET', 'nobody has opened a connection')
    return last
  }

  /** Sockets that are open now. */
  get open(): readonly FakeSocket[] {
    return this.sockets.filter((socket) => socket.state === 'open')
  }

  /** Called with each new socket before it opens: the place to script a server. */
  onConnect(listener: (socket: FakeSocket) => void): void {
    this.#listeners.push(listener)
  }

  /** The next `count` connections fail without opening. */
  refuse(count = 1): void {
    this.#refusals += count
  }

  /** Answers matching requests, `times` times (default: always). Later rules win over earlier ones. */
  reply(pattern: RequestPattern, answer: FakeReply | ((request: HttpRequest) => FakeReply | Promise<FakeReply>), times?: number): void {
    this.#rules.unshift({
      matches: matcherOf(pattern),
      answer: typeof answer === 'function' ? answer : () => answer,
      left: times ?? Number.POSITIVE_INFINITY,
    })
  }

  /** Matching requests get no reply: they reject with a `retryable` error `FEEDLOOM_NETWORK_UNREACHABLE`. */
  failHttp(pattern: RequestPattern, times?: number): void {
    this.reply(pattern, () => Promise.reject(retryable('FEEDLOOM_NETWORK_UNREACHABLE', 'scripted: no reply')), times)
  }

  connect(url: string, handlers: SocketHandlers, options?: SocketOptions): FakeSocket {
    const socket = new FakeSocket(url, handlers, options)
    this.sockets.push(socket)
    for (const listener of this.#listeners) listener(socket)
    if (this.#refusals > 0) {
      this.#refusals--
      queueMicrotask(() => socket.fail(retryable('FEEDLOOM_NETWORK_UNREACHABLE', 'scripted: connection refused')))
    } else if (this.#accept) {
      queueMicrotask(() => socket.accept())
    }
    return socket
  }

  async fetch(request: HttpRequest): Promise<HttpReply> {
    this.requests.push(request)
    request.signal?.throwIfAborted()
    const rule = this.#rules.find((candidate) => candidate.left > 0 && candidate.matches(request))
    if (rule === undefined) {
      throw fatal('FEEDLOOM_TESTKIT_NO_REPLY', `no reply is scripted for ${request.method} ${request.url}`)
    }
    rule.left--
    const reply = await rule.answer(request)
    request.signal?.throwIfAborted()
    return { status: reply.status ?? 200, headers: lowerCased(reply.headers), body: bytesOf(reply.body) }
  }
}

function matcherOf(pattern: RequestPattern): (request: HttpRequest) => boolean {
  if (typeof pattern === 'function') return pattern
  if (typeof pattern === 'string') return (request) => request.url.includes(pattern)
  return (request) => pattern.test(request.url)
}

function lowerCased(headers: FakeReply['headers'] = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function bytesOf(body: FakeReply['body']): Uint8Array {
  if (body === undefined) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}
