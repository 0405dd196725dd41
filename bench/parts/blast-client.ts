/**
 * A child process that follows the blast server in one of three ways and reports how long the frames took: `count` (a
 * bare `ws` receiver), `feedloom` (the engine with the Binance source, three handlers, buffers), `ccxt` (ccxt.pro's watch
 * methods). Arguments: the way, the port, the frames to expect.
 */
import { performance } from 'node:perf_hooks'
import { WebSocket } from 'ws'

const [way = 'count', port = '0', expectedText = '0'] = process.argv.slice(2)
const expected = Number(expectedText)
const latencies = new Float64Array(expected)
let frames = 0
let first = 0
let last = 0

/** Called once for each frame that has been dealt with; `sent` is in us, by the machine's monotonic clock. */
function dealtWith(sent: number | undefined): void {
  last = performance.now()
  if (frames === 0) first = last
  if (sent !== undefined) latencies[frames] = Number(process.hrtime.bigint() / 1000n) - sent
  frames += 1
  if (frames < expected) return
  process.send?.({ frames, ms: last - first, latencies: [...latencies] })
  setTimeout(() => process.exit(0), 50)
}

const stamp = /,"sent":(\d+)\}$/
/** Reads the stamp from the end of the bytes, so that each way pays the same for it. */
function sentOf(payload: Uint8Array): number | undefined {
  const found = stamp.exec(
    Buffer.from(payload.buffer, payload.byteOffset + Math.max(0, payload.length - 40), Math.min(40, payload.length)).toString('latin1'),
  )
  return found === null ? undefined : Number(found[1])
}

const ways: Readonly<Record<string, () => Promise<void>>> = { count, feedloom, ccxt }
await ways[way]?.()

async function count(): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/stream`, { perMessageDeflate: false })
  const params = ['btcusdt@trade', 'btcusdt@bookTicker', 'btcusdt@depth@100ms']
  socket.on('open', () => socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: 1 })))
  let acknowledged = false
  socket.on('message', (payload: Buffer) => {
    if (acknowledged) dealtWith(sentOf(payload))
    acknowledged = true
  })
}

async function feedloom(): Promise<void> {
  const { Engine } = await import('@feedloom/core/engine')
  const binance = await import('@feedloom/exchange-binance/plugins')
  const { definePlugin } = await import('@feedloom/core')
  let frame: Uint8Array | undefined
  // Sees each frame before it is decoded; the handler below has dealt with it.
  const tap = definePlugin({
    apiVersion: 1,
    kind: 'sink',
    type: 'frame-tap',
    summary: 'Keeps hold of the frame at hand',
    stability: 'stable',
    configSchema: { '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value }) } },
    create: () => ({
      consumes: [],
      batching: { maxEvents: 1, maxDelayMs: 1, maxInFlight: 1, queueEvents: 1, overflow: 'block', maxBlockMs: 0 },
      delivery: 'best-effort',
      write: () => Promise.resolve(),
      tap: {
        frame: (_source, { payload }) => (frame = payload as Uint8Array),
        batch: () => undefined,
        gap: () => undefined,
        connection: () => undefined,
      },
    }),
  })
  const symbols = ['BTC/USDT']
  const engine = await Engine.from({
    plugins: [binance, tap],
    sources: {
      binance: {
        endpoints: { ws: { public: `ws://127.0.0.1:${port}/stream` }, rest: `http://127.0.0.1:${port}/api/v3` },
        subscribe: [
          { kind: 'trade', symbols },
          { kind: 'quote', symbols },
          { kind: 'book', symbols },
        ],
      },
    },
    sinks: { 'frame-tap': {} },
    engine: { buffer: { kinds: ['trade', 'quote'], size: 10_000 } },
  })
  let events = 0
  for (const kind of ['trade', 'quote', 'book.delta'] as const) {
    engine.bus.on(kind, (batch) => (events += batch.events.length))
    engine.bus.on(kind, (batch) => (events -= batch.events.length))
    engine.bus.on(kind, (batch) => {
      for (let i = 0; i < batch.events.length; i++) dealtWith(frame === undefined ? undefined : sentOf(frame))
    })
  }
  await engine.start()
}

interface Watched {
  urls: { api: { ws: Record<string, string> } }
  setMarkets(markets: readonly object[]): void
  safeMarketStructure(market: object): object
  loadHttpProxyAgent(): Promise<unknown>
  handleMessage(client: object, message: unknown): void
  fetchRestOrderBookSafe(symbol: string, limit?: number, params?: object): Promise<object>
  parseOrderBook(book: unknown, symbol: string): object & { nonce?: number }
  watchTrades(symbol: string): Promise<unknown>
  watchBidsAsks(symbols: readonly string[]): Promise<unknown>
  watchOrderBook(symbol: string): Promise<unknown>
}

async function ccxt(): Promise<void> {
  const { pro } = await import('ccxt')
  const { ccxtMarket } = await import('../peers/ccxt.ts')
  const exchange = new pro.binance({ newUpdates: true }) as unknown as Watched
  exchange.urls.api.ws['spot'] = `ws://127.0.0.1:${port}/ws`
  exchange.setMarkets([
    exchange.safeMarketStructure(ccxtMarket({ nativeSymbol: 'BTCUSDT', symbol: 'BTC/USDT', base: 'BTC', quote: 'USDT', futures: false })),
  ])
  await exchange.loadHttpProxyAgent()
  exchange.fetchRestOrderBookSafe = async (symbol) => {
    const raw = (await (await fetch(`http://127.0.0.1:${port}/api/v3/depth`)).json()) as { lastUpdateId: number }
    const book = exchange.parseOrderBook(raw, symbol)
    book.nonce = raw.lastUpdateId
    return book
  }
  const handle = exchange.handleMessage.bind(exchange)
  exchange.handleMessage = (client, message) => {
    handle(client, message)
    const { e, stream, sent, u } = message as { e?: string; stream?: string; sent?: number; u?: number }
    if (e !== undefined || stream !== undefined || u !== undefined) dealtWith(sent)
  }
  const follow = async (watch: () => Promise<unknown>): Promise<never> => {
    for (;;) await watch().catch(() => undefined)
  }
  void follow(() => exchange.watchTrades('BTC/USDT'))
  void follow(() => exchange.watchBidsAsks(['BTC/USDT']))
  void follow(() => exchange.watchOrderBook('BTC/USDT'))
}
