import { z } from 'zod'
import { count, duration, kindList } from '../config/parts.ts'
import { OrderBook } from '../books/order-book.ts'
import {
  definePlugin,
  eventKindsOf,
  type AnyBatch,
  type BookDelta,
  type BookSnapshot,
  type DataKind,
  type DerivedWriter,
  type EpochMs,
  type EventKind,
  type Gap,
  type Instrument,
  type MarketEvent,
  type Plugin,
  type Processor,
} from '../contracts/index.ts'
import { LatestEvents } from './latest-events.ts'

const conflateConfig = z.strictObject({
  kinds: kindList().describe('Kinds of data to thin out; all others pass. `book` becomes snapshots.'),
  every: duration({ min: '1ms' }).prefault('1s').describe('At most one event per instrument and series in this time: the latest.'),
  depth: count().optional().describe('Levels per side of the book snapshots. Left out, the whole book.'),
})
type ConflateConfig = z.output<typeof conflateConfig>

/** A book under way to its next snapshot. */
interface Book {
  readonly instrument: Instrument
  readonly levels: OrderBook
  /** False from a gap to the next snapshot. */
  good: boolean
  last: BookSnapshot | BookDelta | undefined
  /** Levels per side that the last snapshot promised. */
  depth: number
}

class ConflateProcessor implements Processor {
  readonly consumes: readonly EventKind[]
  readonly produces: readonly EventKind[]
  readonly forwards = false
  readonly tickEveryMs: number
  readonly #depth: number
  readonly #latest = new LatestEvents()
  readonly #books: (Book | undefined)[] = []

  constructor({ kinds, every, depth }: ConflateConfig) {
    const consumed = kinds.flatMap((kind) => eventKindsOf(kind as DataKind))
    const others = consumed.filter((kind) => kind !== 'book.delta' && kind !== 'gap')
    this.consumes = [...new Set<EventKind>([...consumed, 'gap'])]
    this.produces = [...new Set<EventKind>([...others, 'gap'])]
    this.tickEveryMs = every
    this.#depth = depth ?? Number.POSITIVE_INFINITY
  }

  process(batch: AnyBatch, out: DerivedWriter): void {
    for (const event of batch.events) this.#take(event, out)
  }

  tick(_now: EpochMs, out: DerivedWriter): void {
    this.#flush(out)
  }

  end(out: DerivedWriter): void {
    this.#flush(out)
  }

  #take(event: MarketEvent, out: DerivedWriter): void {
    if (event.kind === 'gap') {
      this.#gap(event)
      out.event(event)
    } else if (event.kind === 'book.snapshot' || event.kind === 'book.delta') this.#book(event)
    else if ((event.kind === 'bar' || event.kind === 'indicator') && event.final) {
      // What is final is a fact, not a state: it is never thinned out.
      this.#latest.drop(event)
      out.event(event)
    } else this.#latest.put(event)
  }

  #gap(event: Gap): void {
    const book = event.dataKind === 'book' && event.state !== 'healed' ? this.#books[event.instrument.index] : undefined
    if (book === undefined) return
    book.good = false
    book.last = undefined
  }

  #book(event: BookSnapshot | BookDelta): void {
    const { instrument } = event
    const book = (this.#books[instrument.index] ??= {
      instrument,
      levels: new OrderBook(),
      good: false,
      last: undefined,
      depth: Number.POSITIVE_INFINITY,
    })
    if (event.kind === 'book.snapshot') {
      book.levels.applySnapshot(event.bids, event.asks)
      book.depth = event.depth ?? Number.POSITIVE_INFINITY
    } else book.levels.applyDelta(event.bids, event.asks)
    book.good ||= event.kind === 'book.snapshot'
    book.last = book.good ? event : undefined
  }

  #flush(out: DerivedWriter): void {
    for (const event of this.#latest.take()) out.event(event)
    for (const book of this.#books) {
      if (book?.last === undefined) continue
      const { last } = book
      const { bids, asks } = book.levels.top(this.#depth)
      const depth = Math.min(this.#depth, book.depth)
      const sequence = last.kind === 'book.snapshot' ? last.sequence : last.lastSequence
      out.bookSnapshot(book.instrument, last.ts, bids, asks, sequence, Number.isFinite(depth) ? depth : undefined, { nanos: last.nanos })
      book.last = undefined
    }
  }
}

/** Thins out what changes faster than anybody looks: the latest value of each series, and books as snapshots. */
export const conflate: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'conflate',
  summary: 'Passes the latest value of each series at most once per period; books become snapshots',
  stability: 'beta',
  configSchema: conflateConfig,
  create: (_context, config) => new ConflateProcessor(config),
})
