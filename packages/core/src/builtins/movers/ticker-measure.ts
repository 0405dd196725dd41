import type { EpochMs, Gap, Instrument, Ticker } from '../../contracts/index.ts'
import { percent, type Measure, type Measured } from './measure.ts'

const dayMs = 86_400_000
/** Venues round the begin of their window to a minute. */
const roundedMs = 60_000

/** The rolling day of one instrument, as its venue counts it. */
export class TickerMeasure implements Measured {
  readonly #instrument: Instrument
  #ticker: Ticker | undefined
  /** Gaps since the last ticker: what it says may have changed. */
  readonly #gaps = new Set<string>()

  constructor(instrument: Instrument) {
    this.#instrument = instrument
  }

  ticker(ticker: Ticker): void {
    this.#ticker = ticker
    this.#gaps.clear()
  }

  gap({ id, state }: Gap): void {
    if (state === 'healed') this.#gaps.delete(id)
    else this.#gaps.add(id)
  }

  measure(_window: number, now: EpochMs): Measure | undefined {
    const ticker = this.#ticker
    if (ticker === undefined) return undefined
    const { last, open, high, low, volume, quoteVolume, openTime, ts } = ticker
    const from = openTime ?? ts
    const shortBy = dayMs - (ts - from)
    const silentFor = this.#gaps.size > 0 ? Math.max(1, now - ts) : 0
    return {
      instrument: this.#instrument,
      from,
      to: ts,
      missingMs: (Math.abs(shortBy) <= roundedMs ? 0 : Math.max(1, shortBy)) + silentFor,
      price: last,
      changePercent: open === undefined ? undefined : percent(open, last),
      rangePercent: low === undefined || high === undefined ? undefined : percent(low, high),
      volume,
      quoteVolume,
      relativeVolume: undefined,
      baseline: 0,
    }
  }
}
