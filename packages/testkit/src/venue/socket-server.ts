import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { Clock } from '@feedloom/core'
import { ClientConnection, drainMark } from './client-connection.ts'
import { answerClient } from './client-requests.ts'
import type { FaultBoard } from './faults.ts'
import type { Hub } from './hub.ts'
import { SlidingCount, type VenueLimits } from './limits.ts'
import type { VenueName } from './market-spec.ts'
import type { Oracle } from './oracle.ts'
import { parseTopic, type StreamGroup } from './topics.ts'

/** Where an upgrade request wants to go. */
interface Route {
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

/** The WebSocket side of the venue: handshakes, requests, pings, ages and limits of connections. */
export class SocketServer {
  readonly #options: SocketServerOptions
  readonly #wss: WebSocketServer = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  readonly #attempts: SlidingCount = new SlidingCount(300_000)
  #count = 0

  constructor(options: SocketServerOptions) {
    this.#options = options
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { clock, faults, limits } = this.#options
    const route = routeOf(request.url ?? '', this.#options.venues)
    // A client that gives up during the handshake must not bring the server down.
    socket.on('error', () => socket.destroy())
    if (faults.takeRefusal(clock.now())) socket.destroy()
    else if (route === undefined) rejectUpgrade(socket, '404 Not Found')
    else if (this.#attempts.add(clock.now()) > limits[route.venue].connectionsPerFiveMinutes) rejectUpgrade(socket, '429 Too Many Requests')
    else this.#wss.handleUpgrade(request, socket, head, (ws) => this.#accept(ws, socket, route))
  }

  stop(): void {
    for (const connection of this.#options.hub.connections) connection.cut()
    this.#wss.close()
  }

  #accept(ws: WebSocket, socket: Duplex, route: Route): void {
    const { clock, hub, oracle, faults } = this.#options
    const connection = new ClientConnection(ws, socket, { id: ++this.#count, openedAt: clock.now(), ...route })
    connection.frozen = faults.frozen
    hub.connections.add(connection)
    oracle.connections.push(connection)
    const timers = this.#timers(connection)
    ws.on('close', (code, reason) => {
      for (const timer of timers) timer[Symbol.dispose]()
      connection.end = { at: clock.now(), code, reason: reason.toString(), byClient: !connection.endedByVenue }
      hub.remove(connection)
    })
    ws.on('error', () => ws.terminate())
    this.#listen(ws, connection)
    if (route.streams.length > this.#options.limits[route.venue].topicsPerConnection) connection.close(1008, 'Too many streams')
    else for (const name of route.streams) hub.subscribe(connection, name)
  }

  #listen(ws: WebSocket, connection: ClientConnection): void {
    const limits = this.#options.limits[connection.venue]
    const incoming = new SlidingCount(1000)
    const { clock, hub, faults } = this.#options
    const isTooFast = (): boolean => {
      if (incoming.add(clock.now()) <= limits.messagesPerSecond) return false
      connection.close(1008, 'Too many requests')
      return true
    }
    ws.on('ping', () => isTooFast())
    ws.on('pong', (payload) => {
      connection.lastPongAt = clock.now()
      // The answer to a question that only a simulated venue asks is not the client's fault.
      if (!payload.toString().startsWith(drainMark)) isTooFast()
    })
    ws.on('message', (data: RawData) => {
      if (!isTooFast()) answerClient(connection, textOf(data), { hub, faults, clock, limits })
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

function rejectUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString()
}
