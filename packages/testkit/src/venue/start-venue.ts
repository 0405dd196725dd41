import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { configError } from '@feedloom/core'
import { WebSocketServer } from 'ws'
import { createMemoryVenue, endpointsOf, type MemoryVenue, type MemoryVenueOptions, type VenueDoor } from './memory-venue.ts'
import { WsLink } from './ws-link.ts'

export interface SimulatedVenueOptions extends MemoryVenueOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
}

/** A venue that runs. Stop it with `stop()` or `await using`. */
export interface SimulatedVenue extends MemoryVenue {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly port: number
}

/** Starts a venue on loopback. Throws a `config` error for unknown symbols, a `data` error for a broken recording. */
export async function startSimulatedVenue(options: SimulatedVenueOptions = {}): Promise<SimulatedVenue> {
  const venue = await createMemoryVenue(options)
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer((request, response) => void answer(venue.door, request, response).catch(() => response.destroy()))
  server.on('upgrade', (request, socket, head) => upgrade(venue.door, sockets, request, socket, head))
  const host = options.host ?? '127.0.0.1'
  const port = await listen(server, options.port ?? 0, host)
  const url = `http://${host}:${port}`
  const stop = async (): Promise<void> => {
    await venue.stop()
    sockets.close()
    await closed(server)
  }
  return { ...venue, url, port, endpoints: endpointsOf(url), stop, [Symbol.asyncDispose]: stop }
}

function upgrade(door: VenueDoor, sockets: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // A client that gives up during the handshake must not bring the server down.
  socket.on('error', () => socket.destroy())
  const admission = door.admit(request.url ?? '')
  if (admission.type === 'cut') socket.destroy()
  else if (admission.type === 'refused') {
    socket.end(`HTTP/1.1 ${admission.status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  } else sockets.handleUpgrade(request, socket, head, (ws) => door.open(new WsLink(ws, socket), admission.route))
}

async function answer(door: VenueDoor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const micros = request.headers['x-mbx-time-unit']?.toString().toUpperCase() === 'MICROSECOND'
  const reply = await door.answer({ method: request.method ?? 'GET', url: request.url ?? '/', micros })
  if (reply === 'cut') request.socket.destroy()
  if (reply === 'cut' || reply === 'silence') return
  const body = Buffer.from(reply.body)
  response.writeHead(reply.status, { 'Content-Type': 'application/json;charset=UTF-8', 'Content-Length': body.length, ...reply.headers })
  response.end(body)
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (cause: Error): void => {
      const hint = 'Choose another port, or 0 for any free one.'
      reject(configError('FEEDLOOM_SIM_PORT_UNAVAILABLE', `cannot listen on ${host}:${port}: ${cause.message}`, { cause, hint }))
    }
    server.once('error', onError)
    server.listen(port, host, () => {
      server.off('error', onError)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
