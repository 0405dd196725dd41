// A tiny local server that speaks Acme's protocol, so that the example runs without a network.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface AcmeVenue {
  readonly ws: string
  readonly rest: string
  /** Prints sent to anybody so far. */
  readonly sent: () => number
  readonly stop: () => Promise<void>
}

const markets = [
  { market: 'BTC-USD', base: 'BTC', quote: 'USD', tick: '0.01', lot: '0.0001', open: true },
  { market: 'ETH-USD', base: 'ETH', quote: 'USD', tick: '0.01', lot: '0.001', open: true },
]

/** Serves `/markets` and the stream on one loopback port; one print and one book change per market and `everyMs`. */
export async function startAcme(everyMs = 50, port = 0): Promise<AcmeVenue> {
  const http = createServer((request, response) => {
    response.writeHead(request.url === '/markets' ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(request.url === '/markets' ? markets : { why: 'no such page' }))
  })
  const streams = new WebSocketServer({ server: http })
  let sent = 0
  let seq = 0
  const joined = new Map<WebSocket, Set<string>>()
  streams.on('connection', (socket) => {
    joined.set(socket, new Set())
    socket.on('close', () => joined.delete(socket))
    socket.on('message', (data: Buffer) => answer(socket, JSON.parse(data.toString('utf8')) as Request))
  })

  interface Request {
    readonly do?: 'join' | 'leave'
    readonly id?: number
    readonly topics?: readonly string[]
  }

  function answer(socket: WebSocket, { do: action, id, topics = [] }: Request): void {
    if (action === undefined) return
    const unknown = topics.find((topic) => !markets.some(({ market }) => topic.endsWith(`:${market}`)))
    if (unknown !== undefined) return socket.send(JSON.stringify({ no: id, why: `no such topic ${unknown}` }))
    socket.send(JSON.stringify({ ok: id }))
    for (const topic of topics) {
      if (action === 'leave') joined.get(socket)?.delete(topic)
      else joined.get(socket)?.add(topic)
      if (action === 'join' && topic.startsWith('book:')) socket.send(book(topic.slice(5), true))
    }
  }

  function book(market: string, full: boolean): string {
    const price = market === 'BTC-USD' ? 60_000 : 3_000
    const [bids, asks] = full
      ? [1, 2, 3]
          .map(
            (n) =>
              [
                [String(price - n), String(n)],
                [String(price + n), String(n)],
              ] as const,
          )
          .reduce<[unknown[], unknown[]]>(
            ([b, a], [bid, ask]) => [
              [...b, bid],
              [...a, ask],
            ],
            [[], []],
          )
      : [[[String(price - 1), String(1 + (seq % 7))]], []]
    return JSON.stringify({ ch: 'book', market, data: { seq, full, bids, asks, us: Date.now() * 1_000 } })
  }

  const timer = setInterval(() => {
    seq += 1
    for (const { market, base } of markets) {
      const px = ((base === 'BTC' ? 60_000 : 3_000) * (1 + Math.sin(seq / 20) / 1_000)).toFixed(2)
      const print = { ch: 'prints', market, data: [{ id: seq, px, qty: '0.5', taker: seq % 2 === 0 ? 'B' : 'S', us: Date.now() * 1_000 }] }
      for (const [socket, topics] of joined) {
        if (topics.has(`prints:${market}`)) sent += 1
        if (topics.has(`prints:${market}`)) socket.send(JSON.stringify(print))
        if (topics.has(`book:${market}`)) socket.send(book(market, false))
      }
    }
    if (seq % 100 === 0) for (const socket of joined.keys()) socket.send(JSON.stringify({ beat: seq }))
  }, everyMs)

  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(http.address() as AddressInfo).port}`
  return {
    ws: `ws://${address}`,
    rest: `http://${address}`,
    sent: () => sent,
    async stop() {
      clearInterval(timer)
      for (const socket of streams.clients) socket.terminate()
      streams.close()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
