/**
 * A child process that speaks just enough of Binance's spot protocol to be followed: it acknowledges subscriptions and
 * then writes recorded frames of the streams asked for, framed beforehand, as fast as the reader takes them or at a
 * given rate. The recording is served for several symbols. Arguments: the folder of the fixtures, the number of symbols,
 * the rate in frames a second (0 = flat out).
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { benchSymbols, eventTime, firstBody, framesByType, stampOf } from './frames.ts'

const [folder = '', symbolsText = '1', rateText = '0'] = process.argv.slice(2)
const rate = Number(rateText)
const symbols = benchSymbols(Number(symbolsText))
/** How far a symbol is behind the one before; ms. */
const lagMs = 7_919
const ordered = await recordedOrder(`${folder}/btcusdt-20240808.ws.jsonl.gz`)
const depth = await firstBody(`${folder}/btcusdt-20240808.rest-depth.jsonl.gz`)
const exchangeInfo = JSON.stringify({
  timezone: 'UTC',
  serverTime: 0,
  rateLimits: [],
  exchangeFilters: [],
  symbols: symbols.map(({ native, base }) => ({
    symbol: native,
    status: 'TRADING',
    baseAsset: base,
    quoteAsset: 'USDT',
    filters: [],
    permissions: ['SPOT'],
  })),
})

interface Recorded {
  readonly at: number
  readonly stream: string
  readonly payload: Buffer
}

/** All frames of all symbols in the order of their arrival, with the stream that each belongs to. */
async function recordedOrder(file: string): Promise<Recorded[]> {
  const types = await framesByType(file)
  const all: Recorded[] = []
  for (const [type, frames] of types) {
    for (const { payload, tsRecv } of frames) {
      const text = payload.toString()
      for (const [i, { native }] of symbols.entries()) {
        const own = i === 0 ? payload : Buffer.from(text.replace('btcusdt', native.toLowerCase()).replace('"BTCUSDT"', `"${native}"`))
        all.push({ at: tsRecv + i * lagMs, stream: `${native.toLowerCase()}@${type}`, payload: own })
      }
    }
  }
  return all.sort((a, b) => a.at - b.at)
}

const server = createServer((request, response) => {
  const path = request.url ?? ''
  const body = path.includes('/exchangeInfo') ? exchangeInfo : path.includes('/depth') ? depth : '{}'
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(body)
})
server.on('upgrade', (request: IncomingMessage, socket: Duplex) => accept(request, socket))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

function accept(request: IncomingMessage, socket: Duplex): void {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const answer = createHash('sha1').update(key).digest('base64')
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${answer}\r\n\r\n`)
  const streams = new Set<string>()
  let started = false
  socket.on('error', () => socket.destroy())
  socket.on('data', (data: Buffer) => {
    for (const text of unmasked(data)) {
      const message = JSON.parse(text) as { id?: number; params?: string[] }
      if (message.params === undefined) continue
      for (const stream of message.params) streams.add(/^[^@]*@[A-Za-z]+/.exec(stream)?.[0] ?? '')
      socket.write(framed(Buffer.from(JSON.stringify({ result: null, id: message.id ?? null }))))
      if (started) continue
      started = true
      // Time for the reader to fetch its snapshot and to ask for the rest.
      setTimeout(() => void blast(socket, streams), 1_000)
    }
  })
}

async function blast(socket: Duplex, streams: ReadonlySet<string>): Promise<void> {
  const frames = ordered.filter(({ stream }) => streams.has(stream)).map(({ payload }) => payload)
  if (rate > 0) await paced(socket, frames)
  else await flatOut(socket, frames)
  socket.write(framed(Buffer.from('{"stream":"!end","data":{"e":"serverShutdown"}}')))
}

async function flatOut(socket: Duplex, frames: readonly Buffer[]): Promise<void> {
  const chunks: Buffer[] = []
  for (let i = 0; i < frames.length; i += 256) chunks.push(Buffer.concat(frames.slice(i, i + 256).map(framed)))
  for (const chunk of chunks) if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve))
}

/** Evenly spaced; the event time of each frame is the moment of its sending (us, by the machine's monotonic clock). */
async function paced(socket: Duplex, frames: readonly Buffer[]): Promise<void> {
  const start = process.hrtime.bigint()
  for (let i = 0; i < frames.length; i++) {
    const due = start + BigInt(Math.round((i * 1e9) / rate))
    while (process.hrtime.bigint() < due) {
      if (due - process.hrtime.bigint() > 2_000_000n) await new Promise((resolve) => setTimeout(resolve, 1))
      else if (i % 16 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    const frame = Buffer.from(frames[i] as Buffer)
    const at = frame.indexOf(eventTime)
    if (at >= 0) frame.write(String(stampOf(process.hrtime.bigint())), at + eventTime.length, 'latin1')
    socket.write(framed(frame))
  }
}

function framed(payload: Buffer): Buffer {
  const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.alloc(payload.length < 65_536 ? 4 : 10)
  if (payload.length >= 126) {
    head[0] = 0x81
    head[1] = payload.length < 65_536 ? 126 : 127
    if (payload.length < 65_536) head.writeUInt16BE(payload.length, 2)
    else head.writeBigUInt64BE(BigInt(payload.length), 2)
  }
  return Buffer.concat([head, payload])
}

/** Text messages of a client; clients mask what they send. Control frames are left out. */
function* unmasked(data: Buffer): Generator<string> {
  let at = 0
  while (at + 6 <= data.length) {
    const opcode = (data[at] ?? 0) & 15
    let length = (data[at + 1] ?? 0) & 127
    at += 2
    if (length === 126) {
      length = data.readUInt16BE(at)
      at += 2
    }
    const mask = data.subarray(at, at + 4)
    const body = Buffer.from(data.subarray(at + 4, at + 4 + length))
    at += 4 + length
    for (let i = 0; i < body.length; i++) body[i] = (body[i] ?? 0) ^ (mask[i % 4] ?? 0)
    if (opcode === 1) yield body.toString()
  }
}
