import { createServer } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** A proxy on loopback and what went through it. */
export interface LocalProxy {
  readonly url: string
  /** `host:port` of each connection that it made. */
  readonly targets: readonly string[]
  close(): void
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

function join(client: Socket, upstream: Socket): void {
  client.pipe(upstream).pipe(client)
  for (const socket of [client, upstream]) socket.on('error', () => [client, upstream].forEach((each) => each.destroy()))
}

/** An HTTP proxy that knows CONNECT and asks for `user:pass`. */
export async function startHttpProxy(): Promise<LocalProxy> {
  const targets: string[] = []
  const server = createServer()
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    if (headers['proxy-authorization'] !== `Basic ${Buffer.from('user:pass').toString('base64')}`) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    targets.push(url)
    const [host, port] = url.split(':')
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      join(client, upstream)
    })
  })
  const port = await listening(server)
  return { url: `http://user:pass@127.0.0.1:${port}`, targets, close: () => server.closeAllConnections() ?? server.close() }
}

/** A SOCKS5 proxy without authentication (RFC 1928): greeting, then CONNECT to a name or an IPv4 address. */
export async function startSocksProxy(): Promise<LocalProxy> {
  const targets: string[] = []
  const server = createTcpServer((client) => {
    client.once('data', () => {
      client.write(Buffer.from([5, 0]))
      client.once('data', (request) => {
        const target = socksTarget(request)
        targets.push(`${target.host}:${target.port}`)
        const upstream = connect(target.port, target.host, () => {
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
          join(client, upstream)
        })
      })
    })
    client.on('error', () => client.destroy())
  })
  const port = await listening(server)
  return { url: `socks5://127.0.0.1:${port}`, targets, close: () => server.close() }
}

function socksTarget(request: Buffer): { readonly host: string; readonly port: number } {
  const isName = request[3] === 3
  const length = isName ? (request[4] as number) : 4
  const start = isName ? 5 : 4
  const address = request.subarray(start, start + length)
  return { host: isName ? address.toString() : [...address].join('.'), port: request.readUInt16BE(start + length) }
}
