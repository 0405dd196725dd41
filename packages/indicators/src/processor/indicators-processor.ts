import {
  type AnyBatch,
  type Bar,
  type BarSpec,
  type Clock,
  type DerivedWriter,
  type EpochMs,
  type EventKind,
  type ExpectedStream,
  type Gap,
  type HistoryReader,
  type Instrument,
  type InstrumentRegistry,
  type Logger,
  type Processor,
  configError,
} from '@feedloom/core'
import type { IndicatorsConfig } from './config.ts'
import type { Plan } from './plan.ts'
import { Series } from './series.ts'
import { warmUp } from './warm-up.ts'

interface Surroundings {
  readonly clock: Pick<Clock, 'now'>
  readonly instruments: Pick<InstrumentRegistry, 'all'>
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/** Bars in, indicator values out. Series begin with history, or with the first bar of an instrument and interval. */
export class IndicatorsProcessor implements Processor {
  readonly consumes: readonly EventKind[] = ['bar', 'gap']
  readonly produces: readonly EventKind[] = ['indicator']
  readonly forwards = true
  readonly intervals: NonNullable<Processor['intervals']>
  readonly indicators: NonNullable<Processor['indicators']>
  readonly tickEveryMs?: number
  readonly #config: IndicatorsConfig
  readonly #plan: Plan
  /** Of an instrument that is only read by others. */
  readonly #nothing: Plan
  readonly #around: Surroundings
  /** By interval, then by `Instrument.index`. */
  readonly #series = new Map<BarSpec, (Series | undefined)[]>()
  readonly #stale: Series[] = []
  readonly #needsForming: boolean

  constructor(config: IndicatorsConfig, plan: Plan, around: Surroundings) {
    this.#config = config
    this.#plan = plan
    this.#nothing = { ...plan, own: { ...plan.own, nodes: [] }, joined: [] }
    this.#around = around
    this.#needsForming = config.preview || config.every !== undefined
    this.intervals = { needs: config.input.interval, makes: [] }
    this.indicators = { needs: [], makes: namesIn(plan) }
    if (config.every !== undefined) this.tickEveryMs = config.every
    for (const interval of config.input.interval) this.#series.set(interval, [])
  }

  /**
   * Fills the series that the sources are about to feed: from the store, and from the venue where that has less. Throws
   * the config error `FEEDLOOM_INDICATOR_SECOND_MISSING` for an instrument that nobody subscribes to.
   */
  async warm(history: HistoryReader, signal: AbortSignal): Promise<void> {
    const { expected = [] } = history
    if (expected.length === 0) return
    const { input } = this.#config
    const all = input.interval.flatMap((interval) => {
      const instruments = expectedBars(expected, interval, input.origin)
      for (const instrument of instruments) if (this.#isWanted(instrument)) this.#requireOthers(instrument, instruments, interval)
      return instruments.map((instrument) => this.#seriesOf(instrument, interval)).filter((series) => series !== undefined)
    })
    await warmUp(all, {
      history,
      signal,
      now: () => this.#around.clock.now(),
      log: this.#around.log,
      origin: input.origin,
      convergence: this.#plan.convergence,
    })
  }

  process(batch: AnyBatch, out: DerivedWriter): void {
    if (batch.kind === 'gap') {
      for (const gap of batch.events) this.#gap(gap)
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
    for (const row of this.#series.values()) for (const series of row) series?.preview(out)
  }

  #bar(bar: Bar, out: DerivedWriter): void {
    if (bar.origin !== this.#config.input.origin) return
    const series = this.#seriesOf(bar.instrument, bar.interval)
    if (series === undefined) return
    if (bar.final) {
      series.close(bar, out)
      if (series.isStale && !this.#stale.includes(series)) this.#stale.push(series)
    } else if (this.#needsForming) {
      series.hold(bar)
      if (this.#config.every === undefined) series.preview(out)
    }
  }

  #gap(gap: Gap): void {
    if (gap.dataKind !== 'bar') return
    for (const [interval, row] of this.#series) {
      if (gap.interval === undefined || gap.interval === interval) row[gap.instrument.index]?.gap(gap.state === 'healed')
    }
  }

  #seriesOf(instrument: Instrument, interval: BarSpec): Series | undefined {
    const row = this.#series.get(interval)
    if (row === undefined) return undefined
    const known = row[instrument.index]
    if (known !== undefined) return known
    const isWanted = this.#isWanted(instrument)
    const isOther = this.#plan.others.some(({ symbol }) => isNamed(instrument, symbol))
    if (!isWanted && !isOther) return undefined
    const find = (symbol: string): Series | undefined => row[this.#otherOf(instrument, symbol)?.index ?? -1]
    const series = new Series({ instrument, interval }, isWanted ? this.#plan : this.#nothing, find)
    row[instrument.index] = series
    if (isOther) for (const reader of row) reader?.lookForOthers()
    else series.lookForOthers()
    return series
  }

  /** The instrument of that symbol: on the same venue if that has it, else on the first one that does. */
  #otherOf({ venue }: Instrument, symbol: string): Instrument | undefined {
    const all = [...this.#around.instruments.all()].filter((other) => isNamed(other, symbol))
    return all.find((other) => other.venue === venue) ?? all[0]
  }

  #requireOthers(instrument: Instrument, instruments: readonly Instrument[], interval: BarSpec): void {
    for (const { symbol, path } of this.#plan.others) {
      const other = this.#otherOf(instrument, symbol)
      if (other !== undefined && instruments.includes(other)) continue
      throw configError('FEEDLOOM_INDICATOR_SECOND_MISSING', `no source gives ${interval} bars of ${symbol} for ${instrument.symbol}`, {
        path,
        hint: `Subscribe to them: \`- { kind: bar, symbols: [${symbol}], interval: ${interval} }\`.`,
      })
    }
  }

  #isWanted(instrument: Instrument): boolean {
    const { symbols } = this.#config
    return symbols === undefined || symbols.includes(instrument.symbol) || symbols.includes(instrument.nativeSymbol)
  }
}

/** Those whose bars will come; bars made here are made of trades or of other bars. */
function expectedBars(expected: readonly ExpectedStream[], interval: BarSpec, origin: 'venue' | 'derived'): readonly Instrument[] {
  const isBar = (stream: ExpectedStream): boolean => stream.kind === 'bar' && (origin === 'derived' || stream.interval === interval)
  return [
    ...new Set(
      expected.filter((stream) => isBar(stream) || (origin === 'derived' && stream.kind === 'trade')).map(({ instrument }) => instrument),
    ),
  ]
}

/** `BTC/USDT`, or with its venue `binance:BTC/USDT`. */
function isNamed({ symbol, venue }: Instrument, text: string): boolean {
  return text === symbol || text === `${venue}:${symbol}`
}

/** `macd`, which stands for its first output, `macd.macd`, `macd.signal`, ... */
function namesIn({ definitions }: Plan): readonly string[] {
  return definitions.flatMap(({ name, outputs }) => [name, ...outputs.map((output) => `${name}.${output}`)])
}
