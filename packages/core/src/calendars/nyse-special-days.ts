import { dayOfDate, type EpochDay } from './epoch-day.ts'

/** What no rule yields. Times are of New York. */
export interface SpecialDay {
  readonly date: string
  readonly reason: string
  /** There was no session. */
  readonly closed?: true
  /** When the session began, if later than usual. */
  readonly open?: string
  /** When the session ended, if earlier than usual. */
  readonly close?: string
}

/**
 * The exchange's own list is "Special Closings, 1885 to date" (once nyse.com/pdfs/closings.pdf; a copy is kept at
 * https://github.com/rsheftel/pandas_market_calendars/files/6827110/Stocks.NYSE-Closings.pdf). Those since 1990 are here that
 * closed a day or moved its beginning or end; sources beside that list stand with the day.
 *
 * Left out are breaks within a day (minutes of silence at noon, the circuit breakers of March 2020, 8 July 2015) and failures
 * of the exchange's own computers, while others traded on: 18 December 1995, open at 10:30; 1 June 2005, over at 15:56.
 */
const days: readonly SpecialDay[] = [
  { date: '1990-12-27', open: '11:00', reason: 'Explosion of a Con Edison transformer' },
  { date: '1991-01-17', open: '09:31', reason: 'Minute of silence for the troops in the Persian Gulf' },
  { date: '1991-02-25', open: '09:31', reason: 'Minute of silence for the troops in the Persian Gulf' },
  { date: '1994-02-11', close: '14:30', reason: 'Snowstorm' },
  { date: '1994-04-27', closed: true, reason: 'Funeral of President Nixon' },
  { date: '1996-01-08', open: '11:00', close: '14:00', reason: 'Snowstorm' },
  // The Dow was down by 550 points, for which Rule 80B then had a halt of an hour, on all exchanges: it ran past the close.
  { date: '1997-10-27', close: '15:30', reason: 'Circuit breaker' },
  { date: '2001-09-11', closed: true, reason: 'Attack on the World Trade Center' },
  { date: '2001-09-12', closed: true, reason: 'Attack on the World Trade Center' },
  { date: '2001-09-13', closed: true, reason: 'Attack on the World Trade Center' },
  { date: '2001-09-14', closed: true, reason: 'Attack on the World Trade Center' },
  { date: '2001-09-17', open: '09:33', reason: 'Two minutes of silence for the victims of 11 September' },
  { date: '2001-10-08', open: '09:31', reason: 'Minute of silence for the troops of Operation Enduring Freedom' },
  { date: '2002-09-11', open: '12:00', reason: 'First anniversary of 11 September' },
  { date: '2003-03-20', open: '09:32', reason: 'Two minutes of silence for the troops of Operation Iraqi Freedom' },
  { date: '2004-06-07', open: '09:32', reason: 'Two minutes of silence for President Reagan' },
  { date: '2004-06-11', closed: true, reason: 'National day of mourning for President Reagan' },
  { date: '2006-12-27', open: '09:32', reason: 'Two minutes of silence for President Ford' },
  { date: '2007-01-02', closed: true, reason: 'National day of mourning for President Ford' },
  // Announced by all US exchanges on 28 and 29 October 2012; https://en.wikipedia.org/wiki/Hurricane_Sandy
  { date: '2012-10-29', closed: true, reason: 'Hurricane Sandy' },
  { date: '2012-10-30', closed: true, reason: 'Hurricane Sandy' },
  // Later than the list. Announced by the NYSE and Nasdaq on 1 December 2018.
  { date: '2018-12-05', closed: true, reason: 'National day of mourning for President George H. W. Bush' },
  // Later than the list. Announced by the NYSE and Nasdaq on 30 December 2024.
  { date: '2025-01-09', closed: true, reason: 'National day of mourning for President Carter' },
]

export const nyseSpecialDays: ReadonlyMap<EpochDay, SpecialDay> = new Map(days.map((day) => [dayOfDate(day.date), day]))
