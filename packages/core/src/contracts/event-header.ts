import type { Instrument } from './instrument.ts'
import type { EpochMs } from './time.ts'

/** Aggressor (taker) side. */
export type Side = 'buy' | 'sell' | 'unknown'
/**
 * One side of a book, or the changed part of it, interleaved: `[price0, size0, price1, size1, ...]`. Bids descend, asks
 * ascend. Prices in quote units, sizes in base units. In a delta, size 0 removes the level and order means nothing.
 */
export type Levels = Float64Array

/** What every event starts with. Missing facts are `undefined`, never an absent key. */
export interface EventHeader<K extends string> {
  readonly kind: K
  readonly instrument: Instrument
  /** Venue event time; equals `tsRecv` when the venue sends none. */
  readonly ts: EpochMs
  /** The part of the venue's time below the microsecond, 0 to 999 ns; 0 where the venue has none. */
  readonly nanos: number
  /** Local receive time of the frame the event came from; of a derived event, that of the event which caused it. */
  readonly tsRecv: EpochMs
  /** 0 = first statement of this fact; n = the n-th correction of it (a healed bar, a revised indicator). */
  readonly revision: number
}
