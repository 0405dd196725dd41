import type { EpochMs } from '../../contracts/index.ts'
import type { Series } from './series.ts'

/** When a rule is looked at. */
export interface Moment {
  /** Counts the times that it was looked at. */
  readonly count: number
  /** Of the event that caused it. */
  readonly ts: EpochMs
  /** Open time of the bar at hand; NaN before the first. */
  readonly barTime: EpochMs
}

/** The latest value of one series for one instrument. */
export class Reading {
  readonly label: string
  readonly isTick: boolean
  value: number = Number.NaN
  /** Counts its values, so that each is taken once. */
  version = 0
  #openTime: EpochMs = Number.NaN
  #ts: EpochMs = Number.NaN
  #tsRecv: EpochMs = Number.NaN

  constructor({ label, of }: Series) {
    this.label = label
    this.isTick = of === 'tick'
  }

  put(value: number, openTime: EpochMs, ts: EpochMs, tsRecv: EpochMs): void {
    this.value = value
    this.version++
    this.#openTime = openTime
    this.#ts = ts
    this.#tsRecv = tsRecv
  }

  /** Whether it is of this bar, as far as that had come by then. */
  isOf({ openTime, ts, tsRecv, final }: BarMark): boolean {
    if (this.isTick) return this.version > 0
    return this.#openTime === openTime && (final || this.#ts === ts || this.#tsRecv === tsRecv)
  }
}

/** How far the bar at hand has come. */
export interface BarMark {
  openTime: EpochMs
  ts: EpochMs
  tsRecv: EpochMs
  /** Only closed bars are looked at: the open time says it all. */
  readonly final: boolean
}
