import type {
  AnyBatch,
  Bar,
  Clock,
  DerivedWriter,
  EpochMs,
  Gap,
  HistoryReader,
  Instrument,
  InstrumentRegistry,
  Interval,
  Processor,
  Ticker,
} from '../../contracts/index.ts'
import { symbolMatch } from '../symbol-match.ts'
import { BarMeasure } from './bar-measure.ts'
import { type MoversConfig, type MoversPlan, planOf } from './config.ts'
import type { Measure } from './measure.ts'
import { isTop, rank, type Ranks } from './ranking.ts'
import { TickerMeasure } from './ticker-measure.ts'

/** What it needs of the component's context. */
export interface Surroundings {
  readonly clock: Pick<Clock, 'now'>
  readonly instruments: Pick<InstrumentRegistry, 'all'>
}

/** Bars or tickers in, ranked movers out. Bars are taken in as they come; measured and ranked is at each tick. */
export class MoversProcessor implements Processor {
  readonly consumes: Processor['consumes']
  readonly produces: Processor['produces'] = ['mover']
  readonly forwards = true
  readonly intervals?: NonNullable<Processor['intervals']>
  readonly tickEveryMs: number
  readonly #config: MoversConfig
  readonly #plan: MoversPlan
  readonly #around: Surroundings
  readonly #isWanted: (instrument: Instrument) => boolean
  readonly #gapKinds: ReadonlySet<string>
  /** By `Instrument.index`. */
  readonly #bars: (BarMeasure | undefined)[] = []
  readonly #tickers: (TickerMeasure | undefined)[] = []
  /** Something has come since the last ranking. */
  #isDue = false

  constructor(config: MoversConfig, around: Surroundings) {
    const { kind, interval, origin } = config.input
    this.#config = config
    this.#plan = planOf(config)
    this.#around = around
    this.#isWanted = symbolMatch(config.symbols)
    this.consumes = [kind, 'gap']
    this.tickEveryMs = config.every
    if (kind === 'bar') this.intervals = { needs: [interval], makes: [] }
    // Bars that are made here miss what the trades miss.
    this.#gapKinds = new Set(kind === 'bar' && origin === 'derived' ? ['bar', 'trade'] : [kind])
  }

  /** Fills the windows of `symbols` from history; without that list there is nothing to ask for. */
  async warm(history: HistoryReader, signal: AbortSignal): Promise<void> {
    const { input, symbols, history: spanMs } = this.#config
    if (symbols === undefined || input.kind !== 'bar') return
    const { interval } = input
    const to = this.#around.clock.now()
    const from = to - (spanMs ?? (Math.max(...this.#plan.steps) + 1) * this.#plan.stepMs)
    for (const instrument of this.#around.instruments.all()) {
      if (!this.#isWanted(instrument)) continue
      for await (const batch of history.read({ instrument, kind: 'bar', interval, from, to }, signal)) {
        if (batch.kind === 'bar') for (const bar of batch.events as readonly Bar[]) this.#bar(bar, true)
      }
    }
  }

  process(batch: AnyBatch): void {
    if (batch.kind === 'gap') for (const gap of batch.events) this.#gap(gap)
    else if (batch.kind === 'bar') for (const bar of batch.events) this.#bar(bar, batch.delivery === 'backfill')
    else if (batch.kind === 'ticker') for (const ticker of batch.events) this.#ticker(ticker)
  }

  tick(now: EpochMs, out: DerivedWriter): void {
    if (this.#isDue) this.#rank(now, out)
  }

  end(out: DerivedWriter): void {
    if (this.#isDue) this.#rank(out.tsRecv, out)
  }

  #bar(bar: Bar, fetched: boolean): void {
    const { interval, origin } = this.#config.input
    if (bar.interval !== interval || bar.origin !== origin || !this.#isWanted(bar.instrument)) return
    this.#isDue = true
    const measure = (this.#bars[bar.instrument.index] ??= this.#admit(bar.instrument, interval))
    measure.bar(bar, fetched)
  }

  #ticker(ticker: Ticker): void {
    if (!this.#isWanted(ticker.instrument)) return
    this.#isDue = true
    const measure = (this.#tickers[ticker.instrument.index] ??= new TickerMeasure(ticker.instrument))
    measure.ticker(ticker)
  }

  #gap(gap: Gap): void {
    const { interval, kind } = this.#config.input
    if (!this.#gapKinds.has(gap.dataKind)) return
    if (gap.dataKind === 'bar' && gap.interval !== undefined && gap.interval !== interval) return
    const measure = kind === 'bar' ? this.#bars[gap.instrument.index] : this.#tickers[gap.instrument.index]
    measure?.gap(gap)
    this.#isDue ||= measure !== undefined
  }

  #admit(instrument: Instrument, interval: Interval): BarMeasure {
    const { baseline, grace: graceMs } = this.#config
    const { stepMs, steps: windows } = this.#plan
    return new BarMeasure(instrument, { interval, stepMs, windows, baseline, graceMs })
  }

  #rank(now: EpochMs, out: DerivedWriter): void {
    const { top, active: activity, minTurnover: leastTurnover = 0 } = this.#config
    const all = [...this.#bars, ...this.#tickers]
    this.#isDue = false
    for (const [i, window] of this.#plan.windows.entries()) {
      const measures = all.map((one) => one?.measure(i, now)).filter((one): one is Measure => one !== undefined)
      const ranking = rank(measures, { activity, leastTurnover })
      for (const ranks of ranking.all) if (top === 'all' || isTop(ranks, top)) write(ranks, window, ranking.universe, now, out)
    }
  }
}

function write({ measure, gainer, loser, active }: Ranks, window: Interval, universe: number, now: EpochMs, out: DerivedWriter): void {
  const { instrument, missingMs, ...values } = measure
  const ranks = { universe, gainerRank: gainer, loserRank: loser, activeRank: active }
  out.mover(instrument, now, { window, full: missingMs === 0, missingMs, ...values, ...ranks })
}
