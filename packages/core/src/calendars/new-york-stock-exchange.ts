import type { EpochMs } from '../contracts/index.ts'
import { dateOfDay, dayMs, epochDay, type EpochDay, saturday, sunday, weekdayOf } from './epoch-day.ts'
import { type HalfDay, nyseHalfDays } from './nyse-half-days.ts'
import { nyseHolidays } from './nyse-holidays.ts'
import { nyseSpecialDays } from './nyse-special-days.ts'
import { SessionCalendar } from './session-calendar.ts'
import type { TradingCalendar, TradingSession } from './trading-calendar.ts'

const usual = { preMarket: '04:00', open: '09:30', close: '16:00', afterHours: '20:00' }
/** On half days the after-hours end at 17:00 instead of 20:00. */
const halfDayAfterHoursMs = 4 * 3_600_000

/** No exchange opens on a weekend, when the clocks are changed: all hours of a session are of one offset. */
function sessionOfDay(day: EpochDay, offsetMs: number, halfDay: HalfDay | undefined): TradingSession {
  const special = nyseSpecialDays.get(day)
  const at = (time: string): EpochMs => day * dayMs + msOf(time) - offsetMs
  const open = at(special?.open ?? usual.open)
  const close = at(special?.close ?? halfDay?.close ?? usual.close)
  return {
    date: dateOfDay(day),
    preMarket: { open: at(usual.preMarket), close: open },
    regular: { open, close },
    afterHours: { open: close, close: halfDay === undefined ? at(usual.afterHours) : close + halfDayAfterHoursMs },
    halfDay: halfDay !== undefined,
    reason: special?.reason ?? halfDay?.reason,
  }
}

/** Of a time as a clock shows it, since midnight. */
function msOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return (Number(hours) * 60 + Number(minutes)) * 60_000
}

function sessionsOf(year: number, offsetAt: (ts: EpochMs) => number): readonly TradingSession[] {
  const halfDays = nyseHalfDays(year)
  const sessions: TradingSession[] = []
  for (let day = epochDay(year, 1, 1); day < epochDay(year + 1, 1, 1); day++) {
    if (closingOf(day) === undefined) sessions.push(sessionOfDay(day, offsetAt(day * dayMs + dayMs / 2), halfDays.get(day)))
  }
  return sessions
}

const holidays = new Map<number, ReadonlyMap<EpochDay, string>>()

function holidaysOf(year: number): ReadonlyMap<EpochDay, string> {
  const known = holidays.get(year) ?? nyseHolidays(year)
  holidays.set(year, known)
  return known
}

function closingOf(day: EpochDay): string | undefined {
  const weekday = weekdayOf(day)
  if (weekday === saturday || weekday === sunday) return 'Weekend'
  const special = nyseSpecialDays.get(day)
  if (special?.closed === true) return special.reason
  return holidaysOf(new Date(day * dayMs).getUTCFullYear()).get(day)
}

/**
 * Sessions of US equities: 9:30 to 16:00 New York, from 1990 on. Years past those that the exchange has published (three ahead)
 * are by its rules; a day of mourning or a storm becomes known with a new release.
 *
 * Pre-market from 4:00 and after-hours to 20:00 (17:00 on half days) are today's, for all years: they grew venue by venue, and
 * no one published a beginning. Overnight sessions of single venues are not in it.
 */
export const newYorkStockExchange: TradingCalendar = new SessionCalendar({
  name: 'nyse',
  zone: 'America/New_York',
  firstYear: 1990,
  sessionsOf,
  closingOf,
})
