import type { EpochMs, Instrument } from '../../contracts/index.ts'

/** What one window of one instrument comes to. */
export interface Measure {
  readonly instrument: Instrument
  readonly from: EpochMs
  readonly to: EpochMs
  /** How much of the window nothing is known of. */
  readonly missingMs: number
  readonly price: number
  readonly changePercent: number | undefined
  readonly rangePercent: number | undefined
  readonly volume: number | undefined
  readonly quoteVolume: number | undefined
  readonly relativeVolume: number | undefined
  readonly baseline: number
}

/** One instrument, as the ranking asks it. */
export interface Measured {
  /** The values of a window at a moment of the engine's clock; undefined while nothing is known. */
  measure(window: number, now: EpochMs): Measure | undefined
}

/** 2.5 from 100 to 102.5; undefined where there is nothing to start from. */
export function percent(from: number, to: number): number | undefined {
  const change = (to / from - 1) * 100
  return from > 0 && Number.isFinite(change) ? change : undefined
}
