import type { Bar, BookDelta, BookSnapshot, EventKind, EventMap, Instrument, MarketEvent, Quote, Trade } from '../contracts/index.ts'

/** A field of an event, read out of its column. */
export type Cell = (row: number) => unknown

interface Head {
  readonly instrument: Instrument
  readonly ts: number
  readonly nanos: number
  readonly tsRecv: number
  readonly revision: number
}

/** Makes an event of its head and the cells of its fields, which stand in the order of the contract. */
export type MakeEvent = (head: Head, row: number) => MarketEvent

type Shape<K extends EventKind> = (...cells: readonly Cell[]) => (head: Head, row: number) => EventMap[K]

// One literal per kind that comes in thousands: these events share the shape of those that the live writer makes.

const read = <T>(cell: Cell | undefined, row: number): T => cell?.(row) as T

const trade: Shape<'trade'> =
  (price, size, side, id, aggregate, conditions, printVenue, tape) =>
  ({ instrument, ts, nanos, tsRecv, revision }, row): Trade => ({
    kind: 'trade',
    instrument,
    ts,
    nanos,
    tsRecv,
    revision,
    price: read(price, row),
    size: read(size, row),
    side: read(side, row),
    id: read(id, row),
    aggregate: read(aggregate, row),
    conditions: read(conditions, row),
    printVenue: read(printVenue, row),
    tape: read(tape, row),
  })

const quote: Shape<'quote'> =
  (bidPrice, bidSize, askPrice, askSize, sequence, conditions, bidVenue, askVenue, tape) =>
  ({ instrument, ts, nanos, tsRecv, revision }, row): Quote => ({
    kind: 'quote',
    instrument,
    ts,
    nanos,
    tsRecv,
    revision,
    bidPrice: read(bidPrice, row),
    bidSize: read(bidSize, row),
    askPrice: read(askPrice, row),
    askSize: read(askSize, row),
    sequence: read(sequence, row),
    conditions: read(conditions, row),
    bidVenue: read(bidVenue, row),
    askVenue: read(askVenue, row),
    tape: read(tape, row),
  })

const bar: Shape<'bar'> =
  (interval, openTime, closeTime, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume, vwap, final, origin) =>
  ({ instrument, ts, nanos, tsRecv, revision }, row): Bar => ({
    kind: 'bar',
    instrument,
    ts,
    nanos,
    tsRecv,
    revision,
    interval: read(interval, row),
    openTime: read(openTime, row),
    closeTime: read(closeTime, row),
    open: read(open, row),
    high: read(high, row),
    low: read(low, row),
    close: read(close, row),
    volume: read(volume, row),
    quoteVolume: read(quoteVolume, row),
    trades: read(trades, row),
    takerBuyVolume: read(takerBuyVolume, row),
    vwap: read(vwap, row),
    final: read(final, row),
    origin: read(origin, row),
  })

const bookSnapshot: Shape<'book.snapshot'> =
  (bids, asks, depth, sequence) =>
  ({ instrument, ts, nanos, tsRecv, revision }, row): BookSnapshot => ({
    kind: 'book.snapshot',
    instrument,
    ts,
    nanos,
    tsRecv,
    revision,
    bids: read(bids, row),
    asks: read(asks, row),
    depth: read(depth, row),
    sequence: read(sequence, row),
  })

const bookDelta: Shape<'book.delta'> =
  (bids, asks, firstSequence, lastSequence, prevSequence) =>
  ({ instrument, ts, nanos, tsRecv, revision }, row): BookDelta => ({
    kind: 'book.delta',
    instrument,
    ts,
    nanos,
    tsRecv,
    revision,
    bids: read(bids, row),
    asks: read(asks, row),
    firstSequence: read(firstSequence, row),
    lastSequence: read(lastSequence, row),
    prevSequence: read(prevSequence, row),
  })

const shapes: Readonly<Record<string, Shape<EventKind>>> = { trade, quote, bar, 'book.snapshot': bookSnapshot, 'book.delta': bookDelta }

/** How events of a kind are made; `slots` are its fields in the order of the contract. */
export function eventMaker(kind: string, slots: readonly (readonly [name: string, cell: Cell])[]): MakeEvent {
  const shape = shapes[kind]
  if (shape !== undefined) return shape(...slots.map(([, cell]) => cell))
  return ({ instrument, ts, nanos, tsRecv, revision }, row) => {
    const event: Record<string, unknown> = { kind, instrument, ts, nanos, tsRecv, revision }
    for (const [name, cell] of slots) event[name] = cell(row)
    return event as unknown as MarketEvent
  }
}
