import {
  type AnyBatch,
  type Bar,
  type BarSpec,
  type Clock,
  type DerivedWriter,
  type EpochMs,
  type EventKind,
  type Gap,
  type HistoryReader,
  type Instrument,
  type InstrumentRegistry,
  type Processor,
  intervalMs,
} from '@feedloom/core'
import type { IndicatorsConfig } from './config.ts'
import type { Plan } from './plan.ts'
import { Series, rowsKept } from './series.ts'

const longestMonthMs = 31 * 86_400_000

interface Surroundings {
  readonly clock: Pick<Clock, 'now'>
  readonly instruments: Pick<InstrumentRegistry, 'all'>
}

/** Bars in, indicator values out. Series begin with the first bar of an instrument and interval. */
export class IndicatorsProcessor implements Processor {
  readonly consumes: readonly EventKind[] = ['bar', 'gap']
  readonly produces: readonly EventKind[] = ['indicator']
  readonly forwards = true
  readonly intervals: NonNullable<Processor['intervals']>
  readonly indicators: NonNullable<Processor['indicators']>
  readonly tickEveryMs?: number
  readonly #config: IndicatorsConfig
  readonly #plan: Plan
  readonly #around: Surroundings
  /** By interval, then by `Instrument.index`. */
  readonly #series = new Map<BarSpec, (Series | undefined)[]>()
  readonly #stale: Series[] = []

  constructor(config: IndicatorsConfig, plan: Plan, around: Surroundings) {
    this.#config = config
    this.#plan = plan
    this.#around = around
    this.intervals = { needs: config.input.interval, makes: [] }
    this.indicators = { needs: [], makes: namesIn(plan) }
    if (config.every !== undefined) this.tickEveryMs = config.every
    for (const interval of config.input.interval) this.#series.set(interval, [])
  }

  /** Fills the series of `symbols` from history; without that list there is nothing to ask for. */
  async warm(history: HistoryReader, signal: AbortSignal): Promise<void> {
    if (this.#config.symbols === undefined) return
    for (const instrument of this.#around.instruments.all()) {
      if (!this.#isWanted(instrument)) continue
      for (const interval of this.#config.input.interval) await this.#warmSeries(history, instrument, interval, signal)
    }
  }

  process(batch: AnyBatch, out: DerivedWriter): void {
    if (batch.kind === 'gap') {
      for (const gap of batch.events) this.#hole(gap)
      return
    }
    if (batch.kind !== 'bar') return
    for (const bar of batch.events) {
      out.tsRecv = bar.tsRecv
      this.#bar(bar, out)
    }
    for (const series of this.#stale.splice(0)) series.recompute(out)
  }

  tick(_now: EpochMs, out: DerivedWriter): void {
    for (const row of this.#series.values()) for (const series of row) series?.tick(out)
  }

  #bar(bar: Bar, out: DerivedWriter): void {
    if (bar.origin !== this.#config.input.origin) return
    const series = this.#seriesOf(bar.instrument, bar.interval)
    if (series === undefined) return
    if (bar.final) {
      series.close(bar, out)
      if (series.isStale && !this.#stale.includes(series)) this.#stale.push(series)
    } else if (this.#config.every !== undefined) series.hold(bar)
    else if (this.#config.preview) series.preview(bar, out)
  }

  #hole(gap: Gap): void {
    if (gap.dataKind !== 'bar') return
    for (const [interval, row] of this.#series) {
      if (gap.interval === undefined || gap.interval === interval) row[gap.instrument.index]?.hole(gap.state === 'healed')
    }
  }

  async #warmSeries(history: HistoryReader, instrument: Instrument, interval: BarSpec, signal: AbortSignal): Promise<void> {
    const series = this.#seriesOf(instrument, interval)
    if (series === undefined) return
    const rows = rowsKept(this.#plan)
    const to = this.#around.clock.now()
    const span = interval.endsWith('M') ? Number.parseInt(interval, 10) * longestMonthMs : intervalMs(interval)
    // Bars of activity have no width: the last rows of all time.
    const from = span === undefined ? 0 : to - (rows + 1) * span
    for await (const batch of history.read({ instrument, kind: 'bar', interval, from, to, last: rows }, signal)) {
      if (batch.kind !== 'bar') continue
      for (const bar of batch.events as readonly Bar[]) {
        if (bar.final && bar.origin === this.#config.input.origin && bar.interval === interval) series.close(bar, undefined)
      }
    }
    series.recompute(undefined)
  }

  #seriesOf(instrument: Instrument, interval: BarSpec): Series | undefined {
    const row = this.#series.get(interval)
    if (row === undefined) return undefined
    const known = row[instrument.index]
    if (known !== undefined || !this.#isWanted(instrument)) return known
    const series = new Series(instrument, interval, this.#plan)
    row[instrument.index] = series
    return series
  }

  #isWanted(instrument: Instrument): boolean {
    const { symbols } = this.#config
    return symbols === undefined || symbols.includes(instrument.symbol) || symbols.includes(instrument.nativeSymbol)
  }
}

/** `macd`, which stands for its first output, `macd.macd`, `macd.signal`, ... */
function namesIn({ nodes }: Plan): readonly string[] {
  return nodes.flatMap(({ definition: { name, outputs } }) => [name, ...outputs.map((output) => `${name}.${output}`)])
}
