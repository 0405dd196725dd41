import type { EventWriter, Instrument, RawFrame, TradeDetails } from '@feedloom/core'
import { ByteNames, ByteScanner, FrameForms, IdTexts, type ObjectShape } from '@feedloom/exchange-kit'
import type { Directory, PartialStream } from './directory.ts'
import { emptySide } from './facts.ts'
import { epochOf } from './fields.ts'
import {
  aggTradeSlots as g,
  depthSlots as d,
  type HotShapes,
  hotShapes,
  partialSlots as p,
  quoteSlots as q,
  tradeSlots as t,
} from './hot-shapes.ts'
import { detailsOf } from './streams.ts'
import type { MarketShapes } from './wire-shapes.ts'

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const openBrace = bytesOf('{')
/** Of the wrapper; an object takes its own. */
const closeBrace = bytesOf('}')
const wrapper = bytesOf('{"stream":')
const wrapped = bytesOf(',"data":{')
const typeKey = bytesOf('"e":"')
const types = {
  trade: bytesOf('trade",'),
  aggTrade: bytesOf('aggTrade",'),
  bookTicker: bytesOf('bookTicker",'),
  depthUpdate: bytesOf('depthUpdate",'),
}
const letters = { t: 0x74, a: 0x61, b: 0x62, d: 0x64, u: 0x75, l: 0x6c }

/** Where the symbol lies. */
const symbolSlots = { trade: t.s, aggTrade: g.s, quote: q.s, depth: d.s }

/** Beyond the slots of every shape. */
const streamSlot = 31
const maxNames = 50_000

interface StreamName {
  readonly partial: PartialStream | undefined
}

/** What a frame is, besides its numbers: the same for all frames of a stream, but for a trade of another type. */
interface Meaning {
  readonly write: keyof typeof codes
  readonly code: number
  readonly instrument: Instrument
  readonly partial: PartialStream | undefined
  readonly print: TradeDetails | undefined
}

const codes = { trade: 0, aggTrade: 1, quote: 2, depth: 3, partial: 4 } as const

/**
 * The fast way for trades, quotes and depth: from the bytes to the event. It writes exactly what the decoder of parsed
 * messages would write, or says false and has written nothing: each frame is read to its end before the event is made.
 * Frames that are written like the one before them on their stream are recalled by that, others read key by key.
 */
export class HotFrames {
  readonly #directory: Directory
  readonly #shapes: HotShapes
  readonly #scan = new ByteScanner()
  readonly #ids = new IdTexts()
  readonly #instruments = new ByteNames<Instrument>(maxNames)
  readonly #streams = new ByteNames<StreamName>(maxNames)
  readonly #prints = new ByteNames<TradeDetails>(64)
  readonly #forms = new FrameForms<Meaning>()
  readonly #aggregate: { aggregate: TradeDetails['aggregate'] } = { aggregate: undefined }

  constructor(directory: Directory, messages: MarketShapes['messages']) {
    this.#directory = directory
    this.#shapes = hotShapes(messages)
  }

  decode(frame: RawFrame<Uint8Array>, out: EventWriter): boolean {
    const scan = this.#scan
    scan.begin(frame.payload)
    const known = scan.recall(this.#forms)
    if (known !== undefined) {
      this.#write(known, frame, out)
      return true
    }
    if (!scan.take(wrapper)) return scan.take(openBrace) && this.#message(frame, out, false)
    return scan.text(streamSlot) && scan.take(wrapped) && this.#message(frame, out, true)
  }

  #message(frame: RawFrame<Uint8Array>, out: EventWriter, named: boolean): boolean {
    const scan = this.#scan
    if (!scan.take(typeKey)) return this.#untyped(frame, out, named)
    const shapes = this.#shapes
    switch (scan.ahead(0)) {
      case letters.t:
        return scan.take(types.trade) && this.#whole(shapes.trade, named) && this.#pass('trade', frame, out, named)
      case letters.a:
        return scan.take(types.aggTrade) && this.#whole(shapes.aggTrade, named) && this.#pass('aggTrade', frame, out, named)
      case letters.b:
        return scan.take(types.bookTicker) && this.#whole(shapes.typedQuote, named) && this.#pass('quote', frame, out, named)
      case letters.d:
        return scan.take(types.depthUpdate) && this.#whole(shapes.depth, named) && this.#pass('depth', frame, out, named)
      default:
        return false
    }
  }

