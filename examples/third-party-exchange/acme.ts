// A complete adapter of "Acme", a small invented venue: what it says, how it is asked, where it lives.
// `feedloom.yaml` beside this file names it by path. Acme's protocol is written down in README.md.
import { type InstrumentFields, type Levels, type NormalizerFactory, type RawFrame, dataError } from '@feedloom/core'
import { type ExchangeConfig, type FrameClass, type VenueSpec, exchangeConfig, exchangePlugins, jsonOf } from '@feedloom/exchange-kit'

type Price = readonly [price: string, size: string]
type Print = { readonly id: number; readonly px: string; readonly qty: string; readonly taker: 'B' | 'S'; readonly us: number }
type Book = {
  readonly seq: number
  readonly full: boolean
  readonly bids: readonly Price[]
  readonly asks: readonly Price[]
  readonly us: number
}
type Message =
  | { readonly ch: 'prints'; readonly market: string; readonly data: readonly Print[] }
  | { readonly ch: 'book'; readonly market: string; readonly data: Book }
  | { readonly ok?: number; readonly no?: number; readonly why?: string; readonly beat?: number }
type Market = Readonly<Record<'market' | 'base' | 'quote' | 'tick' | 'lot', string>> & { readonly open: boolean }

const levels = (rows: readonly Price[]): Levels => Float64Array.from(rows.flatMap(([price, size]) => [Number(price), Number(size)]))
const messageOf = (payload: Uint8Array): Message => jsonOf(payload, { venue: 'acme', channel: 'ws' }) as Message

const normalizer: NormalizerFactory<Uint8Array> = {
  venue: 'acme',
  create: ({ instruments }) => ({
    reset: () => undefined, // it keeps nothing from frame to frame
    normalize(frame, out) {
      const message = messageOf(frame.payload)
      if (!('ch' in message)) return
      const instrument = instruments.native('acme', message.market)
      if (instrument === undefined) throw dataError('FEEDLOOM_SYMBOL_UNKNOWN', `Acme sent data of an unknown market '${message.market}'`)
      if (message.ch === 'prints') {
        for (const { id, px, qty, taker, us } of message.data)
          out.trade(instrument, us / 1_000, Number(px), Number(qty), taker === 'B' ? 'buy' : 'sell', String(id))
        return
      }
      const { seq, full, bids, asks, us } = message.data
      if (full) out.bookSnapshot(instrument, us / 1_000, levels(bids), levels(asks), seq, undefined)
      else out.bookDelta(instrument, us / 1_000, levels(bids), levels(asks), seq, seq, seq - 1)
    },
  }),
  instruments: (frame: RawFrame<Uint8Array>) =>
    frame.channel === 'rest.markets' ? (jsonOf(frame.payload, frame) as readonly Market[]).map(instrumentOf) : undefined,
  // The stream begins with a whole book and numbers every change after it.
  book: {
    snapshot: 'stream',
    follows: (sequence, { first, last }) =>
      sequence === undefined || first === undefined || last === undefined
        ? 'gap'
        : last <= sequence
          ? 'stale'
          : first === sequence + 1
            ? 'apply'
            : 'gap',
  },
  tradeIds: { raw: 'dense', aggregate: undefined },
}

function instrumentOf({ market, base, quote, tick, lot, open }: Market): InstrumentFields {
  const status = open ? 'trading' : 'closed'
  return {
    venue: 'acme',
    nativeSymbol: market,
    symbol: `${base}/${quote}`,
    type: 'spot',
    base,
    quote,
    status,
    priceStep: Number(tick),
    sizeStep: Number(lot),
  }
}

function classify(payload: Uint8Array): FrameClass {
  const message = messageOf(payload)
  if ('ch' in message) return { type: 'data' }
  if (message.ok !== undefined) return { type: 'ack', requestId: message.ok }
  if (message.no !== undefined)
    return {
      type: 'reject',
      requestId: message.no,
      error: dataError('FEEDLOOM_SUBSCRIPTION_REJECTED', `Acme said: ${message.why ?? 'no'}`),
    }
  return { type: 'ping', reply: JSON.stringify({ beat: message.beat }) }
}

export const spec: VenueSpec<ExchangeConfig> = {
  venue: 'acme',
  summary: 'Acme, an invented venue: trades and books',
  stability: 'experimental',
  configSchema: exchangeConfig(),
  capabilities: {
    live: ['trade', 'book'],
    poll: [],
    history: [],
    intervals: [],
    depths: [],
    variants: {},
    wildcard: [],
    repair: [],
    flow: 'live',
    finite: false,
  },
  limits: {
    topicsPerConnection: 100,
    topicsPerMessage: 20,
    messagesPerSecond: 5,
    connectsPerMinute: 30,
    maxConnectionAgeMs: undefined,
    rest: { scope: 'acme.rest', weight: 600, perMs: 60_000, usedHeader: undefined },
  },
  heartbeat: { silenceMs: 15_000, ping: undefined }, // Acme beats every 5 s and wants each beat back
  normalizer,
  endpoints: () => ({ ws: { public: 'wss://stream.acme.example/v1' }, rest: 'https://api.acme.example' }),
  url: (endpoint) => endpoint,
  topics: ({ kind }, { nativeSymbol }) => [{ group: 'public', topic: `${kind === 'trade' ? 'prints' : 'book'}:${nativeSymbol}` }],
  subscribe: (topics, id) => [JSON.stringify({ do: 'join', id, topics })],
  unsubscribe: (topics, id) => [JSON.stringify({ do: 'leave', id, topics })],
  classify,
  instruments: () => ({ path: '/markets', query: {}, weight: 1, channel: 'rest.markets', request: {} }),
}

export const { source: acme, normalizer: acmeNormalizer } = exchangePlugins(spec)
