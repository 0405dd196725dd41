import {
  type AnyBatch,
  type Bar,
  type BarSpec,
  type Clock,
  type DerivedWriter,
  type EpochMs,
  type EventKind,
  type HistoryReader,
  type Instrument,
  type InstrumentRegistry,
  type Processor,
  type Trade,
} from '@feedloom/core'
import { isNamed } from '../structure/bar-input.ts'
import type { ProfileOptions } from './volume-profile.ts'
import { type ProfileWindow, type WindowProfile, WindowedProfile } from './windowed-profile.ts'

export interface VolumeProfileConfig extends ProfileOptions {
  readonly input: { readonly kind: 'trade' } | { readonly kind: 'bar'; readonly interval: BarSpec; readonly origin: Bar['origin'] }
  readonly windows: Readonly<Record<string, ProfileWindow>>
  /** Between two statements about a forming window, ms in the time of the data. */
  readonly every: number
  readonly symbols?: readonly string[] | undefined
}

interface Surroundings {
  readonly clock: Pick<Clock, 'now'>
  readonly instruments: Pick<InstrumentRegistry, 'all'>
}

interface NamedWindow {
  readonly name: string
  readonly window: WindowedProfile
}

/** Bars that are remembered, so that one that comes again does not count twice, and a corrected one replaces its former self. */
const barsRemembered = 512
const sides = { buy: 1, sell: -1, unknown: 0 } as const

/** The windows of one instrument. */
class ProfileSeries {
  readonly #instrument: Instrument
  readonly #interval: BarSpec | undefined
  readonly #every: number
  readonly #windows: readonly NamedWindow[]
  readonly #seen = new Map<EpochMs, Bar>()
  #nextAt = Number.NEGATIVE_INFINITY
  /** Trades before it came with the history. */
  #liveFrom = Number.NEGATIVE_INFINITY
  #ts: EpochMs = 0
  #isDirty = false

  constructor(instrument: Instrument, config: VolumeProfileConfig) {
    const { input, windows, every, step, resolution, valueShare, maxRows } = config
    this.#instrument = instrument
    this.#interval = input.kind === 'bar' ? input.interval : undefined
    this.#every = every
    this.#windows = Object.entries(windows).map(([name, window]) => ({
      name,
      window: new WindowedProfile(window, { step, resolution, valueShare, maxRows }),
    }))
  }

  warmed(to: EpochMs): void {
    this.#liveFrom = to
  }

  trade({ ts, price, size, side }: Trade, out: DerivedWriter | undefined): void {
    if (out !== undefined && ts < this.#liveFrom) return
    for (const { name, window } of this.#windows) this.#say(name, window.addTrade(ts, price, size, sides[side]), ts, out)
    this.#added(ts, ts, out)
  }

  bar(bar: Bar, out: DerivedWriter | undefined): void {
    const { openTime, closeTime, low, high, volume, takerBuyVolume, ts } = bar
    const former = this.#seen.get(openTime)
    if (former !== undefined && !differs(former, bar)) return
    this.#seen.set(openTime, bar)
    if (this.#seen.size > barsRemembered) this.#seen.delete(this.#seen.keys().next().value as EpochMs)
    if (former !== undefined) this.#takeBack(former)
    for (const { name, window } of this.#windows) {
      this.#say(name, window.addBar(openTime, closeTime, low, high, volume, takerBuyVolume ?? Number.NaN), ts, out)
    }
    this.#added(openTime, ts, out)
  }

  #takeBack({ openTime, low, high, volume, takerBuyVolume }: Bar): void {
    for (const { window } of this.#windows) window.removeBar(openTime, low, high, volume, takerBuyVolume ?? Number.NaN)
  }

  /** Windows that have changed since they were stated. */
  rest(out: DerivedWriter): void {
    if (!this.#isDirty) return
    this.#isDirty = false
    for (const { name, window } of this.#windows) this.#say(name, window.current(), this.#ts, out)
  }

  #added(time: EpochMs, ts: EpochMs, out: DerivedWriter | undefined): void {
    this.#ts = Math.max(this.#ts, ts)
    this.#isDirty = true
    if (out === undefined || time < this.#nextAt) return
    const isFirst = this.#nextAt === Number.NEGATIVE_INFINITY
    this.#nextAt = Math.floor(time / this.#every) * this.#every + this.#every
    if (!isFirst) this.rest(out)
  }

  #say(name: string, profile: WindowProfile | undefined, ts: EpochMs, out: DerivedWriter | undefined): void {
    if (profile !== undefined) out?.volumeProfile(this.#instrument, ts, { name, interval: this.#interval, ...profile })
  }
}

function differs(one: Bar, other: Bar): boolean {
  const { low, high, volume, takerBuyVolume } = other
  return one.low !== low || one.high !== high || one.volume !== volume || one.takerBuyVolume !== takerBuyVolume
}

/** Trades or closed bars in, volume profiles out. */
export class VolumeProfileProcessor implements Processor {
  readonly consumes: readonly EventKind[]
  readonly produces: readonly EventKind[] = ['volume-profile']
  readonly forwards = true
  readonly intervals?: NonNullable<Processor['intervals']>
  readonly #config: VolumeProfileConfig
  readonly #around: Surroundings
  /** By `Instrument.index`. */
  readonly #series: (ProfileSeries | undefined)[] = []

  constructor(config: VolumeProfileConfig, around: Surroundings) {
    this.#config = config
    this.#around = around
    this.consumes = [config.input.kind]
    if (config.input.kind === 'bar') this.intervals = { needs: [config.input.interval], makes: [] }
  }

  /** Fills the windows of `symbols` from history; without that list there is nothing to ask for. */
  async warm(history: HistoryReader, signal: AbortSignal): Promise<void> {
    const { symbols, windows, input } = this.#config
    if (symbols === undefined) return
    const to = this.#around.clock.now()
    const from = Math.min(...Object.values(windows).map((window) => WindowedProfile.beginOf(window, to)))
    for (const instrument of this.#around.instruments.all()) {
      const series = this.#seriesOf(instrument)
      if (series === undefined) continue
      const interval = input.kind === 'bar' ? input.interval : undefined
      for await (const batch of history.read({ instrument, kind: input.kind, interval, from, to }, signal)) {
        this.#take(batch as AnyBatch, undefined)
      }
      series.warmed(to)
    }
  }

  process(batch: AnyBatch, out: DerivedWriter): void {
    this.#take(batch, out)
  }

  end(out: DerivedWriter): void {
    for (const series of this.#series) series?.rest(out)
  }

  #take(batch: AnyBatch, out: DerivedWriter | undefined): void {
    const { input } = this.#config
    if (batch.kind === 'trade' && input.kind === 'trade') {
      for (const trade of batch.events) {
        if (out !== undefined) out.tsRecv = trade.tsRecv
        this.#seriesOf(trade.instrument)?.trade(trade, out)
      }
    }
    if (batch.kind !== 'bar' || input.kind !== 'bar') return
    for (const bar of batch.events) {
      if (!bar.final || bar.interval !== input.interval || bar.origin !== input.origin) continue
      if (out !== undefined) out.tsRecv = bar.tsRecv
      this.#seriesOf(bar.instrument)?.bar(bar, out)
    }
  }

  #seriesOf(instrument: Instrument): ProfileSeries | undefined {
    const known = this.#series[instrument.index]
    if (known !== undefined || !isNamed(instrument, this.#config.symbols)) return known
    const series = new ProfileSeries(instrument, this.#config)
    this.#series[instrument.index] = series
    return series
  }
}
