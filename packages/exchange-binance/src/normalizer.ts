import {
  type BookRules,
  type EventWriter,
  type InstrumentFields,
  type Nested,
  type Normalizer,
  type NormalizerContext,
  type NormalizerFactory,
  type RawFrame,
  type RestRoute,
  type TradeIdRule,
  type WireDrift,
} from '@feedloom/core'
import { jsonOf } from '@feedloom/exchange-kit'
import { spotBook, usdmBook } from './book-rules.ts'
import { Directory } from './directory.ts'
import { Drifts } from './drifts.ts'
import { exactJson, invalid, isInexact, recordOf, rowsOf, text } from './fields.ts'
import { HotFrames } from './hot-frames.ts'
import type { CombinedMessage, ExchangeInfoReply, ForceOrderMessage, StreamMessage } from './messages.ts'
import { ReplyState, replyWriters } from './replies.ts'
import { routeOf } from './route.ts'
import {
  writeAggTrade,
  writeContractInfo,
  writeDepth,
  writeFunding,
  writeKline,
  writeLiquidation,
  writeMark,
  writePartial,
  writeQuote,
  writeTicker,
  writeTrade,
} from './streams.ts'
import { inferSpotInstrument, inferUsdmInstrument, spotInstrument, spotVenue, usdmInstrument, usdmVenue } from './symbols.ts'
import { answers, nameOf, shapeOfReply, wrapperOf } from './shape-of.ts'
import { type MarketShapes, spotShapes, usdmShapes } from './wire-shapes.ts'

type Frame = RawFrame<Uint8Array>

/** Where the two markets differ for a decoder. */
interface Market {
  readonly venue: string
  /** First part of the path of its REST calls. */
  readonly restRoot: 'api' | 'fapi'
  readonly shapes: MarketShapes
  readonly book: BookRules
  readonly instrument: (entry: unknown) => InstrumentFields
  readonly infer: (native: string) => InstrumentFields | undefined
}

/** Ids of both kinds of trade are dense on both markets: no hole in any recording. */
const tradeIds: TradeIdRule = { raw: 'dense', aggregate: 'dense' }

function factoryOf(market: Market): NormalizerFactory<Uint8Array> {
  return {
    venue: market.venue,
    create: (context: NormalizerContext): Normalizer<Uint8Array> => new BinanceNormalizer(context, market.shapes, true),
    instruments: (frame: Frame, drifted?: (drift: WireDrift) => void) => instrumentsOf(frame, market, drifted),
    inferInstrument: market.infer,
    route: (url: URL): RestRoute | undefined => routeOf(url, market.restRoot),
    book: market.book,
    tradeIds,
    // A bar without trades is sent and served like any other.
    bars: 'dense',
  }
}

const spotMarket: Market = {
  venue: spotVenue,
  restRoot: 'api',
  shapes: spotShapes,
  book: spotBook,
  instrument: spotInstrument,
  infer: inferSpotInstrument,
}

const usdmMarket: Market = {
  venue: usdmVenue,
  restRoot: 'fapi',
  shapes: usdmShapes,
  book: usdmBook,
  instrument: usdmInstrument,
  infer: inferUsdmInstrument,
}

export const spotNormalizer: NormalizerFactory<Uint8Array> = factoryOf(spotMarket)

export const usdmNormalizer: NormalizerFactory<Uint8Array> = factoryOf(usdmMarket)

/** The same without the byte scanner of hot frames: what it must equal, and what it is measured against. */
export function parsingOnly(factory: NormalizerFactory<Uint8Array>): NormalizerFactory<Uint8Array> {
  const { shapes } = factory.venue === spotVenue ? spotMarket : usdmMarket
  return { ...factory, create: (context) => new BinanceNormalizer(context, shapes, false) }
}

function instrumentsOf(frame: Frame, market: Market, drifted?: (drift: WireDrift) => void): readonly InstrumentFields[] | undefined {
  if (frame.channel !== 'rest.exchangeInfo') return undefined
  const reply = jsonOf(frame.payload, frame)
  const drifts = new Drifts(drifted)
  drifts.note(frame.channel, reply, shapeOfReply(market.shapes, frame.channel, reply))
  try {
    const info = recordOf(reply, 'exchangeInfo') as unknown as ExchangeInfoReply
    const instruments = rowsOf(info.symbols, 'symbols').map(market.instrument)
    drifts.tell()
    return instruments
  } catch (cause) {
    throw drifts.refusal(cause)
  }
}

/** Decodes both markets: their messages differ by fields, not by meaning. */
class BinanceNormalizer implements Normalizer<Uint8Array> {
  readonly #shapes: MarketShapes
  readonly #drifts: Drifts
  readonly #directory: Directory
  readonly #replies = new ReplyState()
  readonly #hot: HotFrames | undefined
  /** While a frame is read again with its long numbers as text. */
  #exact = false

  constructor(context: NormalizerContext, shapes: MarketShapes, scans: boolean) {
    this.#shapes = shapes
    this.#drifts = new Drifts(context.drifted?.bind(context))
    this.#directory = new Directory(context)
    this.#hot = scans ? new HotFrames(this.#directory, shapes.messages) : undefined
  }

