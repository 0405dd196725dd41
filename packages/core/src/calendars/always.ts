import type { EpochMs } from '../contracts/index.ts'
import { dateOfDay, dayMs, dayOfDate, type EpochDay, isEpochDay } from './epoch-day.ts'
import type { TradingCalendar, TradingSession } from './trading-calendar.ts'

function sessionOfDay(day: EpochDay): TradingSession {
  return {
    date: dateOfDay(day),
    preMarket: undefined,
    regular: { open: day * dayMs, close: (day + 1) * dayMs },
    afterHours: undefined,
    halfDay: false,
    reason: undefined,
  }
}

const dayAt = (ts: EpochMs): EpochDay => Math.floor(ts / dayMs)

function* days(first: EpochDay, last: EpochDay): IterableIterator<TradingSession> {
  for (let day = first; day <= last; day++) yield sessionOfDay(day)
}

/** Markets that never close, such as crypto: each day of UTC is a session, and begins where the one before it ends. */
export const always: TradingCalendar = {
  name: 'always',
  zone: 'UTC',
  dateOf: (ts) => dateOfDay(dayAt(ts)),
  isOpen: (ts) => isEpochDay(dayAt(ts)),
  sessionAt: (ts) => (isEpochDay(dayAt(ts)) ? sessionOfDay(dayAt(ts)) : undefined),
  sessionOf: (date) => sessionOfDay(dayOfDate(date)),
  closingOf: (date) => void dayOfDate(date),
  sessions: (from, to) => days(dayOfDate(from), dayOfDate(to)),
  nextOpen: (ts) => (isEpochDay(dayAt(ts)) ? (dayAt(ts) + 1) * dayMs : undefined),
  previousClose: (ts) => (isEpochDay(dayAt(ts)) ? dayAt(ts) * dayMs : undefined),
}
