import type { Table } from 'apache-arrow'
import type { AnyBatch, BufferKind, BufferQuery, BufferRows, EpochMs, EventBuffer, Instrument } from '../contracts/index.ts'
import { arrowTable } from './arrow.ts'
import { InstrumentSeries } from './instrument-series.ts'
import type { Ring, RowColumns, RowObjects, RowShape } from './ring.ts'
import { barShape, quoteShape, tickShape, tradeShape } from './row-shapes.ts'

export interface MarketBufferOptions {
  /** Rows kept per instrument and kind (of bars: and interval). */
  readonly size: number
  readonly kinds: readonly BufferKind[]
}

/** The rows that `toArrow` exports: the last `last` of those from `from` to `to`. */
export interface ArrowQuery extends BufferQuery {
  /** Inclusive. */
  readonly from?: EpochMs | undefined
  /** Exclusive. */
  readonly to?: EpochMs | undefined
  readonly last?: number | undefined
}

const shapes: Readonly<Record<BufferKind, RowShape>> = { tick: tickShape, trade: tradeShape, quote: quoteShape, bar: barShape }

class Rows implements BufferRows {
  readonly instrument: Instrument | undefined
  readonly length: number
  readonly columns: RowColumns
  readonly #shape: RowShape

  constructor(instrument: Instrument | undefined, columns: RowColumns, shape: RowShape) {
    this.instrument = instrument
    this.columns = columns
    this.length = (columns[shape.names[0] as string] as Float64Array).length
    this.#shape = shape
  }

  rows(): RowObjects {
    return this.#shape.rows(this.columns)
  }
}

interface Found {
  readonly series: InstrumentSeries
  readonly ring: Ring
}

/**
 * The last rows of every instrument, in typed arrays. Kinds: `trade`, `quote`, `bar` (per interval; a forming bar is
 * replaced until it is final) and `tick`, the eleven columns symbol, timestamp, price, volume, bid, ask, high, low,
 * open, close, exchange, folded from trades, quotes and tickers: each of these events adds a row with all that is known
 * by then. `volume` is the size of the trade, 0 for other rows; open, high and low are those of the ticker's window,
 * widened by trades; without a ticker they count from the first trade seen. A tick's time never goes back.
 */
export class MarketBuffer implements EventBuffer {
  readonly #size: number
  readonly #kinds: ReadonlySet<BufferKind>
  /** By `Instrument.index`. */
  readonly #series: (InstrumentSeries | undefined)[] = []
  readonly #bySymbol = new Map<string, InstrumentSeries[]>()

  constructor(options: MarketBufferOptions) {
    this.#size = Math.max(1, Math.floor(options.size))
    this.#kinds = new Set(options.kinds)
  }

  /** What all rings occupy. */
  get bytes(): number {
    let sum = 0
    for (const series of this.#series) for (const ring of series?.rings(undefined, undefined) ?? []) sum += ring.bytes
    return sum
  }

  /** Takes the rows of a batch; kinds that are not kept cost nothing. */
  accept(batch: AnyBatch): void {
    const tick = this.#kinds.has('tick')
    if (batch.kind === 'trade') {
      const trade = this.#kinds.has('trade')
      for (const event of batch.events) {
        const series = this.#of(event.instrument)
        if (trade) series.trade(event)
        if (tick) series.tick(event, batch.delivery)
      }
    } else if (batch.kind === 'quote') {
      const quote = this.#kinds.has('quote')
      for (const event of batch.events) {
        const series = this.#of(event.instrument)
        if (quote) series.quote(event)
        if (tick) series.tick(event, batch.delivery)
      }
    } else if (batch.kind === 'ticker') {
      if (tick) for (const event of batch.events) this.#of(event.instrument).tick(event, batch.delivery)
    } else if (batch.kind === 'bar' && this.#kinds.has('bar')) {
      for (const event of batch.events) this.#of(event.instrument).bar(event)
    }
  }

  latest(query: BufferQuery, n: number): BufferRows {
    const found = this.#find(query)
    return found === undefined ? this.#none(query) : new Rows(found.series.instrument, found.ring.latest(n), found.ring.shape)
  }

  range(query: BufferQuery, from: EpochMs, to: EpochMs): BufferRows {
    const found = this.#find(query)
    return found === undefined ? this.#none(query) : new Rows(found.series.instrument, found.ring.range(from, to), found.ring.shape)
  }

  clear(query: Partial<BufferQuery> = {}): void {
    const series = query.symbol === undefined ? this.#series : (this.#bySymbol.get(query.symbol) ?? [])
    for (const one of series) {
      if (one === undefined || (query.venue ?? one.instrument.venue) !== one.instrument.venue) continue
      for (const ring of one.rings(query.kind, query.interval)) ring.clear()
    }
  }

  /**
   * Rows as an Arrow table that shares no memory with the buffer; of ticks, the eleven columns. Times are whole
   * milliseconds (int64). Throws `FEEDLOOM_ARROW_MISSING` (config) where the optional package apache-arrow is missing.
   */
  async toArrow(query: ArrowQuery): Promise<Table> {
    return arrowTable(() => {
      const rows = this.range(query, query.from ?? Number.NEGATIVE_INFINITY, query.to ?? Number.POSITIVE_INFINITY)
      const skip = query.last === undefined ? 0 : Math.max(0, rows.length - query.last)
      const columns = Object.fromEntries(Object.entries(rows.columns).map(([name, values]) => [name, values.subarray(skip)]))
      return { instrument: rows.instrument, columns }
    })
  }

  #none(query: BufferQuery): BufferRows {
    const shape = shapes[query.kind]
    const empty = shape.names.map(() => new Float64Array())
    return new Rows(this.#bySymbol.get(query.symbol)?.[0]?.instrument, shape.view(empty, 0, 0), shape)
  }

  #find(query: BufferQuery): Found | undefined {
    const candidates = this.#bySymbol.get(query.symbol)
    if (candidates === undefined) return undefined
    for (const series of candidates) {
      if (query.venue !== undefined && series.instrument.venue !== query.venue) continue
      const ring = series.ring(query.kind, query.interval)
      if (ring !== undefined) return { series, ring }
    }
    return undefined
  }

  #of(instrument: Instrument): InstrumentSeries {
    return this.#series[instrument.index] ?? this.#admit(instrument)
  }

  #admit(instrument: Instrument): InstrumentSeries {
    const series = new InstrumentSeries(instrument, this.#size)
    this.#series[instrument.index] = series
    for (const symbol of new Set([instrument.symbol, instrument.nativeSymbol])) {
      const known = this.#bySymbol.get(symbol)
      if (known === undefined) this.#bySymbol.set(symbol, [series])
      else known.push(series)
    }
    return series
  }
}
