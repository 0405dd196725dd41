import type { EpochMs } from '../contracts/index.ts'

/** From `open` up to, but not including, `close`. */
export interface TradingHours {
  readonly open: EpochMs
  readonly close: EpochMs
}

/** One day of trading. */
export interface TradingSession {
  /** The exchange's own date, `YYYY-MM-DD`. */
  readonly date: string
  /** Before the regular hours; undefined where there is nothing of the kind. */
  readonly preMarket: TradingHours | undefined
  readonly regular: TradingHours
  /** After the regular hours; undefined where there is nothing of the kind. */
  readonly afterHours: TradingHours | undefined
  /** Whether it closes early by the exchange's yearly schedule. */
  readonly halfDay: boolean
  /** Why its regular hours are not the usual ones: a half day, or something that no schedule foresaw. */
  readonly reason: string | undefined
}

/** `extended`: from the beginning of the pre-market to the end of the after-hours. */
export type HoursKind = 'regular' | 'extended'

/**
 * When an exchange trades. Calendars know sessions, not halts: a break within a day is not in them.
 * Where hours can be chosen, they are the regular ones if nothing is said.
 */
export interface TradingCalendar {
  readonly name: string
  /** The time zone of its dates, as the IANA names it. */
  readonly zone: string
  /**
   * The date at the exchange at this moment, session or not.
   * @throws FEEDLOOM_CALENDAR_DATE_INVALID if this is no moment.
   */
  dateOf(ts: EpochMs): string
  isOpen(ts: EpochMs, hours?: HoursKind): boolean
  /** The session whose hours contain this moment. */
  sessionAt(ts: EpochMs, hours?: HoursKind): TradingSession | undefined
  /**
   * The session of a date, `YYYY-MM-DD`. Undefined when there was or will be none.
   * @throws FEEDLOOM_CALENDAR_DATE_INVALID if this is no date.
   */
  sessionOf(date: string): TradingSession | undefined
  /**
   * Why a date has no session, such as `Christmas Day`. Undefined when it has one.
   * @throws FEEDLOOM_CALENDAR_DATE_INVALID if this is no date.
   */
  closingOf(date: string): string | undefined
  /**
   * Sessions in order, from one date to another, both included.
   * @throws FEEDLOOM_CALENDAR_DATE_INVALID if one of them is no date.
   */
  sessions(from: string, to: string): IterableIterator<TradingSession>
  /** The first open after this moment. Undefined past what the calendar knows. */
  nextOpen(ts: EpochMs, hours?: HoursKind): EpochMs | undefined
  /** The last close at or before this moment. Undefined before what the calendar knows. */
  previousClose(ts: EpochMs, hours?: HoursKind): EpochMs | undefined
}
