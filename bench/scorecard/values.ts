import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnyBatch, definePlugin, type Instrument } from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import { RunWriter } from '@feedloom/core/events'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as recorder from '@feedloom/recorder/plugins'
import { spotInstrument } from '@feedloom/testkit'
import { type SimulatedVenue, startSimulatedVenue } from '@feedloom/testkit/venue'
import { compute, computeTradeBars, normalizeTrades, streamNormalized } from 'tardis-dev'
import { percentile } from '../parts/report.ts'
import { ccxtOn } from './ccxt.ts'
import { type Follow, type Follower, wait, within } from './follower.ts'
import type { Cells } from './scenarios.ts'

const longIds = ['9007199254740993', '9007199254740995', '9007199254740997']
const start = 1_763_656_800_000

/** A recording of trades, `everyMs` apart, in a folder that `run` leaves behind. */
async function recorded<T>(ids: readonly string[], everyMs: number, run: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'feedloom-card-'))
  const file = join(folder, 'trades.jsonl')
  const lines = ids.map((id, i) => {
    const T = start + i * everyMs
    const data = `{"e":"trade","E":${T},"s":"BTCUSDT","t":${id},"p":"60000.10","q":"0.5","T":${T},"m":false,"M":true}`
    return JSON.stringify({
      t: T,
      dir: 'in',
      conn: 'wss://stream.binance.com:9443/stream',
      frame: `{"stream":"btcusdt@trade","data":${data}}`,
    })
  })
  writeFileSync(file, `${lines.join('\n')}\n`)
  try {
    return await run(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Trades whose ids a double cannot hold. */
export const longTradeIds = (follow: Follow): Promise<Cells> =>
  recorded(longIds, 1_000, async (recording) => {
    const venue = await startSimulatedVenue({ recording })
    const follower = await follow({ venue, bases: ['BTC'], kinds: ['trade'] })
    await within(15_000, () => follower.trades.length >= longIds.length)
    const ids = follower.trades.map(({ id }) => id)
    await end(follower, venue)
    const kept = longIds.every((id) => ids.includes(id))
    return { 'ids beyond 2^53 kept': kept ? 'yes' : `no, ${longIds[0]} became ${ids[0] ?? 'nothing'}` }
  })

async function end(follower: Follower, venue: SimulatedVenue): Promise<void> {
  await Promise.race([follower.stop(), wait(3_000)])
  await venue.stop()
}

const nanosRow = (kept: number): Cells => ({
  'nanoseconds kept': kept === 789 ? 'yes' : `no, .123456789 s became ${kept < 0 ? '.123456' : '.123'} s`,
})

/** Through the engine to a handler. */
export async function feedloomNanos(): Promise<Cells> {
  const engine = await Engine.from({ plugins: [oneTrade(new RunWriter())], sources: { one: {} } })
  let kept = 0
  engine.bus.on('trade', ({ events }) => (kept = events[0]?.nanos ?? 0))
  await engine.run({ handleSignals: false })
  return nanosRow(kept)
}

function oneTrade(writer: RunWriter): ReturnType<typeof definePlugin> {
  return definePlugin({
    apiVersion: 1,
    kind: 'source',
    type: 'one',
    summary: 'One trade with nanoseconds',
    stability: 'experimental',
    configSchema: { '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value }), types: undefined } },
    create(context) {
      let put: (batch: AnyBatch) => void = () => undefined
      let done = (): void => undefined
      return {
        capabilities: {
          live: ['trade'],
          poll: [],
          history: [],
          intervals: [],
          depths: [],
          variants: {},
          wildcard: [],
          repair: [],
          flow: 'pausable',
          finite: true,
        },
        emits: ['trade'],
        attach(output) {
          put = (batch) => output.batch(batch)
          done = () => output.end()
        },
        subscribe: () => Promise.resolve([]),
        unsubscribe: () => Promise.resolve(),
        start: () => {
          context.instruments.define([spotInstrument('BTC', 'test')])
          writer.begin(start, context.id, 'live')
          const instrument = context.instruments.native('test', 'BTCUSDT') as Instrument
          writer.trade(instrument, start + 123.456, 1, 1, 'buy', '1', { nanos: 789 })
          for (const batch of writer.finish()) put(batch)
          done()
          return Promise.resolve()
        },
      }
    },
  })
}

const isoTime = '2025-11-20T16:40:00.123456789Z'

/** What it makes of a time as Coinbase, Alpaca and others write it. */
export async function ccxtNanos(): Promise<Cells> {
  const exchange = await ccxtOn({ url: 'http://127.0.0.1:1' }, ['BTC'])
  return nanosRow(Number.isInteger(exchange.parse8601(isoTime)) ? 0 : 789)
}

export async function tardisNanos(): Promise<Cells> {
  const mapper = normalizeTrades('coinbase', new Date())
  const message = {
    type: 'match',
    trade_id: 1,
    maker_order_id: 'a',
    taker_order_id: 'b',
    side: 'buy',
    size: '1',
    price: '1',
    product_id: 'BTC-USD',
    sequence: 1,
    time: isoTime,
  }
  for (const trade of mapper.map(message, new Date()) ?? []) {
    const { timestamp } = trade as unknown as { timestamp: Date & { μs?: number } }
    return nanosRow(timestamp.μs === 456 ? -1 : 0)
  }
  return nanosRow(0)
}

interface FirstBar {
  readonly openTime: number
  readonly trades: number
}

const second = 1_000

/** The first bar that was handed out as finished, against all trades of that second. */
async function judged(venue: SimulatedVenue, bar: FirstBar | undefined): Promise<Cells> {
  const row = 'first partial bar withheld'
  if (bar === undefined) return { [row]: 'no bar came' }
  const reply = await fetch(`${venue.endpoints.binance.rest}/trades?symbol=BTCUSDT&limit=1000`)
  const all = ((await reply.json()) as readonly { readonly time: number }[]).map(({ time }) => time)
  const truth = all.filter((time) => time >= bar.openTime && time < bar.openTime + second).length
  return { [row]: bar.trades === truth ? 'yes' : `no, its first bar has ${bar.trades} of ${truth} trades` }
}

const market = { venue: 'binance', seed: 20_261_120, rate: 300, symbols: ['BTCUSDT'] } as const

/** Everybody joins in the middle of a second. */
async function midSecond(): Promise<void> {
  await wait(1_500 - (Date.now() % 1_000))
}

export async function feedloomFirstBar(): Promise<Cells> {
  await using venue = await startSimulatedVenue(market)
  await using engine = await Engine.from({
    plugins: [binance],
    sources: { binance: { endpoints: venue.endpoints.binance, subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }] } },
    processors: { bars: { intervals: ['1s'] } },
  })
  let first: FirstBar | undefined
  engine.bus.on('bar', ({ events }) => {
    for (const { final, openTime, trades = 0 } of events) if (final) first ??= { openTime, trades }
  })
  await midSecond()
  await engine.start()
  await within(6_000, () => first !== undefined)
  await wait(300)
  return await judged(venue, first)
}

export async function ccxtFirstBar(follow: Follow): Promise<Cells> {
  const venue = await startSimulatedVenue(market)
  await midSecond()
  const follower = await follow({ venue, bases: ['BTC'], kinds: ['trade'] })
  await wait(3_500)
  const exchange = await ccxtOn(venue, ['BTC'])
  const trades = follower.trades.map(({ ts, price }) => ({ timestamp: ts, price, amount: 1, symbol: 'BTC/USDT' }))
  const [bar] = exchange.buildOHLCVC(trades, '1s')
  const answer = await judged(venue, bar === undefined ? undefined : { openTime: bar[0] ?? 0, trades: bar[6] ?? 0 })
  await end(follower, venue)
  return answer
}

export async function tardisFirstBar(): Promise<Cells> {
  await using venue = await startSimulatedVenue(market)
  process.env['WSS_URL_BINANCE'] = `${venue.url.replace('http', 'ws')}/stream?timeUnit=MICROSECOND`
  await midSecond()
  const messages = compute(
    streamNormalized({ exchange: 'binance', symbols: ['BTCUSDT'] }, normalizeTrades),
    computeTradeBars({ kind: 'time', interval: second }),
  )
  for await (const message of messages) {
    if (message.type !== 'trade_bar') continue
    const openTime = Math.floor(message.openTimestamp.getTime() / second) * second
    await wait(300)
    return await judged(venue, { openTime, trades: message.trades })
  }
  return await judged(venue, undefined)
}

/** A recording of three hundred frames, 10 ms apart, played at its own pace. */
export const feedloomReplay = (): Promise<Cells> =>
  recorded(
    Array.from({ length: 300 }, (_, i) => String(i + 1)),
    10,
    async (file) => {
      await using engine = await Engine.from({
        plugins: [binance, recorder],
        sources: { replay: { files: [file], normalizer: 'binance', instruments: 'infer', speed: 1 } },
      })
      const times: number[] = []
      engine.bus.on('trade', ({ events }) => {
        for (const event of events) times.push(performance.now() - (event.ts - start))
      })
      await engine.run({ handleSignals: false })
      const offset = Math.min(...times)
      const late = Float64Array.from(times, (time) => time - offset)
      return { 'replay at original timing': `yes, ${percentile(late, 0.99).toFixed(1)} ms late at most in 99 of 100` }
    },
  )
