import type { Clock } from '@feedloom/core'
import { ClientConnection } from './client-connection.ts'
import { answerClient } from './client-requests.ts'
import type { FaultBoard } from './faults.ts'
import type { Hub } from './hub.ts'
import { SlidingCount, type VenueLimits } from './limits.ts'
import type { VenueName } from './market-spec.ts'
import type { Oracle } from './oracle.ts'
import type { ServerLink } from './server-link.ts'
import { parseTopic, type StreamGroup } from './topics.ts'

/** Where an upgrade request wants to go. */
export interface Route {
  readonly venue: VenueName
  readonly group: StreamGroup
  readonly combined: boolean
  readonly micros: boolean
  readonly streams: readonly string[]
}

export interface SocketServerOptions {
  readonly venues: readonly VenueName[]
  readonly limits: Readonly<Record<VenueName, VenueLimits>>
  readonly clock: Clock
  readonly hub: Hub
  readonly faults: FaultBoard
  readonly oracle: Oracle
}

/** What becomes of a handshake: a connection, a refusal with a status line, or nothing at all. */
export type Admission =
  | { readonly type: 'route'; readonly route: Route }
  | { readonly type: 'refused'; readonly status: string }
  | { readonly type: 'cut' }

/** The WebSocket side of the venue: handshakes, requests, pings, ages and limits of connections. */
export class SocketServer {
  readonly #options: SocketServerOptions
  readonly #attempts: SlidingCount = new SlidingCount(300_000)
  #count = 0

  constructor(options: SocketServerOptions) {
    this.#options = options
  }

  /** Judges a handshake by its path and query. */
  admit(address: string): Admission {
    const { clock, faults, limits } = this.#options
    const route = routeOf(address, this.#options.venues)
    if (faults.takeRefusal(clock.now())) return { type: 'cut' }
    if (route === undefined) return { type: 'refused', status: '404 Not Found' }
    if (this.#attempts.add(clock.now()) > limits[route.venue].connectionsPerFiveMinutes) {
      return { type: 'refused', status: '429 Too Many Requests' }
    }
    return { type: 'route', route }
  }

  /** Serves a connection whose handshake was admitted and is complete. */
  open(link: ServerLink, route: Route): void {
    const { clock, hub, oracle, faults } = this.#options
    const connection = new ClientConnection(link, { id: ++this.#count, openedAt: clock.now(), ...route })
    connection.frozen = faults.frozen
    hub.connections.add(connection)
    oracle.connections.push(connection)
    this.#listen(link, connection)
    if (route.streams.length > this.#options.limits[route.venue].topicsPerConnection) connection.close(1008, 'Too many streams')
    else for (const name of route.streams) hub.subscribe(connection, name)
  }

  stop(): void {
    for (const connection of this.#options.hub.connections) connection.cut()
  }

  #listen(link: ServerLink, connection: ClientConnection): void {
    const limits = this.#options.limits[connection.venue]
    const incoming = new SlidingCount(1000)
    const { clock, hub, faults } = this.#options
    const timers = this.#timers(connection)
    const isTooFast = (): boolean => {
      if (incoming.add(clock.now()) <= limits.messagesPerSecond) return false
      connection.close(1008, 'Too many requests')
      return true
    }
    link.listen({
      ping: () => isTooFast(),
      pong: (payload) => {
        connection.lastPongAt = clock.now()
        // The answer to a question that only a simulated venue asks is not the client's fault.
        if (connection.ponged(payload)) isTooFast()
      },
      message: (text) => {
        if (!isTooFast()) answerClient(connection, text, { hub, faults, clock, limits })
      },
      close: (code, reason) => {
        for (const timer of timers) timer[Symbol.dispose]()
        connection.ended({ at: clock.now(), code, reason, byClient: !connection.endedByVenue })
        hub.remove(connection)
      },
    })
  }

  #timers(connection: ClientConnection): readonly Disposable[] {
    const limits = this.#options.limits[connection.venue]
    const { clock } = this.#options
    return [
      clock.after(limits.maxConnectionAgeMs, () => connection.close(1001, 'Connection is too old')),
      clock.every(limits.pingEveryMs, () => {
        if (clock.now() - connection.lastPongAt > limits.pongTimeoutMs) connection.close(1008, 'Pong timeout')
        else if (connection.backlog > limits.maxBacklogBytes) connection.cut()
        else connection.ping()
      }),
    ]
  }
}

function routeOf(address: string, venues: readonly VenueName[]): Route | undefined {
  const url = new URL(address, 'ws://venue')
  const [, group, mode, rest] = /^(?:\/(public|market))?\/(ws|stream)(?:\/(.*))?$/.exec(url.pathname) ?? []
  if (mode === undefined) return undefined
  // Without a group: spot, or USD-M's old address, which carries the streams of `/public` only.
  const venue: VenueName = group === undefined && venues.includes('binance') ? 'binance' : 'binance-usdm'
  if (!venues.includes(venue)) return undefined
  const list = mode === 'ws' ? (rest ?? '') : (url.searchParams.get('streams') ?? '')
  const streams = list.split('/').filter((name) => name !== '' && parseTopic(venue, name) !== undefined)
  const micros = url.searchParams.get('timeUnit')?.toUpperCase() === 'MICROSECOND'
  return { venue, group: group === 'market' ? 'market' : 'public', combined: mode === 'stream', micros, streams }
}
