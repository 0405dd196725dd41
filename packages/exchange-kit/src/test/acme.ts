import { configError, dataError, sourceCapabilities } from '@feedloom/core'
import type { Instrument, InstrumentFields } from '@feedloom/core'
import { exchangeConfig } from '../config.ts'
import type { ExchangeConfig } from '../config.ts'
import type { FrameClass, VenueSpec } from '../venue.ts'

interface AcmeMessage {
  readonly ok?: number
  readonly no?: number
  readonly ping?: number
  readonly bye?: string
  readonly denied?: string
  readonly data?: unknown
}

const data: FrameClass = { type: 'data' }
const capabilities = sourceCapabilities({
  live: ['trade', 'quote', 'book', 'bar', 'ticker'],
  poll: ['open-interest', 'ticker'],
  history: ['trade', 'bar'],
  intervals: ['1m'],
  variants: { trade: ['raw', 'aggregate'] },
  wildcard: ['ticker'],
  repair: ['book', 'trade', 'bar'],
})

export function acmeInstrument(base: string): InstrumentFields {
  return { venue: 'acme', nativeSymbol: `${base}USD`, symbol: `${base}/USD`, type: 'spot', base, quote: 'USD' }
}

function classify(payload: Uint8Array): FrameClass {
  const message = JSON.parse(Buffer.from(payload).toString()) as AcmeMessage
  if (message.ok !== undefined) return { type: 'ack', requestId: message.ok }
  if (message.no !== undefined) return { type: 'reject', requestId: message.no, error: configError('FEEDLOOM_ACME_NO', 'no such topic') }
  if (message.ping !== undefined) return { type: 'ping', reply: `{"pong":${message.ping}}` }
  if (message.bye !== undefined) return { type: 'reconnect', reason: message.bye }
  if (message.denied !== undefined) return { type: 'error', error: configError('FEEDLOOM_ACME_DENIED', message.denied) }
  return data
}

function topic(kind: string, instrument: Instrument, interval: string | undefined): string {
  return [kind, instrument.nativeSymbol, interval].filter((part) => part !== undefined).join(':')
}

/** A small venue for tests: JSON messages, one group for quotes and one for the rest. */
export function acme(changes: Partial<VenueSpec> = {}): VenueSpec {
  return {
    venue: 'acme',
    summary: 'A venue for tests',
    stability: 'experimental',
    configSchema: exchangeConfig(),
    capabilities,
    limits: {
      topicsPerConnection: 100,
      topicsPerMessage: 10,
      messagesPerSecond: 100,
      connectsPerMinute: 600,
      maxConnectionAgeMs: undefined,
      rest: { scope: 'acme.rest', weight: 1_000, perMs: 60_000, usedHeader: 'x-used' },
    },
    heartbeat: { silenceMs: 30_000, dataSilenceMs: 0, ping: undefined },
    normalizer: {
      venue: 'acme',
      create: () => ({ normalize: () => undefined, reset: () => undefined }),
      instruments: ({ channel, payload }) =>
        channel === 'rest.instruments' ? (JSON.parse(Buffer.from(payload).toString()) as string[]).map(acmeInstrument) : undefined,
    },
    endpoints: ({ testnet }) => {
      const host = testnet ? 'test.acme.example' : 'acme.example'
      return { ws: { main: `wss://${host}/main`, quotes: `wss://${host}/quotes` }, rest: `https://${host}/api` }
    },
    url: (endpoint) => endpoint,
    topics: ({ kind, interval }, instrument) => {
      return [{ group: kind === 'quote' ? 'quotes' : 'main', topic: topic(kind, instrument, interval) }]
    },
    wildcardTopics: ({ kind }) => (kind === 'ticker' ? [{ group: 'main', topic: 'ticker:*' }] : undefined),
    subscribe: (topics, requestId) => [JSON.stringify({ id: requestId, subscribe: topics })],
    unsubscribe: (topics, requestId) => [JSON.stringify({ id: requestId, unsubscribe: topics })],
    classify,
    instruments: () => ({ path: '/instruments', query: {}, weight: 10, channel: 'rest.instruments', request: {} }),
    snapshot: (instrument) => ({
      path: '/book',
      query: { symbol: instrument.nativeSymbol },
      weight: 50,
      channel: 'rest.book',
      request: { symbol: instrument.nativeSymbol },
    }),
    poll: ({ kind }, instrument) => ({
      path: `/${kind}`,
      query: { symbol: instrument.nativeSymbol },
      weight: 1,
      channel: `rest.${kind}`,
      request: { symbol: instrument.nativeSymbol },
    }),
    history: ({ kind, from, to }, instrument) => pager(`/${kind}s`, instrument, from, to, 2),
    tradesById: (instrument, fromId, toId = fromId) => pager('/trades', instrument, Number(fromId), Number(toId) + 1, 2),
    ...changes,
  }
}

function pager(
  path: string,
  instrument: Instrument,
  from: number,
  to: number,
  pageSize: number,
): ReturnType<NonNullable<VenueSpec['tradesById']>> {
  const call = (start: number) => ({
    path,
    query: { symbol: instrument.nativeSymbol, from: start, to: Math.min(to, start + pageSize) },
    weight: 5,
    channel: 'rest.trades',
    request: { symbol: instrument.nativeSymbol, from: String(start) },
  })
  return {
    first: call(from),
    next: ({ query }, payload) => {
      if (payload.length === 0) throw dataError('FEEDLOOM_ACME_EMPTY', 'empty page')
      return Number(query['to']) < to ? call(Number(query['to'])) : undefined
    },
  }
}

export function acmeConfig(written: object = {}): ExchangeConfig {
  return exchangeConfig().parse(written)
}
