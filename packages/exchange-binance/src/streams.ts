import type { EventWriter, FundingRate, Instrument, TradeDetails } from '@feedloom/core'
import type { Directory } from './directory.ts'
import { decimal, flag, idText, integer, invalid, levelsOf, optionalDecimal, positiveDecimal, recordOf, text, timeOf } from './fields.ts'
import { barOf, emptySide } from './facts.ts'
import type {
  AggTradeMessage,
  BookTickerMessage,
  ContractInfoMessage,
  DepthMessage,
  ForceOrderMessage,
  KlineMessage,
  MarkPriceMessage,
  PartialDepthMessage,
  TickerMessage,
  TradeMessage,
} from './messages.ts'
import { statusOf } from './symbols.ts'

/**
 * The time of a book message: of the matching engine where the venue sends it (USD-M `T`), else of the message (`E`).
 */
function bookTime(message: DepthMessage | BookTickerMessage): number {
  return message.T === undefined ? timeOf(message.E, 'E') : timeOf(message.T, 'T')
}

/** Order types of USD-M prints, one shared object each. */
const printDetails = new Map<string, TradeDetails>()

/** Shared details of prints of one order type. */
export function detailsOf(type: string | undefined): TradeDetails | undefined {
  if (type === undefined) return undefined
  const known = printDetails.get(type)
  if (known !== undefined) return known
  const details = Object.freeze({ conditions: Object.freeze([text(type, 'X')]) })
  // The venue has four; a stream of invented ones must not fill the memory.
  if (printDetails.size < 64) printDetails.set(type, details)
  return details
}

export function writeTrade(message: TradeMessage, directory: Directory, out: EventWriter): void {
  const price = decimal(message.p, 'p')
  const size = decimal(message.q, 'q')
  // USD-M `@trade` sends placeholders of type NA with price and size 0: no trade took place.
  if (message.X === 'NA' && price === 0 && size === 0) return
  const side = flag(message.m, 'm') ? 'sell' : 'buy'
  out.trade(directory.instrument(message.s), timeOf(message.T, 'T'), price, size, side, idText(message.t, 't'), detailsOf(message.X))
}

export function writeAggTrade(message: AggTradeMessage, directory: Directory, out: EventWriter): void {
  writeAggregate(directory.instrument(message.s), message, out)
}

const aggregateDetails: { aggregate: TradeDetails['aggregate'] } = { aggregate: undefined }

/** The rows of `GET /aggTrades` have the same fields as the stream. */
export function writeAggregate(
  instrument: Instrument,
  message: Pick<AggTradeMessage, 'a' | 'p' | 'q' | 'f' | 'l' | 'T' | 'm'>,
  out: EventWriter,
): void {
  const side = flag(message.m, 'm') ? 'sell' : 'buy'
  // The writer copies the details into the event, so one carrier serves every call.
  aggregateDetails.aggregate = { firstId: idText(message.f, 'f'), lastId: idText(message.l, 'l') }
  const id = idText(message.a, 'a')
  out.trade(instrument, timeOf(message.T, 'T'), decimal(message.p, 'p'), decimal(message.q, 'q'), side, id, aggregateDetails)
}

export function writeQuote(message: BookTickerMessage, tsRecv: number, directory: Directory, out: EventWriter): void {
  const bid = decimal(message.b, 'b')
  const ask = decimal(message.a, 'a')
  // Spot sends no time at all.
  const ts = message.T === undefined && message.E === undefined ? tsRecv : bookTime(message)
  out.quote(
    directory.instrument(message.s),
    ts,
    emptySide(bid),
    decimal(message.B, 'B'),
    emptySide(ask),
    decimal(message.A, 'A'),
    integer(message.u, 'u'),
  )
}

export function writeDepth(message: DepthMessage, stream: string | undefined, directory: Directory, out: EventWriter): void {
  const instrument = directory.instrument(message.s)
  const bids = levelsOf(message.b, 'b')
  const asks = levelsOf(message.a, 'a')
  const last = integer(message.u, 'u')
  const partial = stream === undefined ? undefined : directory.partial(stream)
  if (partial !== undefined) {
    out.bookSnapshot(instrument, bookTime(message), bids, asks, last, partial.depth)
    return
  }
  const prev = message.pu === undefined ? undefined : integer(message.pu, 'pu')
  out.bookDelta(instrument, bookTime(message), bids, asks, integer(message.U, 'U'), last, prev)
}

