import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { fatal, retryable } from '@feedloom/core'
import type { HttpReply, HttpRequest, Network, Socket, SocketHandlers, SocketOptions } from '@feedloom/core'
import { request } from 'undici'
import type { Dispatcher } from 'undici'
import { WebSocket } from 'ws'
import type { ClientOptions } from 'ws'
import { publicUrl, retryAfterOf } from './http-errors.ts'
import { readPlainFrames } from './plain-frames.ts'
import { dispatcherFor, socketAgentFor } from './proxy.ts'

/** A peer that does not answer the closing handshake holds nothing up for longer. */
const closeTimeoutMs = 1_000
/** A book of 46,000 levels is 5 MB; nothing that a venue sends is near this. */
const maxPayload = 64 * 1024 * 1024

/** Some venues turn away who does not say his name. */
const identity: Readonly<Record<string, string>> = { 'user-agent': 'feedloom' }
const decoders: Readonly<Record<string, (packed: Buffer) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, Buffer>(gunzip),
  deflate: promisify<Buffer, Buffer>(inflate),
  br: promisify<Buffer, Buffer>(brotliDecompress),
}

/** The real network on `ws` and `undici`. Disposing it closes idle HTTP connections; sockets belong to their users. */
export function nodeNetwork(): Network & AsyncDisposable {
  const dispatchers = new Map<string | undefined, Dispatcher>()
  function dispatcher(proxy: string | undefined): Dispatcher {
    let known = dispatchers.get(proxy)
    if (known === undefined) dispatchers.set(proxy, (known = dispatcherFor(proxy)))
    return known
  }
  return {
    connect: (url, handlers, options = {}) => connect(url, handlers, options),
    fetch: (asked) => fetchWith(dispatcher(asked.proxy), asked),
    async [Symbol.asyncDispose]() {
      const open = [...dispatchers.values()]
      dispatchers.clear()
      await Promise.all(open.map((each) => each.close()))
    },
  }
}

function connect(url: string, handlers: SocketHandlers, options: SocketOptions): Socket {
  const agent = socketAgentFor(options.proxy)
  const settings: ClientOptions & { readonly closeTimeout: number } = {
    perMessageDeflate: false,
    maxPayload,
    // Whoever decodes a frame looks at its bytes; one that is not UTF-8 is a dead letter, not the end of the connection.
    skipUTF8Validation: true,
    closeTimeout: closeTimeoutMs,
    headers: { ...identity, ...options.headers },
    ...(options.handshakeTimeoutMs === undefined ? {} : { handshakeTimeout: options.handshakeTimeoutMs }),
    ...(agent === undefined ? {} : { agent }),
  }
  const socket = new WebSocket(url, settings)
  listen(socket, url, handlers)
  return {
    send: (data) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data)
    },
    ping: (payload) => {
      if (socket.readyState === WebSocket.OPEN) socket.ping(payload)
    },
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}

function listen(socket: WebSocket, url: string, handlers: SocketHandlers): void {
  // Payloads are Buffers, text and binary alike: nobody has looked inside yet.
  socket.binaryType = 'nodebuffer'
  socket.on('upgrade', ({ socket: wire }) => {
    socket.on('open', () => {
      readPlainFrames(wire, maxPayload, handlers)
      handlers.open()
    })
  })
  socket.on('message', (payload, binary) => handlers.message(payload as Buffer, binary))
  socket.on('ping', (payload) => handlers.ping?.(payload))
  socket.on('pong', (payload) => handlers.pong?.(payload))
  socket.on('close', (code, reason) => handlers.close(code, reason.toString()))
  let refused = false
  socket.on('error', (error) => {
    if (!refused) handlers.error(socketError(url, error))
  })
  socket.on('unexpected-response', (outgoing, reply) => {
    refused = true
    const status = reply.statusCode ?? 0
    const retryAfterMs = retryAfterOf(reply.headers as Readonly<Record<string, string>>, Date.now())
    const options = { details: { url: publicUrl(url), status }, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    const message = `${publicUrl(url)} answered ${status} to the WebSocket handshake`
    handlers.error(
      status === 401
        ? fatal('FEEDLOOM_SOCKET_DENIED', message, { ...options, hint: 'Check `apiKey` and `apiSecret` of this source.' })
        : retryable('FEEDLOOM_SOCKET_REFUSED', message, options),
    )
    reply.resume()
    outgoing.destroy()
    socket.terminate()
  })
}

/** Errors of proxy libraries carry the proxy's password, so they do not travel as a cause. */
function socketError(url: string, error: Error): Error {
  return retryable('FEEDLOOM_SOCKET_FAILED', `${publicUrl(url)}: ${describe(error)}`, { details: { url: publicUrl(url) } })
}

async function fetchWith(dispatcher: Dispatcher, asked: HttpRequest): Promise<HttpReply> {
  const { url, method, headers, body, timeoutMs, signal } = asked
  const limit = limitOf(signal, timeoutMs)
  try {
    const reply = await request(url, {
      dispatcher,
      method,
      headers: { ...identity, 'accept-encoding': 'gzip, deflate, br', ...headers },
      signal: limit.signal,
      ...(body === undefined ? {} : { body }),
    })
    const { 'content-encoding': encoding, ...replied } = singleValues(reply.headers)
    const payload = await unpacked(Buffer.from(await reply.body.arrayBuffer()), encoding)
    return { status: reply.statusCode, headers: replied, body: payload }
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason
    throw retryable('FEEDLOOM_NETWORK_UNREACHABLE', `${publicUrl(url)}: ${describe(error)}`, { details: { url: publicUrl(url), method } })
  } finally {
    limit[Symbol.dispose]()
  }
}

/** Ends a request in time or when its asker stops. `AbortSignal.any` would leave a trace on a signal that lives for days. */
function limitOf(signal: AbortSignal | undefined, timeoutMs: number | undefined): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController()
  const stop = (): void => controller.abort(signal?.reason)
  if (signal?.aborted === true) stop()
  signal?.addEventListener('abort', stop, { once: true })
  const timedOut = (): void => controller.abort(retryable('FEEDLOOM_NETWORK_UNREACHABLE', `no reply within ${timeoutMs} ms`))
  const timer = timeoutMs === undefined ? undefined : setTimeout(timedOut, timeoutMs)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    },
  }
}

/** A venue's list of instruments is 10 MB as it is and a twentieth of it packed. */
async function unpacked(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  const unpack = encoding === undefined || body.length === 0 ? undefined : decoders[encoding.trim().toLowerCase()]
  return unpack === undefined ? body : unpack(body)
}

function singleValues(headers: Readonly<Record<string, string | string[] | undefined>>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const],
  )
  return Object.fromEntries(entries)
}

/** What went wrong, also where the message is empty and only the causes say it (several addresses tried in vain). */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ')
  return error.message === '' ? error.name : error.message
}
