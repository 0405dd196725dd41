import type { EpochMs } from '../contracts/index.ts'
import type { TradingSession } from './trading-calendar.ts'

/** When a session begins, by the hours that are meant. */
export const openOf = {
  regular: (session: TradingSession): EpochMs => session.regular.open,
  extended: ({ preMarket, regular }: TradingSession): EpochMs => preMarket?.open ?? regular.open,
}

/** When it ends. */
export const closeOf = {
  regular: (session: TradingSession): EpochMs => session.regular.close,
  extended: ({ afterHours, regular }: TradingSession): EpochMs => afterHours?.close ?? regular.close,
}
