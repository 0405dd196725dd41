import { type AnyBatch, type EpochMs, type HistoryRequest, type MarketEvent, type Source, configError } from '@feedloom/core'
import type { Engine } from '@feedloom/core/engine'
import { RunWriter } from '@feedloom/core/events'
import type { DuckdbStore } from '@feedloom/storage-duckdb'
import { missingIn, type Series, type Span } from './missing.ts'

export interface DownloadParts {
  readonly engine: Engine
  readonly source: Source
  readonly store: DuckdbStore
  readonly signal: AbortSignal
  /** Called after every page. */
  readonly onPage: (progress: DownloadProgress) => void
}

export interface DownloadProgress {
  readonly series: Series
  /** 0 to 1, of what was missing. */
  readonly fraction: number
  /** How far it has come. */
  readonly at: EpochMs
  readonly rows: number
  readonly pages: number
}

export interface Downloaded extends DownloadProgress {
  /** Nothing was missing. */
  readonly complete: boolean
}

/**
 * Fetches what the store lacks of a series and stores it page by page, so that what was stored stays when it is
 * interrupted. Pages go through the normalizer that reads the live stream; bars that still form are left out.
 */
export class Download {
  readonly #parts: DownloadParts
  readonly #series: Series
  readonly #writer = new RunWriter()
  #writes = 0
  #rows = 0
  #pages = 0
  #behind = 0

  constructor(parts: DownloadParts, series: Series) {
    this.#parts = parts
    this.#series = series
  }

  /** Resolves also when `signal` stopped it. Rejects with what the venue or the store says. */
  async run(span: Span): Promise<Downloaded> {
    const { store, engine, signal } = this.#parts
    const missing = await missingIn(store.reader, engine.registry, this.#series, span)
    const wanted = missing.spans.reduce((sum, { from, to }) => sum + to - from, 0)
    let at = span.from
    for (const each of missing.spans) {
      at = await this.#fetch(each, missing.has, wanted)
      if (signal.aborted) break
      this.#behind += each.to - each.from
    }
    const fraction = signal.aborted && wanted > 0 ? this.#behind / wanted : 1
    return { series: this.#series, fraction, at, rows: this.#rows, pages: this.#pages, complete: missing.spans.length === 0 }
  }

  async #fetch(span: Span, has: (event: MarketEvent) => boolean, wanted: number): Promise<EpochMs> {
    const { source, signal, onPage, engine } = this.#parts
    const { normalizer: factory } = source
    if (source.history === undefined || factory === undefined) throw unsupported(this.#series.kind)
    const normalizer = factory.create({ venue: factory.venue, instruments: engine.registry, report: () => undefined })
    let at = span.from
    try {
      for await (const frame of source.history(this.#request(span), signal)) {
        this.#pages++
        this.#writer.begin(frame.tsRecv, 'history', 'backfill')
        normalizer.normalize(frame, this.#writer)
        const runs = this.#writer.finish()
        at = Math.max(at, ...runs.flatMap(({ events }) => events.slice(-1).map(timeOf)))
        await this.#store(runs, span, has)
        const fraction = Math.min(1, (this.#behind + at - span.from) / wanted)
        onPage({ series: this.#series, fraction, at, rows: this.#rows, pages: this.#pages })
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
    return at
  }

  async #store(runs: readonly AnyBatch[], { from, to }: Span, has: (event: MarketEvent) => boolean): Promise<void> {
    const { store, engine } = this.#parts
    const isWanted = (event: MarketEvent): boolean =>
      !(event.kind === 'bar' && !event.final) && timeOf(event) >= from && timeOf(event) < to && !has(event)
    const fresh = runs.flatMap((run) => {
      const events = (run.events as readonly MarketEvent[]).filter(isWanted)
      return events.length === 0 ? [] : [{ ...run, events } as AnyBatch]
    })
    const count = fresh.reduce((sum, { events }) => sum + events.length, 0)
    if (count === 0) return
    // A page that has come is kept, also when somebody wants to stop.
    const write = { run: `${engine.runId}/${this.#series.instrument.id}`, id: ++this.#writes, runs: fresh, count }
    await store.write(write, new AbortController().signal)
    this.#rows += count
  }

  #request({ from, to }: Span): HistoryRequest {
    const { instrument, kind, interval, variant } = this.#series
    const rest = { depth: undefined, pollEveryMs: undefined, backfillMs: undefined, options: undefined, limit: undefined }
    return { kind, symbol: instrument.symbol, interval, variant, from, to, ...rest }
  }
}

const timeOf = (event: MarketEvent): EpochMs => (event.kind === 'bar' ? event.openTime : event.ts)

function unsupported(kind: string): Error {
  return configError('FEEDLOOM_HISTORY_UNSUPPORTED', `this source has no history of \`${kind}\``)
}
