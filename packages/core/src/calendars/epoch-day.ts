import { configError } from '../contracts/index.ts'

/** Whole days since 1 January 1970, a Thursday. */
export type EpochDay = number

export const dayMs = 86_400_000

/** Dates have years of four digits. */
export const lastYear = 9_999

export const sunday = 0
export const monday = 1
export const thursday = 4
export const friday = 5
export const saturday = 6

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** `month`: 1 to 12. */
export function epochDay(year: number, month: number, day: number): EpochDay {
  return Date.UTC(year, month - 1, day) / dayMs
}

/** 0 is Sunday. */
export function weekdayOf(day: EpochDay): number {
  return (((day + thursday) % 7) + 7) % 7
}

/** Whether it has a date. */
export function isEpochDay(day: EpochDay): boolean {
  const year = new Date(day * dayMs).getUTCFullYear()
  return year >= 100 && year <= lastYear
}

/**
 * `YYYY-MM-DD`.
 * @throws FEEDLOOM_CALENDAR_DATE_INVALID if it has no date.
 */
export function dateOfDay(day: EpochDay): string {
  if (!isEpochDay(day)) throw configError('FEEDLOOM_CALENDAR_DATE_INVALID', `the date of ${day * dayMs} ms was asked for`)
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** @throws FEEDLOOM_CALENDAR_DATE_INVALID unless it is a date, `YYYY-MM-DD`. */
export function dayOfDate(date: string): EpochDay {
  const [, year, month, day] = datePattern.exec(date) ?? []
  const found = epochDay(Number(year), Number(month), Number(day))
  if (!isEpochDay(found) || dateOfDay(found) !== date) {
    throw configError('FEEDLOOM_CALENDAR_DATE_INVALID', `\`${date}\` is not a date`, { hint: 'Write it as `2026-11-27`.' })
  }
  return found
}

/** The first, second, … such weekday of a month. */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): EpochDay {
  const first = epochDay(year, month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
}

/** The last such weekday of a month. */
export function lastWeekday(year: number, month: number, weekday: number): EpochDay {
  const last = epochDay(year, month + 1, 0)
  return last - ((weekdayOf(last) - weekday + 7) % 7)
}

/** Easter of the western churches: the algorithm of Nature, 20 April 1876, for all Gregorian years. */
export function easterSunday(year: number): EpochDay {
  const century = Math.floor(year / 100)
  const golden = year % 19
  const corrected = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const moon = (19 * golden + century - Math.floor(century / 4) - corrected + 15) % 30
  const week = (32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - moon - (year % 4)) % 7
  const late = Math.floor((golden + 11 * moon + 22 * week) / 451)
  const sum = moon + week - 7 * late + 114
  return epochDay(year, Math.floor(sum / 31), (sum % 31) + 1)
}