  normalize(frame: Frame, out: EventWriter): void {
    if (this.#hot !== undefined && frame.channel === 'ws' && this.#hot.decode(frame, out)) return
    const value = jsonOf(frame.payload, frame)
    try {
      if (frame.channel === 'ws') this.#message(value, frame, out)
      else this.#reply(value, frame, out)
    } catch (cause) {
      throw this.#drifts.refusal(cause)
    }
    this.#drifts.tell()
  }

  reset(): void {
    this.#replies.clear()
  }

  #reply(reply: unknown, frame: Frame, out: EventWriter): void {
    this.#drifts.note(frame.channel, reply, shapeOfReply(this.#shapes, frame.channel, reply))
    replyWriters[frame.channel]?.(reply, frame, this.#directory, this.#replies, out)
  }

  #message(value: unknown, frame: Frame, out: EventWriter): void {
    if (Array.isArray(value)) {
      this.#all(value, out)
      return
    }
    const combined = recordOf(value, 'message') as unknown as CombinedMessage
    const { data, stream } = combined
    if (data === undefined) {
      this.#one(value, undefined, frame, out)
      return
    }
    this.#note('wrapper', combined, wrapperOf(stream))
    if (Array.isArray(data)) this.#all(data, out)
    else this.#one(data, stream, frame, out)
  }

  #one(value: unknown, stream: string | undefined, frame: Frame, out: EventWriter): void {
    const message = recordOf(value, 'data') as unknown as StreamMessage
    if (stream !== undefined) text(stream, 'stream')
    this.#check(message)
    this.#decode(message, stream, frame, out)
  }

  /** Throws `FEEDLOOM_FRAME_INVALID` for what this market does not send. */
  #check(message: StreamMessage): void {
    const type = message.e === undefined ? nameOf(message) : text(message.e, 'e')
    const shape = Object.hasOwn(this.#shapes.messages, type) ? this.#shapes.messages[type] : undefined
    if (shape === undefined) throw invalid('e', message.e)
    this.#note(type, message, shape)
  }

  /** What is read exactly has been looked at before its long numbers became text. */
  #note(message: string, value: unknown, shape: Nested): void {
    if (!this.#exact) this.#drifts.note(message, value, shape)
  }

  #decode(message: StreamMessage, stream: string | undefined, frame: Frame, out: EventWriter): void {
    const directory = this.#directory
    switch (message.e) {
      case 'trade':
        if (this.#lostDigits(message.t)) this.#exactly(frame, out)
        else writeTrade(message, directory, out)
        return
      case 'aggTrade':
        if (this.#lostDigits(message.a, message.f, message.l)) this.#exactly(frame, out)
        else writeAggTrade(message, directory, out)
        return
      case 'depthUpdate':
        writeDepth(message, stream, directory, out)
        return
      case 'bookTicker':
        writeQuote(message, frame.tsRecv, directory, out)
        return
      case 'kline':
        writeKline(message, directory, out)
        return
      case undefined:
        this.#unnamed(message, stream, frame, out)
        return
      default:
        this.#rare(message, out)
    }
  }

  /** Messages that come once a second or less. */
  #rare(message: StreamMessage, out: EventWriter): void {
    switch (message.e) {
      case '24hrTicker':
      case '24hrMiniTicker':
        writeTicker(message, this.#directory.instrument(message.s), out)
        return
      case 'markPriceUpdate': {
        const instrument = this.#directory.instrument(message.s)
        writeMark(message, instrument, out)
        writeFunding(message, instrument, out)
        return
      }
      case 'forceOrder':
        writeLiquidation(message, this.#directory.instrument(orderOf(message).s), out)
        return
      case 'contractInfo':
        writeContractInfo(message, this.#directory.instrument(message.s), out)
        return
      case 'serverShutdown':
        // State of the connection, not data.
        return
      default:
        throw invalid('e', message.e)
    }
  }

  /** Spot best bid and offer, spot partial books, and answers to what we sent: messages without a type. */
  #unnamed(message: StreamMessage, stream: string | undefined, frame: Frame, out: EventWriter): void {
    if ('lastUpdateId' in message) writePartial(message, stream, frame.tsRecv, this.#directory, out)
    else if ('u' in message && 'B' in message) writeQuote(message, frame.tsRecv, this.#directory, out)
    else if (!answers.some((field) => field in message)) throw invalid('e', undefined)
  }

  /** An all-market array. Symbols that are newer than the last refresh of the instruments are left out. */
  #all(rows: readonly unknown[], out: EventWriter): void {
    const known: unknown[] = []
    for (const row of rows) {
      const message = recordOf(row, 'data[]') as unknown as StreamMessage
      this.#check(message)
      const symbol = message.e === 'forceOrder' ? orderOf(message).s : 's' in message ? message.s : undefined
      const instrument = this.#directory.find(symbol)
      if (instrument === undefined) continue
      if (message.e === 'markPriceUpdate') {
        writeMark(message, instrument, out)
        known.push(message, instrument)
      } else this.#rare(message, out)
    }
    // Rates after all marks: two runs instead of two for every instrument.
    for (let i = 0; i < known.length; i += 2) {
      writeFunding(known[i] as Parameters<typeof writeFunding>[0], known[i + 1] as Parameters<typeof writeFunding>[1], out)
    }
  }

  /** Once read exactly, an id that is still no exact number is no id (`1e300`). */
  #lostDigits(...ids: readonly unknown[]): boolean {
    return !this.#exact && ids.some(isInexact)
  }

  #exactly(frame: Frame, out: EventWriter): void {
    this.#exact = true
    try {
      this.#message(exactJson(frame.payload), frame, out)
    } finally {
      this.#exact = false
    }
  }
}

function orderOf(message: ForceOrderMessage): ForceOrderMessage['o'] {
  return recordOf(message.o, 'o') as unknown as ForceOrderMessage['o']
}
