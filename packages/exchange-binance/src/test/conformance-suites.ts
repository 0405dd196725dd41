import { fileURLToPath } from 'node:url'
import type { InstrumentFields, NormalizerFactory, Plugin, RawFrame, Subscription } from '@feedloom/core'
import { type FakeSocket, sharedPath, testSubscription } from '@feedloom/testkit'
import {
  type ConformanceSuite,
  normalizerSuite,
  pluginSuite,
  recordedFrames,
  sourceSuite,
  type VenueDouble,
} from '@feedloom/testkit/conformance'
import { parsingOnly, spotNormalizer, usdmNormalizer } from '../normalizer.ts'
import * as plugins from '../plugins.ts'
import { linesOf } from './decoding.ts'

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
const isDefined = (fields: InstrumentFields | undefined): fields is InstrumentFields => fields !== undefined

const sets = [
  {
    plugin: plugins.binanceNormalizer,
    folder: 'binance-spot',
    name: 'multi-20211011',
    factory: spotNormalizer,
    symbols: ['BLZETH', 'LRCBTC', 'NKNUSDT', 'RUNEEUR', 'BTCUSDT', 'ETHUSDT', 'ETHBTC'],
  },
  {
    plugin: plugins.binanceUsdmNormalizer,
    folder: 'binance-usdm',
    name: 'multi-20210722',
    factory: usdmNormalizer,
    symbols: [
      'AKROUSDT',
      'CTKUSDT',
      'KEEPUSDT',
      'SUSHIUSDT',
      'BTCUSDT',
      'ETHUSDT',
      'BNBUSDT',
      'BALUSDT',
      'IOTXUSDT',
      'BTCUSDT_210625',
      'ETHUSDT_210625',
      'ETHUSDT_220624',
      'BTCUSDT_220624',
    ],
  },
] as const

function normalizerSuites(): readonly ConformanceSuite[] {
  if (sharedPath('fixtures', 'binance-spot', 'expected.json') === undefined) return []
  return sets.map(({ plugin, folder, name, factory, symbols }) => {
    const instruments = symbols.map((symbol) => factory.inferInstrument?.(symbol)).filter(isDefined)
    const frames = (): Promise<readonly RawFrame<Uint8Array>[]> => framesOf(folder, name, factory)
    return normalizerSuite({ plugin, factory, frames, instruments, reference: parsingOnly(factory) })
  })
}

async function framesOf(folder: string, name: string, factory: NormalizerFactory<Uint8Array>): Promise<readonly RawFrame<Uint8Array>[]> {
  const paths = ['ws.jsonl.gz', 'rest-depth.jsonl.gz'].map((suffix) => sharedPath('fixtures', folder, `${name}.${suffix}`) as string)
  const recorded = await recordedFrames(factory, paths)
  const samples = linesOf<{ via: string; frame: string; case: string }>(folder, 'samples.jsonl').filter(
    (line) => line.via === 'ws' && line.case !== 'documentation',
  )
  const tsRecv = 1_653_819_100_000
  const rest = { venue: factory.venue, channel: 'ws', tsRecv, connection: 'recorded#0', epoch: 0, request: undefined }
  return [...recorded, ...samples.map(({ frame }) => ({ ...rest, payload: Buffer.from(frame) }))]
}

interface Said {
  readonly method?: 'SUBSCRIBE' | 'UNSUBSCRIBE'
  readonly params?: readonly string[]
  readonly id?: number
}

function heldTopics(socket: FakeSocket): readonly string[] {
  const held: string[] = []
  for (const { method, params = [] } of socket.sentJson as readonly Said[]) {
    for (const topic of params) {
      if (method === 'SUBSCRIBE') held.push(topic)
      else held.splice(held.indexOf(topic), 1)
    }
  }
  return held
}

const minute = 60_000
const first = 1_700_000_040_000
const listed = ['BTCUSDT', 'ETHUSDT'].map((symbol) => ({
  symbol,
  status: 'TRADING',
  contractType: 'PERPETUAL',
  baseAsset: symbol.slice(0, 3),
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  filters: [],
  permissions: ['SPOT'],
}))

/** The venue's side: says yes to what is asked, serves definitions and an hour of bars in pages of ten. */
const venue: VenueDouble = {
  script(network) {
    network.reply('/exchangeInfo', { body: { serverTime: 0, symbols: listed } })
    network.reply('/klines', ({ url }) => {
      const query = new URL(url).searchParams
      const [from, to] = [Number(query.get('startTime')), Number(query.get('endTime'))]
      const all = Array.from({ length: 60 }, (_, i) => first + i * minute).filter((open) => open >= from && open <= to)
      return {
        body: all
          .slice(0, Number(query.get('limit')))
          .map((open) => [open, '1', '2', '1', '2', '3', open + minute - 1, '4', 5, '1', '2', '0']),
      }
    })
    network.onConnect((socket) =>
      socket.onSent((message) => {
        const { id } = JSON.parse(String(message)) as Said
        queueMicrotask(() => socket.receive({ result: null, id }))
      }),
    )
  },
  topics: heldTopics,
  message({ symbol }, n) {
    const native = symbol.replace(/\/|:.*/g, '')
    const stream = `${native.toLowerCase()}@bookTicker`
    return `{"stream":"${stream}","data":{"u":${n},"s":"${native}","b":"1.5","B":"2","a":"1.6","A":"3"}}`
  },
}

async function sourceOf(plugin: Plugin<'source'>, factory: NormalizerFactory<Uint8Array>, suffix: string): Promise<ConformanceSuite> {
  const parsed = await plugin.configSchema['~standard'].validate({})
  const config: unknown = parsed.issues === undefined ? parsed.value : undefined
  const want = (base: string): Subscription => testSubscription('quote', `${base}/USDT${suffix}`)
  const instruments = ['BTCUSDT', 'ETHUSDT'].map((symbol) => factory.inferInstrument?.(symbol)).filter(isDefined)
  return sourceSuite({
    plugin,
    create: (context) => plugin.create(context, config),
    venue,
    instruments,
    subscriptions: [want('BTC'), want('ETH')],
    silenceMs: 120_000,
    history: {
      ...testSubscription('bar', `BTC/USDT${suffix}`),
      interval: '1m',
      from: first,
      to: first + 45 * minute,
      limit: undefined,
    },
  })
}

/** What the plugins of this package are held to: each by its manifest, and by its kind. */
export const suites: readonly ConformanceSuite[] = [
  ...Object.values(plugins).map((plugin) => pluginSuite({ plugin, packageFolder })),
  ...normalizerSuites(),
  await sourceOf(plugins.binance, spotNormalizer, ''),
  await sourceOf(plugins.binanceUsdm, usdmNormalizer, ':USDT'),
]
