import type { EpochMs } from '../contracts/index.ts'
import { closeOf, openOf } from './session-hours.ts'
import type { HoursKind, TradingCalendar } from './trading-calendar.ts'

/**
 * How much of the time between two moments the market was open, in ms; 0 if they are in the wrong order.
 *
 * @throws FEEDLOOM_CALENDAR_DATE_INVALID if one of them is no moment.
 */
export function tradingTimeMs(calendar: TradingCalendar, from: EpochMs, to: EpochMs, hours: HoursKind = 'regular'): number {
  let sum = 0
  for (const session of calendar.sessions(calendar.dateOf(from), calendar.dateOf(to))) {
    sum += Math.max(0, Math.min(closeOf[hours](session), to) - Math.max(openOf[hours](session), from))
  }
  return sum
}
