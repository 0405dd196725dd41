/**
 * A child process that follows the blast server in one of four ways and reports how long the frames took: `count` (a
 * bare `ws` receiver), `feedloom` (the engine with the Binance source, three handlers, buffers), `parsed` (the same without
 * the byte scanner), `ccxt` (ccxt.pro's watch methods). Arguments: the way, the port, the frames to expect, the kinds of streams, the number of symbols, and whether
 * frames carry the time of their sending (in place of their event time).
 */
import { performance } from 'node:perf_hooks'
import { WebSocket } from 'ws'
import { benchSymbols, eventTime, stampOf } from './frames.ts'

const [way = 'count', port = '0', expectedText = '0', streamText = '', symbolText = '1', stampText = 'false'] = process.argv.slice(2)
const streams = streamText.split(',')
const symbols = benchSymbols(Number(symbolText))
const stamped = stampText === 'true'
const expected = Number(expectedText)
/** Compilers have done their work by then; measured is what comes after. */
const settled = expected >> 2
const latencies = new Float64Array(expected)
let frames = 0
let first = 0
let last = 0
let cpu = process.cpuUsage()

/** Called once for each frame that has been dealt with. */
function dealtWith(sent: number | undefined): void {
  last = performance.now()
  if (frames === settled) {
    first = last
    cpu = process.cpuUsage()
  }
  if (sent !== undefined) latencies[frames] = stampOf(process.hrtime.bigint()) - sent
  frames += 1
  if (frames < expected) return
  const { user, system } = process.cpuUsage(cpu)
  process.send?.({ frames: frames - settled, ms: last - first, cpuUs: user + system, latencies: stamped ? [...latencies] : [] }, () =>
    process.exit(0),
  )
}

function sentOf(payload: Uint8Array): number | undefined {
  if (!stamped) return undefined
  const buffer = Buffer.from(payload.buffer, payload.byteOffset, payload.length)
  const at = buffer.indexOf(eventTime)
  return at < 0 ? undefined : Number(buffer.toString('latin1', at + eventTime.length, at + eventTime.length + 13))
}

const ways: Readonly<Record<string, () => Promise<void>>> = { count, feedloom: () => feedloom(), parsed: () => feedloom(false), ccxt }
await ways[way]?.()

async function count(): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/stream`, { perMessageDeflate: false })
  const params = symbols.flatMap(({ native }) => streams.map((stream) => `${native.toLowerCase()}@${stream}`))
  socket.on('open', () => socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: 1 })))
  let acknowledged = false
  socket.on('message', (payload: Buffer) => {
    if (acknowledged) dealtWith(sentOf(payload))
    acknowledged = true
  })
}

async function feedloom(scanning = true): Promise<void> {
  const { Engine } = await import('@feedloom/core/engine')
  const { parsingOnly, spotSpec } = await import('@feedloom/exchange-binance')
  const { exchangePlugins } = await import('@feedloom/exchange-kit')
  const binance = { ...exchangePlugins(scanning ? spotSpec : { ...spotSpec, normalizer: parsingOnly(spotSpec.normalizer) }) }
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
  const unified = symbols.map((symbol) => symbol.unified)
  const kinds = { trade: 'trade', bookTicker: 'quote', depth: 'book' } as const
  const engine = await Engine.from({
    plugins: [binance, tap],
    sources: {
      binance: {
        endpoints: { ws: { public: `ws://127.0.0.1:${port}/stream` }, rest: `http://127.0.0.1:${port}/api/v3` },
        subscribe: streams.map((stream) => ({ kind: kinds[stream as keyof typeof kinds], symbols: unified })),
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
  watchTradesForSymbols(symbols: readonly string[]): Promise<unknown>
  watchBidsAsks(symbols: readonly string[]): Promise<unknown>
  watchOrderBookForSymbols(symbols: readonly string[]): Promise<unknown>
}

async function ccxt(): Promise<void> {
  const { pro } = await import('ccxt')
  const { ccxtMarket } = await import('../peers/ccxt.ts')
  const exchange = new pro.binance({ newUpdates: true }) as unknown as Watched
  exchange.urls.api.ws['spot'] = `ws://127.0.0.1:${port}/ws`
  exchange.setMarkets(
    symbols.map(({ native, base, unified }) =>
      exchange.safeMarketStructure(ccxtMarket({ nativeSymbol: native, symbol: unified, base, quote: 'USDT', futures: false })),
    ),
  )
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
    const { e, stream, u, data } = message as { e?: string; stream?: string; u?: number; data?: { E?: number } }
    if (e !== undefined || stream !== undefined || u !== undefined) dealtWith(stamped ? data?.E : undefined)
  }
  const follow = async (watch: () => Promise<unknown>): Promise<never> => {
    for (;;) await watch().catch(() => undefined)
  }
  const unified = symbols.map((symbol) => symbol.unified)
  const watches: Readonly<Record<string, () => Promise<unknown>>> = {
    trade: () => exchange.watchTradesForSymbols(unified),
    bookTicker: () => exchange.watchBidsAsks(unified),
    depth: () => exchange.watchOrderBookForSymbols(unified),
  }
  for (const stream of streams) {
    const watch = watches[stream]
    if (watch !== undefined) void follow(watch)
  }
}
