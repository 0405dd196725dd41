import type { Bar, BarSpec, DerivedWriter, EpochMs, Gap, Instrument, Trade } from '../contracts/index.ts'

/** What the bars of one instrument and width are told, in stream order. */
export interface BarSeries<Part extends Trade | Bar = Trade | Bar> {
  /** `fetched` when it came to fill a hole, so that it does not show where a hole ends. */
  add(event: Part, fetched: boolean, out: DerivedWriter): void
  /** Parts are missing from here on, or what was missing has come, or never will. */
  gap(event: Gap, out: DerivedWriter): void
  /** The batch is over: writes bars that late parts have changed and, if wanted, the forming one. */
  settle(out: DerivedWriter): void
  /** It is `now` on the clock that stamps what arrives; nothing more is expected from before. */
  advance(now: EpochMs, out: DerivedWriter): void
  /** The stream is over. */
  end(out: DerivedWriter): void
}

export interface BarSeriesOptions {
  readonly instrument: Instrument
  readonly spec: BarSpec
  /** Incomplete bars are called final all the same. */
  readonly keepPartial: boolean
  readonly forming: boolean
  readonly graceMs: number
}
