import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Network, Socket } from '@feedloom/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { nodeNetwork } from './network.ts'
import { startHttpProxy, startSocksProxy } from './test/proxies.ts'

interface Heard {
  readonly socket: Socket
  readonly events: string[]
  readonly payloads: Uint8Array[]
  /** Resolves with the events once the socket is closed. */
  readonly closed: Promise<readonly string[]>
  opened: Promise<void>
}

let network: Network & AsyncDisposable
let http: Server
let sockets: WebSocketServer
let port: number
let peer: (socket: WebSocket) => void = () => undefined

beforeAll(async () => {
  network = nodeNetwork()
  http = createServer((request, reply) => {
    if (request.url === '/slow') return
    if (request.url === '/packed') {
      reply.writeHead(200, { 'content-encoding': 'gzip' })
      reply.end(gzipSync(`${request.headers['accept-encoding']} ${request.headers['user-agent']}`))
      return
    }
    reply.writeHead(request.url === '/teapot' ? 418 : 200, { 'X-Used': '7', 'content-type': 'application/json' })
    reply.end(JSON.stringify({ url: request.url, key: request.headers['x-key'], method: request.method }))
  })
  http.on('upgrade', (request, raw, head) => {
    if (request.url === '/busy') raw.end('HTTP/1.1 503 Busy\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n')
    else if (request.url === '/denied') raw.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')
    else sockets.handleUpgrade(request, raw, head, (socket) => peer(socket))
  })
  sockets = new WebSocketServer({ noServer: true, perMessageDeflate: true })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  port = (http.address() as AddressInfo).port
})

afterAll(async () => {
  await network[Symbol.asyncDispose]()
  http.closeAllConnections()
  http.close()
})

function open(path: string, proxy?: string): Heard {
  const events: string[] = []
  const payloads: Uint8Array[] = []
  let close: (events: readonly string[]) => void
  let opened: () => void
  const closed = new Promise<readonly string[]>((resolve) => (close = resolve))
  const ready = new Promise<void>((resolve) => (opened = resolve))
  const socket = network.connect(
    `ws://127.0.0.1:${port}${path}`,
    {
      open: () => {
        events.push('open')
        opened()
      },
      message: (payload, binary) => payloads.push(payload) + events.push(`message ${String(payload)} ${binary ? 'binary' : 'text'}`),
      ping: () => events.push('ping'),
      pong: (payload) => events.push(`pong ${String(payload)}`),
      close: (code, reason) => close([...events, `close ${code} ${reason}`.trim()]),
      error: (error) => events.push(`error ${(error as Error & { code: string }).code} ${error.message}`),
    },
    proxy === undefined ? {} : { proxy },
  )
  return { socket, events, payloads, closed, opened: ready }
}

