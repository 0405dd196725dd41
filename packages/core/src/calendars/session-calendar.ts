import type { EpochMs } from '../contracts/index.ts'
import { dateOfDay, dayMs, dayOfDate, type EpochDay, lastYear } from './epoch-day.ts'
import { closeOf, openOf } from './session-hours.ts'
import type { HoursKind, TradingCalendar, TradingSession } from './trading-calendar.ts'
import { zoneOffsets } from './zone-offset.ts'

/** What makes one exchange's calendar. */
export interface CalendarRules {
  readonly name: string
  readonly zone: string
  readonly firstYear: number
  /** In order. `offsetAt`: of the zone's clocks, in ms. Asked once a year. */
  sessionsOf(year: number, offsetAt: (ts: EpochMs) => number): readonly TradingSession[]
  /** Why a day from the first year on has no session; undefined when it has one. */
  closingOf(day: EpochDay): string | undefined
}

/** A calendar of exchanges that close. The sessions of a year are made when they are first asked for, and kept. */
export class SessionCalendar implements TradingCalendar {
  readonly name: string
  readonly zone: string
  readonly #rules: CalendarRules
  readonly #offsetAt: (ts: EpochMs) => number
  readonly #years = new Map<number, readonly TradingSession[]>()

  constructor(rules: CalendarRules) {
    this.#rules = rules
    this.name = rules.name
    this.zone = rules.zone
    this.#offsetAt = zoneOffsets(rules.zone)
  }

  dateOf(ts: EpochMs): string {
    return dateOfDay(Math.floor((ts + (Number.isFinite(ts) ? this.#offsetAt(ts) : 0)) / dayMs))
  }

  isOpen(ts: EpochMs, hours: HoursKind = 'regular'): boolean {
    return this.sessionAt(ts, hours) !== undefined
  }

  sessionAt(ts: EpochMs, hours: HoursKind = 'regular'): TradingSession | undefined {
    const session = this.#last(ts, openOf[hours])
    return session !== undefined && ts < closeOf[hours](session) ? session : undefined
  }

  sessionOf(date: string): TradingSession | undefined {
    // Every session of a date is open at its noon, but not all of them in their regular hours.
    const noon = dayOfDate(date) * dayMs + dayMs / 2
    const session = this.sessionAt(noon - this.#offsetAt(noon), 'extended')
    return session?.date === date ? session : undefined
  }

  closingOf(date: string): string | undefined {
    const day = dayOfDate(date)
    const { firstYear } = this.#rules
    return Number(date.slice(0, 4)) < firstYear ? `Before ${firstYear}, when this calendar begins` : this.#rules.closingOf(day)
  }

  sessions(from: string, to: string): IterableIterator<TradingSession> {
    dayOfDate(from)
    dayOfDate(to)
    return this.#between(from, to)
  }

  nextOpen(ts: EpochMs, hours: HoursKind = 'regular'): EpochMs | undefined {
    const { firstYear } = this.#rules
    for (let year = Math.max(yearOf(ts), firstYear); year <= lastYear; year++) {
      const sessions = this.#of(year)
      const next = sessions[countUntil(sessions, ts, openOf[hours])]
      if (next !== undefined) return openOf[hours](next)
    }
    return undefined
  }

  previousClose(ts: EpochMs, hours: HoursKind = 'regular'): EpochMs | undefined {
    const session = this.#last(ts, closeOf[hours])
    return session && closeOf[hours](session)
  }

  /** The last session of which this moment has come. */
  #last(ts: EpochMs, momentOf: (session: TradingSession) => EpochMs): TradingSession | undefined {
    const { firstYear } = this.#rules
    for (let year = Math.min(yearOf(ts), lastYear); year >= firstYear; year--) {
      const sessions = this.#of(year)
      const count = countUntil(sessions, ts, momentOf)
      if (count > 0) return sessions[count - 1]
    }
    return undefined
  }

  *#between(from: string, to: string): IterableIterator<TradingSession> {
    const last = Number(to.slice(0, 4))
    for (let year = Math.max(Number(from.slice(0, 4)), this.#rules.firstYear); year <= last; year++) {
      for (const session of this.#of(year)) if (session.date >= from && session.date <= to) yield session
    }
  }

  #of(year: number): readonly TradingSession[] {
    const known = this.#years.get(year)
    if (known !== undefined) return known
    const sessions = this.#rules.sessionsOf(year, this.#offsetAt)
    this.#years.set(year, sessions)
    return sessions
  }
}

const yearOf = (ts: EpochMs): number => new Date(ts).getUTCFullYear()

/** How many sessions' moments have come by `ts`. */
function countUntil(sessions: readonly TradingSession[], ts: EpochMs, momentOf: (session: TradingSession) => EpochMs): number {
  let [low, high] = [0, sessions.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (momentOf(sessions[middle] as TradingSession) <= ts) low = middle + 1
    else high = middle
  }
  return low
}
