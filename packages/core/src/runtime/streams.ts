import type { Coverage } from '../contracts/columns.ts'
import type { StreamStats } from '../contracts/engine-view.ts'
import { type AnyBatch, eventKindsOf, type EventKind, type EventMap, type Gap, type MarketEvent } from '../contracts/events.ts'
import type { Instrument } from '../contracts/instrument.ts'

/** The streams of one kind, by `Instrument.index`. */
export type StreamList = (Stream | undefined)[]

interface Stream {
  readonly instrument: Instrument
  readonly kind: EventKind
  source: string
  events: number
  gaps: number
  first: MarketEvent
  last: MarketEvent
}

/** Count and last event of every stream of one pipeline: arrays by kind, addressed by the instrument's index. */
export class Streams {
  readonly #byKind = new Map<EventKind, StreamList>()

  /** `streams` are those `of` the batch's kind. */
  note(batch: AnyBatch, streams: StreamList = this.of(batch.kind)): void {
    const { events } = batch
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as MarketEvent
      const stream = streams[event.instrument.index] ?? this.#open(streams, batch.kind, event)
      stream.source = batch.origin
      stream.events += 1
      stream.last = event
    }
  }

  /** For as long as the pipeline lives. */
  of(kind: EventKind): StreamList {
    let streams = this.#byKind.get(kind)
    if (streams === undefined) this.#byKind.set(kind, (streams = []))
    return streams
  }

  /** A new gap: counted with the stream that has the hole. */
  noteGap(gap: Gap): void {
    for (const kind of eventKindsOf(gap.dataKind)) {
      const stream = this.#byKind.get(kind)?.[gap.instrument.index]
      if (stream === undefined) continue
      stream.gaps += 1
      return
    }
  }

  latest<K extends EventKind>(kind: K, instrument: Instrument): EventMap[K] | undefined {
    return this.#byKind.get(kind)?.[instrument.index]?.last as EventMap[K] | undefined
  }

  stats(): readonly StreamStats[] {
    return [...this.#byKind.values()].flatMap((streams) => streams.filter((stream) => stream !== undefined).map(statsOf))
  }

  /** The span of this run, per instrument and kind. */
  coverage(): readonly Coverage[] {
    return [...this.#byKind.values()].flatMap((streams) => streams.filter((stream) => stream !== undefined).map(coverageOf))
  }

  #open(streams: StreamList, kind: EventKind, event: MarketEvent): Stream {
    const { instrument } = event
    // Filled up without holes, so that the array stays an array inside the engine.
    while (streams.length <= instrument.index) streams.push(undefined)
    const stream: Stream = { instrument, kind, source: '', events: 0, gaps: 0, first: event, last: event }
    streams[instrument.index] = stream
    return stream
  }
}

function statsOf({ instrument, kind, source, events, gaps, last }: Stream): StreamStats {
  return { instrument, kind, source, events, gaps, lastTs: last.ts, lastTsRecv: last.tsRecv, lastPrice: priceOf(last) }
}

function coverageOf({ instrument, kind, events, first, last }: Stream): Coverage {
  return { venue: instrument.venue, symbol: instrument.symbol, kind, interval: undefined, from: first.ts, to: last.ts, rows: events }
}

/** The price that people expect to see beside a stream; NaN where its kind has none. */
function priceOf(event: MarketEvent): number {
  switch (event.kind) {
    case 'trade':
    case 'liquidation':
      return event.price
    case 'quote':
      return (event.bidPrice + event.askPrice) / 2
    case 'bar':
      return event.close
    case 'ticker':
      return event.last
    case 'mark':
      return event.markPrice
    default:
      return Number.NaN
  }
}