describe('sockets of nodeNetwork', () => {
  it('hand over text and binary as Buffers, uncompressed, and answer pings', async () => {
    let extensions: string | undefined
    peer = (socket) => {
      extensions = socket.extensions
      socket.on('pong', () => socket.close(1001, 'maintenance'))
      socket.on('message', (message) => {
        socket.send((message as Buffer).toString())
        socket.send(Buffer.from([0x68, 0x69]))
        socket.ping()
      })
    }
    const heard = open('/')
    await heard.opened
    heard.socket.send('hello')
    expect(await heard.closed).toEqual(['open', 'message hello text', 'message hi binary', 'ping', 'close 1001 maintenance'])
    expect(heard.payloads.every((payload) => Buffer.isBuffer(payload))).toBe(true)
    expect(extensions).toBe('')
  })

  it('put together what comes in fragments or over several reads', async () => {
    const large = 'x'.repeat(300_000)
    peer = (socket) => {
      socket.send('before')
      socket.ping()
      socket.send(large)
      socket.send('in ', { fin: false })
      socket.send('two')
      socket.send('after')
      socket.close(1000, 'done')
    }
    const said = await open('/').closed
    expect(said).toEqual([
      'open',
      'message before text',
      'ping',
      `message ${large} text`,
      'message in two text',
      'message after text',
      'close 1000 done',
    ])
  })

  it('ping, close and stay quiet afterwards', async () => {
    peer = () => undefined
    const heard = open('/')
    heard.socket.send('too early')
    await heard.opened
    heard.socket.ping(Buffer.from('x'))
    await expect.poll(() => heard.events).toContain('pong x')
    heard.socket.close(1000, 'done')
    expect((await heard.closed).at(-1)).toBe('close 1000 done')
    heard.socket.send('too late')
    heard.socket.terminate()
  })

  it('report a broken connection with 1006', async () => {
    peer = (socket) => socket.terminate()
    expect((await open('/').closed).at(-1)).toBe('close 1006')
  })

  it('say why a handshake was refused, for how long, and whether it is worth another try', async () => {
    const busy = await open('/busy').closed
    expect(busy).toEqual([
      `error FEEDLOOM_SOCKET_REFUSED ws://127.0.0.1:${port}/busy answered 503 to the WebSocket handshake`,
      'close 1006',
    ])
    const denied = await open('/denied').closed
    expect(denied[0]).toContain('FEEDLOOM_SOCKET_DENIED')
  })

  it('report an address where nobody listens', async () => {
    const dead = createServer()
    await new Promise<void>((resolve) => {
      dead.listen(0, '127.0.0.1', resolve)
    })
    const { port: free } = dead.address() as AddressInfo
    await new Promise((resolve) => dead.close(resolve))
    const events: string[] = []
    await new Promise<void>((resolve) => {
      network.connect(`ws://127.0.0.1:${free}`, {
        open: () => undefined,
        message: () => undefined,
        error: (error) => events.push(error.message),
        close: () => resolve(),
      })
    })
    expect(events).toEqual([expect.stringContaining('ECONNREFUSED')])
  })

  it('stop reading while they are paused', async () => {
    let send: (text: string) => void = () => undefined
    peer = (socket) => {
      send = (text) => socket.send(text)
    }
    const heard = open('/')
    await heard.opened
    heard.socket.pause()
    send('held')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(heard.events).toEqual(['open'])
    heard.socket.resume()
    await expect.poll(() => heard.events).toContain('message held text')
    heard.socket.terminate()
    await heard.closed
  })
})

describe('requests of nodeNetwork', () => {
  it('resolve for every status, with lower-case headers and the body as a Buffer', async () => {
    const reply = await network.fetch({ url: `http://127.0.0.1:${port}/teapot?x=1`, method: 'GET', headers: { 'X-Key': 'k' } })
    expect(reply).toMatchObject({ status: 200, headers: { 'x-used': '7' } })
    expect(Buffer.isBuffer(reply.body)).toBe(true)
    expect(JSON.parse(String(reply.body))).toEqual({ url: '/teapot?x=1', key: 'k', method: 'GET' })
    expect(await network.fetch({ url: `http://127.0.0.1:${port}/teapot`, method: 'POST', body: 'x' })).toMatchObject({ status: 418 })
  })

  it('say who asks, and unpack what comes packed', async () => {
    const reply = await network.fetch({ url: `http://127.0.0.1:${port}/packed`, method: 'GET' })
    expect(String(reply.body)).toBe('gzip, deflate, br feedloom')
  })

  it('reject as retryable when there is no reply, and with the reason when aborted', async () => {
    await expect(network.fetch({ url: `http://127.0.0.1:${port}/slow`, method: 'GET', timeoutMs: 30 })).rejects.toMatchObject({
      category: 'retryable',
      code: 'FEEDLOOM_NETWORK_UNREACHABLE',
    })
    const aborting = new AbortController()
    const waiting = network.fetch({ url: `http://127.0.0.1:${port}/slow`, method: 'GET', signal: aborting.signal })
    aborting.abort(new TypeError('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })
})

describe('proxies', () => {
  for (const [name, start] of [
    ['an HTTP proxy with a password', startHttpProxy],
    ['a SOCKS5 proxy', startSocksProxy],
  ] as const) {
    it(`carry sockets and requests: ${name}`, async () => {
      const proxy = await start()
      peer = (socket) => socket.send('through')
      const heard = open('/', proxy.url)
      await expect.poll(() => heard.events).toContain('message through text')
      heard.socket.close(1000)
      await heard.closed
      const reply = await network.fetch({ url: `http://127.0.0.1:${port}/`, method: 'GET', proxy: proxy.url })
      expect(reply.status).toBe(200)
      expect(proxy.targets).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${port}`])
      proxy.close()
    })
  }

  it('of another kind are a config error', () => {
    expect(() => network.connect('ws://127.0.0.1:1', {} as never, { proxy: 'ftp://127.0.0.1' })).toThrow(
      expect.objectContaining({ code: 'FEEDLOOM_PROXY_INVALID', category: 'config' }),
    )
  })
})
