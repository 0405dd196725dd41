import type { BookView, EngineView } from '../contracts/engine-view.ts'
import type { Coverage } from '../contracts/columns.ts'
import type { FlowStats, StreamStats } from '../contracts/engine-view.ts'
import type { Instrument } from '../contracts/instrument.ts'
import type { ConnectionStatus } from '../contracts/lifecycle.ts'
import type { Assembly } from './assembly.ts'
import type { Host } from './host.ts'
import { MarketBuffers } from './market-buffers.ts'

export interface ViewOptions {
  readonly startedAt: () => number
  readonly onConnection: (changed: (status: ConnectionStatus) => void) => Disposable
}

/** What may be seen of the running engine. `assembly` is asked lazily: components that use the view are made with it. */
export function createView(host: Host, assembly: () => Assembly, options: ViewOptions): EngineView {
  const pipelines = () => [...assembly().pipelines.values()].map(({ pipeline }) => pipeline)
  const runners = () => [...assembly().sources.values()]
  const find = (symbol: string, venue: string | undefined): readonly Instrument[] => instrumentsOf(host, symbol, venue)
  const book = (symbol: string, venue?: string): BookView | undefined =>
    first(find(symbol, venue), (instrument) => first(runners(), ({ port }) => port.trackers.book(instrument)))
  return {
    run: host.runId,
    get startedAt() {
      return options.startedAt()
    },
    components: () => host.lifecycle.all(),
    connections: () => runners().flatMap((runner) => runner.connections()),
    onComponent: (changed) => host.lifecycle.onChange(changed),
    onConnection: options.onConnection,
    flow: () => flowOf(assembly()),
    streams: () => streamsOf(assembly()),
    latest: (kind, symbol, venue) =>
      first(find(symbol, venue), (instrument) => first(pipelines(), (pipeline) => pipeline.streams.latest(kind, instrument))),
    buffer: new MarketBuffers(() => [...assembly().pipelines.values()].map(({ buffer }) => buffer)),
    book,
    books: () => runners().flatMap(({ port }) => [...port.trackers.books()]),
    indicators: {
      latest: (symbol, interval, venue) =>
        first(find(symbol, venue), (instrument) => first(pipelines(), ({ latest }) => latest.indicators(instrument, interval))) ??
        new Map(),
    },
    chains: (underlying) =>
      find(underlying, undefined).flatMap((instrument) => pipelines().flatMap(({ latest }) => latest.chains(instrument))),
    gaps: (filter = {}) => assembly().gaps.matching(filter),
    coverage: () => coverageOf(assembly()),
  }
}

/** Counters of every component, in the order of the stream. */
export function flowOf(assembly: Assembly): readonly FlowStats[] {
  return [
    ...[...assembly.sources.values()].map((runner) => runner.stats()),
    ...[...assembly.pipelines.values()].flatMap(({ stages }) => stages.map(({ stage }) => stage.stats())),
    ...[...assembly.sinks.values()].map(({ driver }) => driver.stats()),
  ]
}

/** Each stream once, though several pipelines may carry it: the one that has seen most of it. */
export function streamsOf(assembly: Assembly): readonly StreamStats[] {
  const all = [...assembly.pipelines.values()].flatMap(({ pipeline }) => pipeline.streams.stats())
  if (assembly.pipelines.size === 1) return all
  const best = new Map<string, StreamStats>()
  for (const stream of all) {
    const key = `${stream.kind} ${stream.instrument.index}`
    const known = best.get(key)
    if (known === undefined || known.events < stream.events) best.set(key, stream)
  }
  return [...best.values()]
}

/** What this run has carried so far, per instrument and kind. */
function coverageOf(assembly: Assembly): readonly Coverage[] {
  return assembly.gaps.withHoles([...assembly.pipelines.values()].flatMap(({ pipeline }) => pipeline.streams.coverage()))
}

/** By unified or native symbol, of one venue or of all. */
function instrumentsOf(host: Host, symbol: string, venue: string | undefined): readonly Instrument[] {
  const { instruments } = host
  const venues = venue === undefined ? instruments.venues() : [venue]
  return [...venues].flatMap((name) => instruments.unified(name, symbol) ?? instruments.native(name, symbol) ?? [])
}

function first<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
