import { configError, type EpochMs } from '../contracts/index.ts'
import { dayMs, dayOfDate } from './epoch-day.ts'
import { newYorkStockExchange } from './new-york-stock-exchange.ts'

/** `afternoon`: by the close, as options on stocks and ETFs. `morning`: by the opening prices, as the monthly ones on indices. */
export type OptionSettlement = 'afternoon' | 'morning'

/**
 * When a US option with this expiry date, `YYYY-MM-DD`, ends: 16:00 New York, 13:00 on half days; the open, if it is settled
 * in the morning. A date without a session (monthly options named the Saturday up to January 2015; Good Friday) counts as the
 * last session before it.
 *
 * @throws FEEDLOOM_CALENDAR_DATE_INVALID if this is no date, or one before the calendar's first.
 */
export function optionExpiry(date: string, settlement: OptionSettlement = 'afternoon'): EpochMs {
  // Midnight UTC is the evening in New York: the close of the date has come, and no other.
  const close = newYorkStockExchange.previousClose((dayOfDate(date) + 1) * dayMs)
  const session = close === undefined ? undefined : newYorkStockExchange.sessionAt(close - 1)
  if (session === undefined) throw configError('FEEDLOOM_CALENDAR_DATE_INVALID', `no session is known by ${date}`)
  return settlement === 'morning' ? session.regular.open : session.regular.close
}