  /** Quotes and partial books of spot: the first key tells them. */
  #untyped(frame: RawFrame<Uint8Array>, out: EventWriter, named: boolean): boolean {
    const { untypedQuote, partial } = this.#shapes
    const first = this.#scan.ahead(1)
    if (first === letters.u) return this.#whole(untypedQuote, named) && this.#pass('quote', frame, out, named)
    return first === letters.l && named && this.#whole(partial, named) && this.#pass('partial', frame, out, named)
  }

  /** Takes the rest of the frame; false for what the market does not send, too. */
  #whole(shape: ObjectShape | undefined, named: boolean): boolean {
    return shape !== undefined && this.#scan.object(shape) && this.#ends(named)
  }

  #ends(named: boolean): boolean {
    return (!named || this.#scan.take(closeBrace)) && this.#scan.ended
  }

  /** Writes what was read key by key. */
  #pass(write: Meaning['write'], frame: RawFrame<Uint8Array>, out: EventWriter, named: boolean): boolean {
    const print = write === 'trade' && this.#scan.has(t.X) ? this.#print() : undefined
    if (write === 'trade' && this.#isNoTrade(print)) return true
    const partial = named && (write === 'depth' || write === 'partial') ? this.#stream().partial : undefined
    const instrument = this.#instrumentOf(write, partial)
    if (instrument === undefined || (write === 'partial' && partial === undefined)) return false
    const meaning: Meaning = { write, code: codes[write], instrument, partial, print }
    if (named) this.#scan.learnForm(this.#forms, meaning)
    this.#write(meaning, frame, out)
    return true
  }

  #write(meaning: Meaning, frame: RawFrame<Uint8Array>, out: EventWriter): void {
    switch (meaning.code) {
      case codes.quote:
        this.#quote(meaning, frame, out)
        return
      case codes.trade:
        this.#trade(meaning, out)
        return
      case codes.depth:
        this.#depth(meaning, out)
        return
      case codes.aggTrade:
        this.#aggTrade(meaning, out)
        return
      default:
        this.#partial(meaning, frame, out)
    }
  }

  #trade({ instrument, print }: Meaning, out: EventWriter): void {
    if (print !== undefined && this.#isNoTrade(print)) return
    const scan = this.#scan
    const side = scan.flag(t.m) ? 'sell' : 'buy'
    const id = this.#ids.text(scan.number(t.t))
    out.trade(instrument, epochOf(scan.number(t.T)), scan.number(t.p), scan.number(t.q), side, id, print)
  }

  /** What the venue sends in place of a trade that was none. */
  #isNoTrade(print: TradeDetails | undefined): boolean {
    return print?.conditions?.[0] === 'NA' && this.#scan.number(t.p) === 0 && this.#scan.number(t.q) === 0
  }

  #aggTrade({ instrument }: Meaning, out: EventWriter): void {
    const scan = this.#scan
    const ids = this.#ids
    const [first, last] = [scan.number(g.f), scan.number(g.l)]
    const firstId = ids.text(first)
    this.#aggregate.aggregate = { firstId, lastId: last === first ? firstId : ids.text(last) }
    const side = scan.flag(g.m) ? 'sell' : 'buy'
    const id = ids.text(scan.number(g.a))
    out.trade(instrument, epochOf(scan.number(g.T)), scan.number(g.p), scan.number(g.q), side, id, this.#aggregate)
  }

  #quote({ instrument }: Meaning, frame: RawFrame<Uint8Array>, out: EventWriter): void {
    const scan = this.#scan
    const ts = scan.has(q.T) ? epochOf(scan.number(q.T)) : scan.has(q.E) ? epochOf(scan.number(q.E)) : frame.tsRecv
    const bid = emptySide(scan.number(q.b))
    const ask = emptySide(scan.number(q.a))
    out.quote(instrument, ts, bid, scan.number(q.B), ask, scan.number(q.A), scan.number(q.u))
  }

  #depth({ instrument, partial }: Meaning, out: EventWriter): void {
    const scan = this.#scan
    const ts = epochOf(scan.number(scan.has(d.T) ? d.T : d.E))
    const [bids, asks, last] = [scan.levels(d.b), scan.levels(d.a), scan.number(d.u)]
    if (partial === undefined) {
      out.bookDelta(instrument, ts, bids, asks, scan.number(d.U), last, scan.has(d.pu) ? scan.number(d.pu) : undefined)
    } else out.bookSnapshot(instrument, ts, bids, asks, last, partial.depth)
  }

  #partial({ instrument, partial }: Meaning, frame: RawFrame<Uint8Array>, out: EventWriter): void {
    const scan = this.#scan
    out.bookSnapshot(instrument, frame.tsRecv, scan.levels(p.bids), scan.levels(p.asks), scan.number(p.lastUpdateId), partial?.depth)
  }

  #instrumentOf(write: Meaning['write'], partial: PartialStream | undefined): Instrument | undefined {
    if (write === 'partial') return partial && this.#directory.find(partial.native)
    return this.#instrument(symbolSlots[write])
  }

  #instrument(slot: number): Instrument | undefined {
    const known = this.#scan.named(slot, this.#instruments)
    if (known !== undefined) return known
    const found = this.#directory.find(this.#scan.string(slot))
    if (found !== undefined) this.#scan.learn(slot, this.#instruments, found)
    return found
  }

  #stream(): StreamName {
    const known = this.#scan.named(streamSlot, this.#streams)
    if (known !== undefined) return known
    const found: StreamName = { partial: this.#directory.partial(this.#scan.string(streamSlot)) }
    this.#scan.learn(streamSlot, this.#streams, found)
    return found
  }

  #print(): TradeDetails | undefined {
    const known = this.#scan.named(t.X, this.#prints)
    if (known !== undefined) return known
    const found = detailsOf(this.#scan.string(t.X))
    if (found !== undefined) this.#scan.learn(t.X, this.#prints, found)
    return found
  }
}
