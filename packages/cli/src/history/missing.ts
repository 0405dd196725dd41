import {
  type BarSpec,
  type EpochMs,
  type EventReader,
  type Instrument,
  type InstrumentRegistry,
  type MarketEvent,
  nextOpenTimeOf,
  openTimeOf,
} from '@feedloom/core'
import { fromColumns } from '@feedloom/core/columns'

/** A span to be asked for. */
export interface Span {
  /** Inclusive. */
  readonly from: EpochMs
  /** Exclusive. */
  readonly to: EpochMs
}

export interface Series {
  readonly instrument: Instrument
  readonly kind: 'bar' | 'trade'
  readonly interval: BarSpec | undefined
  /** Of trades: merged ones, or one by one. */
  readonly variant: 'raw' | 'aggregate' | undefined
}

/** What a store lacks of a series, oldest first; and which rows it has, so that none is stored twice. */
export interface Missing {
  readonly spans: readonly Span[]
  readonly has: (event: MarketEvent) => boolean
}

/** Compares what is stored with what there must be: a bar for every interval, a trade for every id. */
export async function missingIn(store: EventReader, registry: InstrumentRegistry, series: Series, span: Span): Promise<Missing> {
  return series.kind === 'bar' ? missingBars(store, registry, series, span) : missingTrades(store, registry, series, span)
}

async function missingBars(store: EventReader, registry: InstrumentRegistry, series: Series, { from, to }: Span): Promise<Missing> {
  const { instrument, interval = '1m' } = series
  const stored = new Set<EpochMs>()
  const query = { kind: 'bar' as const, venue: instrument.venue, symbol: instrument.symbol, interval, from, to }
  for await (const columns of store.read(query)) {
    for (const bar of fromColumns(columns, registry).events) if (bar.final && bar.origin === 'venue') stored.add(bar.openTime)
  }
  const spans: { from: EpochMs; to: EpochMs }[] = []
  const begin = openTimeOf(interval, from)
  for (let at = begin < from ? nextOpenTimeOf(interval, from) : begin; at < to; at = nextOpenTimeOf(interval, at)) {
    if (stored.has(at)) continue
    const last = spans.at(-1)
    if (last?.to === at) last.to = nextOpenTimeOf(interval, at)
    else spans.push({ from: at, to: nextOpenTimeOf(interval, at) })
  }
  return { spans, has: (event) => event.kind === 'bar' && stored.has(event.openTime) }
}

async function missingTrades(store: EventReader, registry: InstrumentRegistry, series: Series, { from, to }: Span): Promise<Missing> {
  const { instrument, variant } = series
  const ids: IdRange[] = []
  const spans: Span[] = []
  let last: { readonly id: bigint; readonly ts: EpochMs } | undefined
  for await (const columns of store.read({ kind: 'trade', venue: instrument.venue, symbol: instrument.symbol, from, to })) {
    for (const { id: text, aggregate, ts } of fromColumns(columns, registry).events) {
      if (text === undefined || (aggregate !== undefined) !== (variant === 'aggregate')) continue
      const id = BigInt(text)
      const range = ids.at(-1)
      if (range !== undefined && id <= range.last + 1n) range.last = id > range.last ? id : range.last
      else {
        spans.push({ from: last === undefined ? from : Math.floor(last.ts), to: Math.floor(ts) + 1 })
        ids.push({ first: id, last: id })
      }
      last = { id, ts }
    }
  }
  spans.push({ from: last === undefined ? from : Math.floor(last.ts), to })
  const has = (event: MarketEvent): boolean =>
    event.kind === 'trade' && event.id !== undefined && ids.some(({ first, last: end }) => isWithin(BigInt(event.id ?? 0), first, end))
  return { spans: spans.filter((each) => each.from < each.to), has }
}

interface IdRange {
  readonly first: bigint
  last: bigint
}

const isWithin = (id: bigint, first: bigint, last: bigint): boolean => id >= first && id <= last
