import {
  type AnyBatch,
  type Bar,
  type BarSpec,
  type Clock,
  type DerivedWriter,
  type EventKind,
  type HistoryReader,
  type Instrument,
  type InstrumentRegistry,
  type Processor,
} from '@feedloom/core'
import { emptyRow } from '../parts/row.ts'
import { BarHistory } from '../processor/bar-history.ts'
import { type BarInput, closedBars, isNamed } from './bar-input.ts'
import type { StructureDetector } from './bars.ts'

interface Surroundings {
  readonly clock: Pick<Clock, 'now'>
  readonly instruments: Pick<InstrumentRegistry, 'all'>
}

export interface StructureConfig {
  readonly input: BarInput
  readonly symbols?: readonly string[] | undefined
}

/** What a processor looks for, and how it says it. */
export interface Structure<Statement> {
  readonly kind: EventKind
  /** Closed bars kept for each series, to begin anew from when a late one comes. */
  readonly rows: number
  create(): StructureDetector<Statement>
  say(
    out: DerivedWriter,
    about: { readonly instrument: Instrument; readonly interval: BarSpec; readonly ts: number },
    found: Statement,
  ): void
}

/** One instrument and interval. */
class Series<Statement> {
  readonly instrument: Instrument
  readonly interval: BarSpec
  readonly #structure: Structure<Statement>
  readonly #detector: StructureDetector<Statement>
  readonly #history: BarHistory
  #isStale = false

  constructor(instrument: Instrument, interval: BarSpec, structure: Structure<Statement>) {
    this.instrument = instrument
    this.interval = interval
    this.#structure = structure
    this.#detector = structure.create()
    this.#history = new BarHistory(structure.rows)
  }

  /** Without `out` nothing is said (warm-up). */
  close(bar: Bar, out: DerivedWriter | undefined): void {
    const isNext = bar.openTime > this.#history.last
    // What was said was true by what was known; from the next bar on it goes by the corrected past.
    if (isNext && this.#isStale) this.#beginAnew()
    const placement = this.#history.put(bar)
    if (!isNext) {
      this.#isStale ||= placement === 'new' || placement === 'changed'
      return
    }
    const about = { instrument: this.instrument, interval: this.interval, ts: bar.ts }
    for (const statement of this.#detector.update(bar)) if (out !== undefined) this.#structure.say(out, about, statement)
  }

  #beginAnew(): void {
    this.#isStale = false
    this.#detector.reset()
    const row = emptyRow()
    for (let at = 0; at < this.#history.length; at++) {
      this.#history.read(at, row)
      this.#detector.update(row)
    }
  }
}

/** Closed bars in, what a detector states out. Series begin with the first bar of an instrument and interval. */
export class StructureProcessor<Statement> implements Processor {
  readonly consumes: readonly EventKind[] = ['bar']
  readonly produces: readonly EventKind[]
  readonly forwards = true
  readonly intervals: NonNullable<Processor['intervals']>
  readonly #config: StructureConfig
  readonly #structure: Structure<Statement>
  readonly #around: Surroundings
  /** By interval, then by `Instrument.index`. */
  readonly #series: ReadonlyMap<BarSpec, (Series<Statement> | undefined)[]>

  constructor(config: StructureConfig, structure: Structure<Statement>, around: Surroundings) {
    this.#config = config
    this.#structure = structure
    this.#around = around
    this.produces = [structure.kind]
    this.intervals = { needs: config.input.interval, makes: [] }
    this.#series = new Map(config.input.interval.map((interval) => [interval, []]))
  }

  /** Fills the series of `symbols` from history; without that list there is nothing to ask for. */
  async warm(history: HistoryReader, signal: AbortSignal): Promise<void> {
    if (this.#config.symbols === undefined) return
    const { origin } = this.#config.input
    const span = { origin, to: this.#around.clock.now(), rows: this.#structure.rows }
    for (const instrument of this.#around.instruments.all()) {
      for (const interval of this.#config.input.interval) {
        const series = this.#seriesOf(instrument, interval)
        if (series === undefined) continue
        for await (const bar of closedBars(history, { ...span, instrument, interval }, signal)) series.close(bar, undefined)
      }
    }
  }

  process(batch: AnyBatch, out: DerivedWriter): void {
    if (batch.kind !== 'bar') return
    for (const bar of batch.events) {
      if (!bar.final || bar.origin !== this.#config.input.origin) continue
      out.tsRecv = bar.tsRecv
      this.#seriesOf(bar.instrument, bar.interval)?.close(bar, out)
    }
  }

  #seriesOf(instrument: Instrument, interval: BarSpec): Series<Statement> | undefined {
    const row = this.#series.get(interval)
    if (row === undefined) return undefined
    const known = row[instrument.index]
    if (known !== undefined || !isNamed(instrument, this.#config.symbols)) return known
    const series = new Series(instrument, interval, this.#structure)
    row[instrument.index] = series
    return series
  }
}
