// A complete adapter of "Acme", a small invented venue: what it says, how it is asked, where it lives.
// `feedloom.yaml` beside this file names it by path. Acme's protocol is written down in README.md.
import { configError, dataError, sourceCapabilities, toFeedloomError } from '@feedloom/core'
import type { DataKind, EventWriter, Instrument, InstrumentFields, InstrumentLookup, Levels, NormalizerFactory } from '@feedloom/core'
import type { FrameClass, VenueSpec } from '@feedloom/exchange-kit'
import { exchangeConfig, exchangePlugins, jsonOf, limits } from '@feedloom/exchange-kit'

type Row = readonly [price: string, size: string]
type Print = { readonly id: number; readonly px: string; readonly qty: string; readonly taker: 'B' | 'S'; readonly us: number }
type Book = {
  readonly seq: number
  readonly full: boolean
  readonly bids: readonly Row[]
  readonly asks: readonly Row[]
  readonly us: number
}
type Data = { readonly market: string } & (
  | { readonly ch: 'prints'; readonly data: readonly Print[] }
  | { readonly ch: 'book'; readonly data: Book }
)
type Answer = { readonly ok?: number; readonly no?: number; readonly why?: string; readonly beat?: number }
type Market = Readonly<Record<'market' | 'base' | 'quote' | 'tick' | 'lot', string>> & { readonly open: boolean }

/** Shapes are Acme's word; a frame that keeps it not fails below and is kept as a dead letter. */
const messageOf = (payload: Uint8Array): Data | Answer => Object(jsonOf(payload, { venue: 'acme', channel: 'ws' })) as Data | Answer
const isData = (message: Data | Answer): message is Data => 'ch' in message

const normalizer: NormalizerFactory<Uint8Array> = {
  venue: 'acme',
  create: ({ instruments }) => ({
    reset: () => undefined, // it keeps nothing from frame to frame
    normalize({ channel, payload }, out) {
      const message = channel === 'ws' ? messageOf(payload) : {}
      if (!isData(message)) return
      try {
        write(message, instruments, out)
      } catch (error) {
        throw toFeedloomError(error, 'data', 'FEEDLOOM_ACME_MESSAGE_INVALID')
      }
    },
  }),
  instruments: (frame) =>
    frame.channel === 'rest.markets' ? (jsonOf(frame.payload, frame) as readonly Market[]).map(instrumentOf) : undefined,
  // The stream begins with a whole book and numbers every change after it.
  book: {
    snapshot: 'stream',
    follows(sequence = Number.NaN, { first = Number.NaN }) {
      if (first <= sequence) return 'stale'
      return first === sequence + 1 ? 'apply' : 'gap'
    },
  },
  tradeIds: { raw: 'dense', aggregate: undefined },
}

function write(message: Data, instruments: InstrumentLookup, out: EventWriter): void {
  const instrument = instruments.native('acme', message.market)
  if (instrument === undefined) throw dataError('FEEDLOOM_ACME_MARKET_UNKNOWN', `Acme sent data of an unknown market '${message.market}'`)
  if (message.ch === 'book') return writeBook(instrument, message.data, out)
  for (const { id, px, qty, taker, us } of message.data)
    out.trade(instrument, us / 1_000, Number(px), Number(qty), taker === 'B' ? 'buy' : 'sell', String(id))
}

function writeBook(instrument: Instrument, { seq, full, bids, asks, us }: Book, out: EventWriter): void {
  if (full) out.bookSnapshot(instrument, us / 1_000, levels(bids), levels(asks), seq, undefined)
  else out.bookDelta(instrument, us / 1_000, levels(bids), levels(asks), seq, seq, seq - 1)
}

const levels = (rows: readonly Row[]): Levels => Float64Array.from(rows.flatMap(([price, size]) => [Number(price), Number(size)]))

function instrumentOf({ market, base, quote, tick, lot, open }: Market): InstrumentFields {
  const status = open ? 'trading' : 'closed'
  const steps = { priceStep: Number(tick), sizeStep: Number(lot) }
  return { venue: 'acme', nativeSymbol: market, symbol: `${base}/${quote}`, type: 'spot', base, quote, status, ...steps }
}

function classify(payload: Uint8Array): FrameClass {
  const message = messageOf(payload)
  if (isData(message)) return { type: 'data' }
  const { ok, no, why = 'no', beat } = message
  if (ok !== undefined) return { type: 'ack', requestId: ok }
  if (no !== undefined) return { type: 'reject', requestId: no, error: dataError('FEEDLOOM_ACME_REJECTED', `Acme said: ${why}`) }
  return beat === undefined ? { type: 'ignore' } : { type: 'ping', reply: JSON.stringify({ beat }) }
}

function channelOf(kind: DataKind): string {
  if (kind === 'trade') return 'prints'
  if (kind === 'book') return 'book'
  throw configError('FEEDLOOM_ACME_KIND_UNKNOWN', `Acme has no ${kind}`, { hint: 'It has trade and book.' })
}

export const spec: VenueSpec = {
  venue: 'acme',
  summary: 'Acme, an invented venue: trades and books',
  stability: 'experimental',
  configSchema: exchangeConfig(),
  capabilities: sourceCapabilities({ live: ['trade', 'book'] }),
  limits: limits('acme.rest', { topicsPerMessage: 20, messagesPerSecond: 5 }),
  heartbeat: { silenceMs: 15_000, ping: undefined }, // Acme beats every 5 s and wants each beat back
  normalizer,
  endpoints: () => ({ ws: { public: 'wss://stream.acme.example/v1' }, rest: 'https://api.acme.example' }),
  url: (endpoint) => endpoint,
  topics: ({ kind }, { nativeSymbol }) => [{ group: 'public', topic: `${channelOf(kind)}:${nativeSymbol}` }],
  subscribe: (topics, id) => [JSON.stringify({ do: 'join', id, topics })],
  unsubscribe: (topics, id) => [JSON.stringify({ do: 'leave', id, topics })],
  classify,
  instruments: () => ({ path: '/markets', query: {}, weight: 1, channel: 'rest.markets', request: {} }),
}

export const { source: acme, normalizer: acmeNormalizer } = exchangePlugins(spec)
