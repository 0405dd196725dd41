import type { ComponentState, ConnectionStatus, EngineView } from '@feedloom/core'
import { dataKindOf } from '@feedloom/core'
import { RateMeter } from './rate-meter.ts'

/** One line of the streams table. */
export interface StreamRow {
  readonly source: string
  readonly symbol: string
  readonly kind: string
  readonly events: number
  readonly rate: number
  /** Receive time minus venue time of the last event, ms. */
  readonly lagMs: number
  readonly price: number
  readonly gaps: number
  /** Of the source's connections, since start. */
  readonly reconnects: number
}

export interface SinkRow {
  readonly sink: string
  readonly state: ComponentState
  readonly queued: number
  readonly limit: number
  readonly written: number
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
  readonly stopping: boolean
}

export interface Progress {
  readonly fraction: number
  readonly goal: string
}

export interface StatusSource {
  readonly title: string
  readonly view: EngineView
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
      sinks: sinkRows(source.view, meter, now),
      problems: source.view
        .components()
        .filter(({ state }) => state === 'degraded' || state === 'failed')
        .map(({ id, state, reason }) => ({ id, state, reason })),
      stopping: source.stopping(),
    }
  }
}

/** Snapshots and deltas of a book are one stream to a person. */
function streamRows(view: EngineView, meter: RateMeter, now: number, connections: readonly ConnectionStatus[]): StreamRow[] {
  const reconnects = new Map<string, number>()
  for (const { source, reconnects: n } of connections) reconnects.set(source, (reconnects.get(source) ?? 0) + n)
  const rows = new Map<string, StreamRow>()
  const newest = new Map<string, number>()
  for (const stats of view.streams()) {
    if (stats.kind === 'gap') continue
    const kind = dataKindOf(stats.kind)
    const key = `${stats.source} ${stats.instrument.id} ${kind}`
    const before = rows.get(key)
    const at = newest.get(key)
    const newer = before === undefined || at === undefined || stats.lastTsRecv >= at
    newest.set(key, Math.max(stats.lastTsRecv, at ?? 0))
    rows.set(key, {
      source: stats.source,
      symbol: stats.instrument.symbol,
      kind,
      events: stats.events + (before?.events ?? 0),
      rate: 0,
      lagMs: newer ? stats.lastTsRecv - stats.lastTs : before.lagMs,
      price: newer && !Number.isNaN(stats.lastPrice) ? stats.lastPrice : (before?.price ?? stats.lastPrice),
      gaps: stats.gaps + (before?.gaps ?? 0),
      reconnects: reconnects.get(stats.source) ?? 0,
    })
  }
  return [...rows].map(([key, row]) => Object.assign(row, { rate: meter.sample(key, now, row.events) })).sort(byPlace)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const byPlace = (a: StreamRow, b: StreamRow) => compare(a.source, b.source) || compare(a.symbol, b.symbol) || compare(a.kind, b.kind)

function sinkRows(view: EngineView, meter: RateMeter, now: number): SinkRow[] {
  const flow = new Map(view.flow().map((stats) => [stats.component, stats]))
  return view
    .components()
    .filter(({ kind }) => kind === 'sink')
    .map(({ id, state }) => {
      const stats = flow.get(id)
      return {
        sink: id.replace(/^sinks\./, ''),
        state,
        queued: stats?.queued ?? 0,
        limit: stats?.queueLimit ?? 0,
        written: stats?.produced ?? 0,
        rate: meter.sample(id, now, stats?.produced ?? 0),
        retries: stats?.retries ?? 0,
        dropped: stats?.dropped ?? 0,
        failed: stats?.failed ?? 0,
      }
    })
}
