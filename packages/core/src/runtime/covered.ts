import type { Bar, MarketEvent } from '../contracts/events.ts'
import type { Instrument } from '../contracts/instrument.ts'
import type { EpochMs } from '../contracts/time.ts'
import { timeOf } from './history.ts'

/** Up to where history has come in one series. */
export interface Reached {
  readonly time: EpochMs
  /** Of trades: the last id. */
  readonly id: string | undefined
  /** Of bars: the last one, which may have changed since. */
  readonly bar: Bar | undefined
}

/** What history has covered, so that what is said again, by the live stream or by a later page, is left out. */
export class Covered {
  readonly #reached = new Map<string, Map<Instrument, Reached>>()

  note(event: MarketEvent): void {
    const series = this.#of(event)
    const before = series.get(event.instrument)
    const time = timeOf(event)
    if (before !== undefined && time < before.time) return
    const id = event.kind === 'trade' ? event.id : undefined
    series.set(event.instrument, { time, id, bar: event.kind === 'bar' ? event : undefined })
  }

  /** True for what history has not given: newer, or a later state of its last bar. */
  lacks(event: MarketEvent): boolean {
    if (event.kind === 'gap') return true
    const reached = this.reached(event)
    if (reached === undefined) return true
    if (event.kind === 'trade' && event.id !== undefined && reached.id !== undefined)
      return isAfter(event.id, reached.id, event.ts > reached.time)
    if (event.kind !== 'bar' || reached.bar === undefined || event.openTime !== reached.time) return timeOf(event) > reached.time
    return !reached.bar.final && (event.final || event.ts > reached.bar.ts)
  }

  reached(event: MarketEvent): Reached | undefined {
    return this.#of(event).get(event.instrument)
  }

  #of(event: MarketEvent): Map<Instrument, Reached> {
    const key = seriesOf(event)
    let series = this.#reached.get(key)
    if (series === undefined) this.#reached.set(key, (series = new Map()))
    return series
  }
}

/** Raw and merged trades count by themselves. */
export function seriesOf(event: MarketEvent): string {
  if (event.kind === 'bar') return `bar ${event.interval}`
  return event.kind === 'trade' && event.aggregate !== undefined ? 'trade aggregate' : event.kind
}

const wholeNumber = /^(0|[1-9]\d*)$/

/** Ids of trades grow; where they are no numbers, time must tell. */
function isAfter(id: string, last: string, isLater: boolean): boolean {
  if (id === last) return false
  if (!wholeNumber.test(id) || !wholeNumber.test(last)) return isLater
  return id.length === last.length ? id > last : id.length > last.length
}
