import type { ComponentState, ConnectionStatus, EngineView, StreamStats } from '@feedloom/core'
import { dataKindOf } from '@feedloom/core'
import type { Tapped } from '../tapped.ts'
import { RateMeter } from './rate-meter.ts'

/** One line of the streams table. */
export interface StreamRow {
  readonly venue: string
  readonly symbol: string
  readonly kind: string
  readonly events: number
  readonly rate: number
  /** Receive time minus venue time of the last event, ms. */
  readonly lagMs: number
  readonly price: number
  /** Of a book that is not good: its state. */
  readonly state: string | undefined
  readonly gaps: number
  /** Of the connections that the venue's data comes from, since start. */
  readonly reconnects: number
}

export interface SinkRow {
  readonly sink: string
  readonly state: ComponentState
  readonly queued: number
  readonly limit: number
  /** Events; of a recorder, frames. */
  readonly written: number
  /** Of a recorder. */
  readonly bytes: number | undefined
  readonly rate: number
  readonly retries: number
  readonly dropped: number
  readonly failed: number
}

/** Everything that the status view shows, as plain values. */
export interface StatusModel {
  readonly title: string
  readonly elapsedMs: number
  /** 0 to 1; undefined where there is no end in sight. */
  readonly progress: number | undefined
  /** What the progress runs to: `30 s`, `1.2 M frames`. */
  readonly goal: string | undefined
  readonly connections: readonly ConnectionStatus[]
  readonly streams: readonly StreamRow[]
  readonly sinks: readonly SinkRow[]
  /** Components that are not running as they should, with the reason. */
  readonly problems: readonly { readonly id: string; readonly state: ComponentState; readonly reason: string | undefined }[]
  /** Components that are not ready yet. */
  readonly starting: readonly string[]
  readonly stopping: boolean
}

export interface Progress {
  readonly fraction: number
  readonly goal: string
}

export interface StatusSource {
  readonly title: string
  readonly view: EngineView
  /** What sinks that record have written, by component. */
  readonly tapped: () => ReadonlyMap<string, Tapped>
  /** Monotonic ms. */
  readonly now: () => number
  readonly progress: () => Progress | undefined
  readonly stopping: () => boolean
}

const RATE_WINDOW_MS = 3_000

/** Reads the engine; each call is one sample of the rates. */
export function statusReader(source: StatusSource): () => StatusModel {
  const meter = new RateMeter(RATE_WINDOW_MS)
  const startedAt = source.now()
  meter.sample('', startedAt, 0)
  return () => {
    const now = source.now()
    const connections = source.view.connections()
    const progress = source.progress()
    return {
      title: source.title,
      elapsedMs: now - startedAt,
      progress: progress?.fraction,
      goal: progress?.goal,
      connections,
      streams: streamRows(source.view, meter, now, connections),
      sinks: sinkRows(source, meter, now),
      problems: source.view
        .components()
        .filter(({ state }) => state === 'degraded' || state === 'failed')
        // A source that has lost a connection is shown there, with the reason.
        .filter(({ id, state }) => state === 'failed' || !connections.some((each) => each.source === id && each.state !== 'connected'))
        .map(({ id, state, reason }) => ({ id, state, reason })),
      starting: source.view.components().flatMap(({ id, state }) => (state === 'starting' ? [id] : [])),
      stopping: source.stopping(),
    }
  }
}

/** Snapshots and deltas of a book are one stream to a person; so are the venue's bars and those made from its trades. */
function streamRows(view: EngineView, meter: RateMeter, now: number, connections: readonly ConnectionStatus[]): StreamRow[] {
  const reconnects = reconnectsByVenue(view.streams(), connections)
  const groups = new Map<string, StreamStats[]>()
  for (const stats of view.streams()) {
    if (stats.kind === 'gap') continue
    const key = `${stats.instrument.id} ${dataKindOf(stats.kind)}`
    groups.set(key, [...(groups.get(key) ?? []), stats])
  }
  return [...groups]
    .map(([key, group]) => {
      const newest = group.reduce((best, each) => (each.lastTsRecv > best.lastTsRecv ? each : best))
      const { venue, symbol } = newest.instrument
      const kind = dataKindOf(newest.kind)
      const book = kind === 'book' ? view.book(symbol, venue) : undefined
      const events = group.reduce((sum, each) => sum + each.events, 0)
      return {
        venue,
        symbol,
        kind,
        events,
        rate: meter.sample(key, now, events),
        lagMs: newest.lastTsRecv - newest.lastTs,
        price: book === undefined ? newest.lastPrice : (book.bestBid + book.bestAsk) / 2,
        state: book === undefined || book.state === 'good' ? undefined : book.state,
        gaps: group.reduce((sum, each) => sum + each.gaps, 0),
        reconnects: reconnects.get(venue) ?? 0,
      }
    })
    .sort(byPlace)
}

function reconnectsByVenue(streams: readonly StreamStats[], connections: readonly ConnectionStatus[]): ReadonlyMap<string, number> {
  const bySource = new Map<string, number>()
  for (const { source, reconnects } of connections) bySource.set(source, (bySource.get(source) ?? 0) + reconnects)
  const pairs = streams
    .filter(({ source }) => bySource.has(source))
    .map(({ source, instrument }) => [instrument.venue, bySource.get(source) ?? 0] as const)
  return new Map(pairs)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const byPlace = (a: StreamRow, b: StreamRow) => compare(a.venue, b.venue) || compare(a.symbol, b.symbol) || compare(a.kind, b.kind)

function sinkRows({ view, tapped }: StatusSource, meter: RateMeter, now: number): SinkRow[] {
  const flow = new Map(view.flow().map((stats) => [stats.component, stats]))
  const recorded = tapped()
  return view
    .components()
    .filter(({ kind }) => kind === 'sink')
    .map(({ id, state }) => {
      const stats = flow.get(id)
      const { frames, bytes } = recorded.get(id) ?? {}
      const written = frames ?? stats?.produced ?? 0
      return {
        sink: id.replace(/^sinks\./, ''),
        state,
        queued: stats?.queued ?? 0,
        limit: stats?.queueLimit ?? 0,
        written,
        bytes,
        rate: meter.sample(id, now, written),
        retries: stats?.retries ?? 0,
        dropped: stats?.dropped ?? 0,
        failed: stats?.failed ?? 0,
      }
    })
}