/** Spot partial book: symbol and depth stand in the name of the stream only, and there is no time. */
export function writePartial(
  message: PartialDepthMessage,
  stream: string | undefined,
  tsRecv: number,
  directory: Directory,
  out: EventWriter,
): void {
  const partial = stream === undefined ? undefined : directory.partial(stream)
  if (partial === undefined) throw invalid('stream', stream)
  const sequence = integer(message.lastUpdateId, 'lastUpdateId')
  const bids = levelsOf(message.bids, 'bids')
  out.bookSnapshot(directory.instrument(partial.native), tsRecv, bids, levelsOf(message.asks, 'asks'), sequence, partial.depth)
}

export function writeKline(message: KlineMessage, directory: Directory, out: EventWriter): void {
  const k = recordOf(message.k, 'k') as unknown as KlineMessage['k']
  const row = [k.t, k.o, k.h, k.l, k.c, k.v, k.T, k.q, k.n, k.V]
  out.bar(directory.instrument(message.s), timeOf(message.E, 'E'), barOf(row, k.i, flag(k.x, 'x')))
}

export function writeTicker(message: TickerMessage, instrument: Instrument, out: EventWriter): void {
  out.ticker(instrument, timeOf(message.E, 'E'), {
    last: decimal(message.c, 'c'),
    lastSize: optionalDecimal(message.Q, 'Q'),
    open: decimal(message.o, 'o'),
    high: decimal(message.h, 'h'),
    low: decimal(message.l, 'l'),
    volume: decimal(message.v, 'v'),
    quoteVolume: decimal(message.q, 'q'),
    vwap: optionalDecimal(message.w, 'w'),
    trades: message.n === undefined ? undefined : integer(message.n, 'n'),
    bidPrice: positiveDecimal(message.b, 'b'),
    bidSize: optionalDecimal(message.B, 'B'),
    askPrice: positiveDecimal(message.a, 'a'),
    askSize: optionalDecimal(message.A, 'A'),
    openTime: message.O === undefined ? undefined : timeOf(message.O, 'O'),
  })
}

export function writeMark(message: MarkPriceMessage, instrument: Instrument, out: EventWriter): void {
  out.mark(instrument, timeOf(message.E, 'E'), {
    markPrice: decimal(message.p, 'p'),
    indexPrice: positiveDecimal(message.i, 'i'),
    settlePrice: positiveDecimal(message.P, 'P'),
  })
}

/** Writes nothing for delivery contracts, whose frames carry an empty rate. */
export function writeFunding(message: MarkPriceMessage, instrument: Instrument, out: EventWriter): void {
  const rate = optionalDecimal(message.r, 'r')
  if (rate !== undefined) out.funding(instrument, timeOf(message.E, 'E'), predicted(rate, message.T))
}

type FundingFields = Pick<FundingRate, 'rate' | 'nextFundingTime' | 'intervalHours' | 'predicted'>

/** The rate of the running interval; a next time of 0 means that there is none. */
export function predicted(rate: number, next: number | undefined): FundingFields {
  const nextFundingTime = next === undefined || next === 0 ? undefined : timeOf(next, 'T')
  return { rate, nextFundingTime, intervalHours: undefined, predicted: true }
}

export function writeLiquidation(message: ForceOrderMessage, instrument: Instrument, out: EventWriter): void {
  const order = message.o
  if (order.S !== 'BUY' && order.S !== 'SELL') throw invalid('S', order.S)
  out.liquidation(instrument, timeOf(order.T, 'T'), {
    side: order.S === 'BUY' ? 'buy' : 'sell',
    price: decimal(order.p, 'p'),
    averagePrice: positiveDecimal(order.ap, 'ap'),
    size: decimal(order.q, 'q'),
    id: undefined,
  })
}

export function writeContractInfo(message: ContractInfoMessage, instrument: Instrument, out: EventWriter): void {
  const native = text(message.cs, 'cs')
  out.status(instrument, timeOf(message.E, 'E'), { state: statusOf(native), reason: native })
}
