import { epochDay, type EpochDay, friday, monday, saturday, sunday, thursday, weekdayOf } from './epoch-day.ts'
import { thanksgiving } from './nyse-holidays.ts'

/** A day that closes early by the exchange's yearly schedule. */
export interface HalfDay {
  /** New York time. */
  readonly close: string
  readonly reason: string
}

/** Half days that were scheduled for one year alone. */
const once: readonly (readonly [date: readonly [number, number, number], reason: string])[] = [
  // Christmas was on a Thursday. In 2008, 2014 and 2025, when it was again, the Friday was a whole day.
  [[1997, 12, 26], 'Day after Christmas'],
  [[2003, 12, 26], 'Day after Christmas'],
  // Approved by the board with a view to the year 2000: "The New York Stock Exchange Defers Off-Hours Trading Until Second
  // Half 2000", 4 June 1999, https://mondovisione.com/media-and-resources/news/the-new-york-stock-exchange-defers-offhours-trading-until-second-half-2000
  [[1999, 12, 31], "New Year's Eve"],
]

/** The half days of a year; those that fall on a holiday or a weekend are not among them. */
export function nyseHalfDays(year: number): ReadonlyMap<EpochDay, HalfDay> {
  // Half days closed at 14:00 up to 1992 and at 13:00 ever since.
  const close = year <= 1992 ? '14:00' : '13:00'
  const halfDays = new Map<EpochDay, HalfDay>()
  const independence = besideIndependenceDay(year)
  if (independence !== undefined) halfDays.set(independence.day, { close, reason: independence.reason })
  // The day after Thanksgiving was a whole day up to 1991.
  if (year >= 1992) halfDays.set(thanksgiving(year) + 1, { close, reason: 'Day after Thanksgiving' })
  const christmasEve = epochDay(year, 12, 24)
  // On a Friday it is a holiday, in the place of Christmas on the Saturday.
  if (![friday, saturday, sunday].some((weekday) => weekday === weekdayOf(christmasEve))) {
    halfDays.set(christmasEve, { close, reason: 'Christmas Eve' })
  }
  for (const [[ofYear, month, day], reason] of once) if (ofYear === year) halfDays.set(epochDay(year, month, day), { close, reason })
  return halfDays
}

/**
 * Since 1995. The 3rd of July where the 4th is a Tuesday, Wednesday or Friday. Where it is a Thursday, it was the Friday after
 * up to 2012 (1996, 2002) and is the Wednesday before since 2013.
 */
function besideIndependenceDay(year: number): { readonly day: EpochDay; readonly reason: string } | undefined {
  if (year < 1995) return undefined
  const fourth = epochDay(year, 7, 4)
  const weekday = weekdayOf(fourth)
  if (weekday === saturday || weekday === sunday || weekday === monday) return undefined
  if (weekday === thursday && year < 2013) return { day: fourth + 1, reason: 'Day after Independence Day' }
  return { day: fourth - 1, reason: 'Day before Independence Day' }
}
