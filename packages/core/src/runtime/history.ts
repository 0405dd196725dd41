import { fromColumns } from '../columns/from-columns.ts'
import type { EventStore, HistoryQuery, HistoryReader } from '../contracts/columns.ts'
import {
  type AnyBatch,
  type Bar,
  type Delivery,
  eventKindsOf,
  type EventBatch,
  type EventKind,
  type MarketEvent,
} from '../contracts/events.ts'
import type { Normalizer, NormalizerFactory, RawFrame } from '../contracts/normalizer.ts'
import type { HistoryRequest, Source, SourceTap } from '../contracts/source.ts'
import type { EpochMs } from '../contracts/time.ts'
import type { WireDrift } from '../contracts/wire-shape.ts'
import type { Host } from './host.ts'
import { OddFrames } from './odd-frames.ts'
import { RunWriter } from './writer.ts'

type Delivered = EventBatch & { readonly delivery: Delivery }

interface HistorySource {
  readonly id: string
  readonly source: Source
  readonly venues: ReadonlySet<string> | undefined
  /** Hears of every page. */
  readonly taps?: readonly SourceTap[]
}

/** Where history may come from. Asked anew for every query, because sources come and go. */
export interface HistoryOrigins {
  stores(): readonly EventStore[]
  sources(): readonly HistorySource[]
}

/**
 * Reads stores first; what lies before the first and after the last row there is asked of the source that covers the
 * instrument. Oldest first, marked `backfill`.
 */
export function createHistory(host: Host, origins: HistoryOrigins): HistoryReader {
  async function* read(query: HistoryQuery, signal?: AbortSignal): AsyncIterable<Delivered> {
    const stored = await rowsInStores(host, origins.stores(), query, signal)
    const first = stored[0]?.events[0]
    const last = stored.at(-1)?.events.at(-1)
    if (first === undefined || last === undefined) {
      yield* fromSource(host, origins, query, signal)
      return
    }
    const enough = query.last !== undefined && count(stored) >= query.last
    if (timeOf(first) > query.from && !enough) yield* fromSource(host, origins, { ...query, to: timeOf(first) }, signal)
    yield* stored
    yield* fromSource(host, origins, { ...query, from: timeOf(last) + 1 }, signal)
  }
  return { read }
}

/** Pages of a source's history as runs. Each call has a decoder of its own. */
async function* readSource(
  host: Host,
  id: string,
  source: Source,
  request: HistoryRequest,
  signal: AbortSignal,
  onFrame?: (frame: RawFrame) => void,
): AsyncIterable<AnyBatch> {
  const pages = source.history?.(request, signal)
  if (pages === undefined || source.normalizer === undefined) return
  const decoder = new PageDecoder(host, id, source.normalizer)
  for await (const frame of pages) {
    onFrame?.(frame)
    yield* decoder.decode(frame)
  }
}

/** Pages of one request to events, marked `backfill`. A page that cannot be read is a dead letter, and the next one follows. */
export class PageDecoder {
  readonly #id: string
  readonly #normalizer: Normalizer
  readonly #odd: OddFrames
  readonly #writer = new RunWriter()

  constructor(host: Host, id: string, factory: NormalizerFactory) {
    this.#id = id
    this.#odd = new OddFrames(host, id)
    const drifted = (drift: WireDrift): void => this.#odd.note(drift)
    this.#normalizer = factory.create({ venue: factory.venue, instruments: host.instruments, report: () => undefined, drifted })
  }

  decode(frame: RawFrame): readonly AnyBatch[] {
    this.#writer.begin(frame.tsRecv, this.#id, 'backfill')
    try {
      this.#normalizer.normalize(frame, this.#writer)
      this.#odd.pass(frame)
    } catch (thrown) {
      this.#writer.rollback()
      this.#odd.refuse(frame, thrown)
    }
    return this.#writer.finish()
  }
}

/** The time by which history is asked for: open time of bars, venue time of everything else. */
export function timeOf(event: MarketEvent): EpochMs {
  return event.kind === 'bar' ? event.openTime : event.ts
}

async function* fromSource(
  host: Host,
  origins: HistoryOrigins,
  query: HistoryQuery,
  signal: AbortSignal | undefined,
): AsyncIterable<Delivered> {
  // What a venue keeps are its own bars.
  if (query.from >= query.to || query.origin === 'derived') return
  const { instrument, kind, interval, from, to, last } = query
  const covers = origins
    .sources()
    .find(({ source, venues }) => source.capabilities.history.includes(kind) && (venues === undefined || venues.has(instrument.venue)))
  if (covers === undefined) return
  const request: HistoryRequest = {
    kind,
    symbol: instrument.symbol,
    interval,
    variant: undefined,
    depth: undefined,
    pollEveryMs: undefined,
    backfillMs: undefined,
    options: undefined,
    from,
    to,
    limit: last,
  }
  const onFrame = (frame: RawFrame): void => {
    for (const tap of covers.taps ?? []) tap.history?.(covers.id, request, frame)
  }
  for await (const batch of readSource(host, covers.id, covers.source, request, signal ?? new AbortController().signal, onFrame)) {
    const events = (batch.events as readonly MarketEvent[]).filter((event) => event.instrument === instrument)
    if (events.length > 0) yield { ...batch, events }
  }
}

async function rowsInStores(
  host: Host,
  stores: readonly EventStore[],
  { instrument, kind, interval, from, to, last, origin }: HistoryQuery,
  signal: AbortSignal | undefined,
): Promise<readonly Delivered[]> {
  for (const store of stores) {
    const found: Delivered[] = []
    for (const eventKind of eventKindsOf(kind)) {
      const query = { kind: eventKind, venue: instrument.venue, symbol: instrument.symbol, interval, from, to, last }
      try {
        for await (const columns of store.read<EventKind>(query, signal)) {
          const batch = columns.length === 0 ? undefined : ofOrigin(fromColumns(columns, host.instruments), origin)
          if (batch !== undefined) found.push({ ...batch, delivery: 'backfill' })
        }
      } catch (thrown) {
        host.errors.record('history', thrown, 'data', 'FEEDLOOM_HISTORY_READ_FAILED')
      }
    }
    if (found.length > 0) return found.sort((a, b) => startOf(a) - startOf(b))
  }
  return []
}

function ofOrigin(batch: EventBatch, origin: HistoryQuery['origin']): EventBatch | undefined {
  if (origin === undefined || batch.kind !== 'bar') return batch
  const events = (batch.events as readonly Bar[]).filter((bar) => bar.origin === origin)
  return events.length === 0 ? undefined : { ...batch, events }
}

function startOf({ events: [first] }: Delivered): EpochMs {
  return first === undefined ? Number.NaN : timeOf(first)
}

function count(batches: readonly Delivered[]): number {
  return batches.reduce((sum, { events }) => sum + events.length, 0)
}
