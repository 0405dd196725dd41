import type { Bar, BookDelta, BookSnapshot, IndicatorValue, MarketEvent, Quote, Trade } from '../contracts/index.ts'

/** Reads what one layout column holds of an event. */
export type ReadField = (event: MarketEvent) => unknown

// A function of its own per field keeps each read to one shape of object; a read by name is several times slower.

const trade: Readonly<Record<string, (event: Trade) => unknown>> = {
  price: (event) => event.price,
  size: (event) => event.size,
  side: (event) => event.side,
  id: (event) => event.id,
  firstId: (event) => event.aggregate?.firstId,
  lastId: (event) => event.aggregate?.lastId,
  conditions: (event) => event.conditions,
  printVenue: (event) => event.printVenue,
  tape: (event) => event.tape,
}

const quote: Readonly<Record<string, (event: Quote) => unknown>> = {
  bidPrice: (event) => event.bidPrice,
  bidSize: (event) => event.bidSize,
  askPrice: (event) => event.askPrice,
  askSize: (event) => event.askSize,
  sequence: (event) => event.sequence,
  conditions: (event) => event.conditions,
  bidVenue: (event) => event.bidVenue,
  askVenue: (event) => event.askVenue,
  tape: (event) => event.tape,
}

const bar: Readonly<Record<string, (event: Bar) => unknown>> = {
  interval: (event) => event.interval,
  openTime: (event) => event.openTime,
  closeTime: (event) => event.closeTime,
  open: (event) => event.open,
  high: (event) => event.high,
  low: (event) => event.low,
  close: (event) => event.close,
  volume: (event) => event.volume,
  quoteVolume: (event) => event.quoteVolume,
  trades: (event) => event.trades,
  takerBuyVolume: (event) => event.takerBuyVolume,
  vwap: (event) => event.vwap,
  final: (event) => event.final,
  origin: (event) => event.origin,
}

const bookSnapshot: Readonly<Record<string, (event: BookSnapshot) => unknown>> = {
  bids: (event) => event.bids,
  asks: (event) => event.asks,
  depth: (event) => event.depth,
  sequence: (event) => event.sequence,
}

const bookDelta: Readonly<Record<string, (event: BookDelta) => unknown>> = {
  bids: (event) => event.bids,
  asks: (event) => event.asks,
  firstSequence: (event) => event.firstSequence,
  lastSequence: (event) => event.lastSequence,
  prevSequence: (event) => event.prevSequence,
}

const indicator: Readonly<Record<string, (event: IndicatorValue) => unknown>> = {
  name: (event) => event.definition.name,
  indicator: (event) => event.definition.indicator,
  parameters: (event) => event.definition.parameters,
  outputs: (event) => event.definition.outputs,
}

const byKind: Readonly<Record<string, Readonly<Record<string, (event: never) => unknown>>>> = {
  trade,
  quote,
  bar,
  'book.snapshot': bookSnapshot,
  'book.delta': bookDelta,
  indicator,
}

/** How to read a layout column: mostly the field of that name. */
export function readField(kind: string, name: string): ReadField {
  const own = byKind[kind]?.[name] as ReadField | undefined
  return own ?? ((event) => (event as unknown as Readonly<Record<string, unknown>>)[name])
}
