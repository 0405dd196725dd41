import {
  easterSunday,
  epochDay,
  type EpochDay,
  lastWeekday,
  monday,
  nthWeekday,
  saturday,
  sunday,
  thursday,
  weekdayOf,
} from './epoch-day.ts'

/**
 * Holidays by NYSE Rule 7.2 (Rule 51 before): on a Saturday the Friday before is off, on a Sunday the Monday after,
 * "unless unusual business conditions exist, such as the ending of a monthly or the yearly accounting period". For New Year's
 * Day on a Saturday that exception has always been taken (1994, 2000, 2005, 2011, 2022, 2028).
 *
 * Published for 2026 to 2028 as "NYSE Group Announces 2026, 2027 and 2028 Holiday and Early Closings Calendar", 23 December
 * 2025; https://www.nyse.com/trade/hours-calendars has the three years to come.
 */
export function nyseHolidays(year: number): ReadonlyMap<EpochDay, string> {
  const holidays = new Map<EpochDay, string>()
  const newYear = epochDay(year, 1, 1)
  if (weekdayOf(newYear) !== saturday) holidays.set(observed(newYear), "New Year's Day")
  // A federal holiday since 1986; the NYSE keeps it since 1998.
  if (year >= 1998) holidays.set(nthWeekday(year, 1, monday, 3), 'Martin Luther King, Jr. Day')
  holidays.set(nthWeekday(year, 2, monday, 3), "Washington's Birthday")
  holidays.set(easterSunday(year) - 2, 'Good Friday')
  holidays.set(lastWeekday(year, 5, monday), 'Memorial Day')
  // A federal holiday since June 2021; the NYSE keeps it since 2022.
  if (year >= 2022) holidays.set(observed(epochDay(year, 6, 19)), 'Juneteenth National Independence Day')
  holidays.set(observed(epochDay(year, 7, 4)), 'Independence Day')
  holidays.set(nthWeekday(year, 9, monday, 1), 'Labor Day')
  holidays.set(thanksgiving(year), 'Thanksgiving Day')
  holidays.set(observed(epochDay(year, 12, 25)), 'Christmas Day')
  return holidays
}

export function thanksgiving(year: number): EpochDay {
  return nthWeekday(year, 11, thursday, 4)
}

function observed(day: EpochDay): EpochDay {
  const weekday = weekdayOf(day)
  return weekday === saturday ? day - 1 : weekday === sunday ? day + 1 : day
}
