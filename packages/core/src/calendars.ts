/**
 * When markets trade: sessions, holidays, half days and special closings, as moments and as dates.
 *
 * @module
 */
export type { HoursKind, TradingCalendar, TradingHours, TradingSession } from './calendars/trading-calendar.ts'
export { always } from './calendars/always.ts'
export { newYorkStockExchange } from './calendars/new-york-stock-exchange.ts'
export { optionExpiry, type OptionSettlement } from './calendars/option-expiry.ts'
export { tradingTimeMs } from './calendars/trading-time.ts'
