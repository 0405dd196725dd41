import { retryable } from '@feedloom/core'
import type { Clock, HttpReply, HttpRequest, Network, Socket, SocketHandlers } from '@feedloom/core'
import { MemoryLine } from './memory-line.ts'
import type { RestReply } from './rest-server.ts'
import type { MemoryVenue } from './memory-venue.ts'

/** ms one way, from and to: most are near the lower end. */
export type LatencyRange = readonly [min: number, max: number]

export interface SimulatedNetworkOptions {
  readonly clock: Clock
  /** 0 <= x < 1; the same numbers give the same run. */
  readonly random: () => number
  readonly latency?: {
    /** Default 2 to 60 ms. */
    readonly message?: LatencyRange
    /** Default 10 to 150 ms. */
    readonly request?: LatencyRange
  }
}

/**
 * The `Network` port of core with a simulated venue at its other end, in memory: no socket, no timer of this machine.
 * Messages of a connection arrive late but in order; requests may overtake each other.
 */
export function simulatedNetwork(venue: MemoryVenue, options: SimulatedNetworkOptions): Network {
  const { clock, random, latency = {} } = options
  const delays = (range: LatencyRange): (() => number) => {
    const [min, max] = range
    return () => Math.round(min + (max - min) * random() ** 4)
  }
  const message = delays(latency.message ?? [2, 60])
  const request = delays(latency.request ?? [10, 150])
  return {
    connect: (url, handlers) => connect(venue, url, handlers, { clock, random, latency: message }),
    fetch: (asked) => fetchFrom(venue, asked, clock, request),
  }
}

function connect(
  { door }: MemoryVenue,
  url: string,
  handlers: SocketHandlers,
  options: ConstructorParameters<typeof MemoryLine>[1],
): Socket {
  const line = new MemoryLine(handlers, options)
  line.knock(() => {
    const admission = door.admit(pathOf(url))
    if (admission.type === 'route') {
      line.accept()
      door.open(line.server, admission.route)
    } else if (admission.type === 'cut') line.refuse('FEEDLOOM_NETWORK_UNREACHABLE', `${url}: connection refused`)
    else line.refuse('FEEDLOOM_SOCKET_REFUSED', `${url} answered ${admission.status} to the WebSocket handshake`)
  })
  return line.client
}

function fetchFrom({ door }: MemoryVenue, asked: HttpRequest, clock: Clock, latency: () => number): Promise<HttpReply> {
  const { url, method, headers = {}, signal, timeoutMs } = asked
  return new Promise((resolve, reject) => {
    const timers: Disposable[] = []
    const done = (): void => {
      for (const timer of timers) timer[Symbol.dispose]()
      signal?.removeEventListener('abort', onAbort)
    }
    const fail = (why: string): void => {
      done()
      reject(retryable('FEEDLOOM_NETWORK_UNREACHABLE', `${url}: ${why}`))
    }
    const onAbort = (): void => {
      done()
      reject(signal?.reason as Error)
    }
    const replied = (reply: RestReply | 'silence' | 'cut'): void => {
      if (reply === 'cut') timers.push(clock.after(latency(), () => fail('the connection broke')))
      else if (reply !== 'silence') {
        timers.push(
          clock.after(latency(), () => {
            done()
            resolve({ status: reply.status, headers: lowerCased(reply.headers), body: Buffer.from(reply.body) })
          }),
        )
      }
    }
    if (signal?.aborted === true) {
      onAbort()
      return
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    if (timeoutMs !== undefined) timers.push(clock.after(timeoutMs, () => fail(`no reply within ${timeoutMs} ms`)))
    const micros = lowerCased(headers)['x-mbx-time-unit']?.toUpperCase() === 'MICROSECOND'
    timers.push(clock.after(latency(), () => void door.answer({ method, url: pathOf(url), micros }).then(replied, reject)))
  })
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}

function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
