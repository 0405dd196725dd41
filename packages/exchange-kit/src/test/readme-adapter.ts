import { configError, sourceCapabilities } from '@feedloom/core'
import type { InstrumentFields, Normalizer, NormalizerContext, Plugin, RawFrame } from '@feedloom/core'
import { exchangeConfig, exchangePlugins, jsonOf, limits } from '@feedloom/exchange-kit'
import type { FrameClass, VenueSpec } from '@feedloom/exchange-kit'

/** What the venue sends. Prices and sizes are texts, times are ms. */
type Message =
  | { readonly type: 'subscribed'; readonly id: number }
  | { readonly type: 'refused'; readonly id: number; readonly reason: string }
  | {
      readonly type: 'trade'
      readonly symbol: string
      readonly id: number
      readonly price: string
      readonly size: string
      readonly side: 'buy' | 'sell'
      readonly time: number
    }
interface Market {
  readonly symbol: string
  readonly base: string
  readonly quote: string
}

const venue = 'tiny'
const data: FrameClass = { type: 'data' }

function classify(payload: Uint8Array): FrameClass {
  // Only the first bytes are looked at: trades come in thousands, answers do not.
  if (payload[9] === 0x74) return data // {"type":"t
  const message = jsonOf(payload, { venue, channel: 'ws' }) as Message
  if (message.type === 'subscribed') return { type: 'ack', requestId: message.id }
  if (message.type === 'refused')
    return { type: 'reject', requestId: message.id, error: configError('FEEDLOOM_TINY_REFUSED', message.reason) }
  return data
}

function createNormalizer({ instruments }: NormalizerContext): Normalizer<Uint8Array> {
  return {
    normalize(frame, out) {
      const message = jsonOf(frame.payload, frame) as Message
      if (message.type !== 'trade') return
      const instrument = instruments.native(venue, message.symbol)
      if (instrument === undefined) return
      out.trade(instrument, message.time, Number(message.price), Number(message.size), message.side, String(message.id))
    },
    reset: () => undefined,
  }
}

function readInstruments(frame: RawFrame<Uint8Array>): readonly InstrumentFields[] | undefined {
  if (frame.channel !== 'rest.markets') return undefined
  const markets = jsonOf(frame.payload, frame) as readonly Market[]
  return markets.map(({ symbol, base, quote }) => ({ venue, nativeSymbol: symbol, symbol: `${base}/${quote}`, type: 'spot', base, quote }))
}

const spec: VenueSpec = {
  venue,
  summary: 'Trades of the Tiny exchange',
  stability: 'experimental',
  configSchema: exchangeConfig(),
  capabilities: sourceCapabilities({ live: ['trade'] }),
  limits: limits('tiny.rest', { messagesPerSecond: 10 }),
  heartbeat: { silenceMs: 30_000, ping: { everyMs: 10_000, text: undefined } },
  normalizer: { venue, create: createNormalizer, instruments: readInstruments, tradeIds: { raw: 'dense', aggregate: undefined } },
  endpoints: () => ({ ws: { public: 'wss://stream.tiny.example' }, rest: 'https://api.tiny.example' }),
  url: (endpoint) => endpoint,
  topics: (_subscription, instrument) => [{ group: 'public', topic: `trades.${instrument.nativeSymbol}` }],
  subscribe: (topics, id) => [JSON.stringify({ op: 'subscribe', id, topics })],
  unsubscribe: (topics, id) => [JSON.stringify({ op: 'unsubscribe', id, topics })],
  classify,
  instruments: () => ({ path: '/markets', query: {}, weight: 1, channel: 'rest.markets', request: {} }),
}

const plugins = exchangePlugins(spec)
export const tiny: Plugin<'source'> = plugins.source
export const tinyNormalizer: Plugin<'normalizer'> = plugins.normalizer
